// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever builds settle does not fetch what only this needs.
let package = Package(
    name: "Micro",
    dependencies: [
        .package(name: "settle", path: "../.."),
        // Without its traits: their interposers want a malloc and a runtime that are not the ones being measured.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Micro",
            dependencies: [
                .product(name: "SettleEngine", package: "settle"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            // The plugin looks for targets that stand in a folder named Benchmarks.
            path: ".", sources: ["Micro.swift", "SimulatedLog.swift"],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ]
)
