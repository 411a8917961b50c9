import Foundation
import RulesFile
import TestSupport
import Testing

/// A gallery of faults: each sample next to the message that a user sees.
///
/// `SETTLE_RECORD=1 swift test --filter RulesFileTests` records the messages again; read the difference before
/// committing.
struct SampleTests {
    @Test(arguments: ["Faults", "Warnings"])
    func everySampleSaysWhatIsExpected(folder: String) throws {
        let samples = try Samples.urls(in: folder)
        #expect(samples.count > 10)
        for url in samples {
            let reading = RulesReader.read(bytes: [UInt8](try Data(contentsOf: url)), name: url.lastPathComponent)
            let name = url.lastPathComponent
            #expect((reading.rules == nil) == (folder == "Faults"), "\(name)")
            #expect(reading.faults.isEmpty == (folder == "Warnings"), "\(name)\n\(reading.rendered)")
            let expected = url.deletingPathExtension().appendingPathExtension("expected")
            if Repository.isRecording {
                try Data(reading.rendered.utf8).write(to: expected)
            } else {
                #expect(Array(reading.rendered.utf8) == [UInt8](try Data(contentsOf: expected)), "\(name)")
            }
        }
    }

    @Test func namesSayWhetherAWarningIsDue() throws {
        for url in try Samples.urls(in: "Warnings") {
            let reading = RulesReader.read(bytes: [UInt8](try Data(contentsOf: url)), name: url.lastPathComponent)
            let isNone = url.lastPathComponent.hasPrefix("none")
            #expect(reading.warnings.isEmpty == isNone, "\(url.lastPathComponent)\n\(reading.rendered)")
        }
    }

    @Test func aFileWithTwentyFaultsReportsThemAllAndNothingElse() throws {
        let url = try #require(try Samples.urls(in: "Faults").first { $0.lastPathComponent == "twenty_faults.yaml" })
        let reading = RulesReader.read(bytes: [UInt8](try Data(contentsOf: url)), name: "settle.yaml")
        #expect(reading.faults.count >= 20)
        let order = reading.faults.map { [$0.line, $0.column] }
        #expect(order.elementsEqual(order.sorted { $0.lexicographicallyPrecedes($1) }))
    }
}

enum Samples {
    private static let folder = Repository.root.appending(path: "Tests/RulesFileTests")
    static let everySection = folder.appending(path: "every-section.yaml")

    static func urls(in folder: String) throws -> [URL] {
        let url = Self.folder.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
            .sorted { $0.lastPathComponent.utf8.lexicographicallyPrecedes($1.lastPathComponent.utf8) }
    }
}
