// swift-tools-version: 6.2
import PackageDescription

// A separate package, so that building settle does not fetch dependencies that only the micro-benchmarks need.
let package = Package(
    name: "Micro",
    dependencies: [
        .package(name: "settle", path: "../.."),
        // No traits: with their interposers, another malloc and runtime would be measured.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Micro",
            dependencies: [
                .product(name: "Parts", package: "settle"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            // The plugin looks for targets in a folder named Benchmarks.
            path: ".", sources: ["Micro.swift", "SimulatedLog.swift"],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ]
)
