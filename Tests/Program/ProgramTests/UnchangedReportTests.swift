import Foundation
import TestSupport
import Testing

/// A report that would be written the same is left untouched; a damaged one is repaired.
@Suite struct UnchangedReportTests {
    private let bench: Bench
    private let written: [String: Data]

    init() throws {
        bench = try Bench(rules: TemporaryFolder.SmallMonth.rules())
        try bench.folder.write(TemporaryFolder.SmallMonth.log(), to: "log.ndjson")
        try bench.run("2026-10", ["log.ndjson"])
        written = try FileTree.files(below: bench.report)
    }

    private func inode(_ path: String) throws -> Int {
        try #require(
            FileManager.default.attributesOfItem(atPath: bench.folder.url.appending(path: path).path)[.systemFileNumber]
                as? Int)
    }

    @Test func staysInItsPlace() throws {
        let before = try (inode("reports/2026-10"), inode("reports/2026-10/usage.csv"))
        try bench.run("2026-10", ["log.ndjson"])
        #expect(try before == (inode("reports/2026-10"), inode("reports/2026-10/usage.csv")))
        #expect(try FileTree.files(below: bench.report) == written)
    }

    /// Damages every file in turn: changes a byte, adds one, removes the last one, deletes the file.
    @Test func isPutRightWhateverWasDoneToAFile() throws {
        for (name, bytes) in written.sorted(by: { $0.key < $1.key }) {
            let file = bench.report.appending(path: name)
            var changed = bytes
            if !changed.isEmpty { changed[changed.count / 2] ^= 1 }
            // Without settle's manifest or sums the folder counts as somebody else's: that is refused, and tested
            // elsewhere.
            let isMark = ["manifest.json", "SHA256SUMS"].contains(name)
            for damage in [changed, bytes + Data("x".utf8), bytes.dropLast()] where damage != bytes && !isMark {
                try Data(damage).write(to: file)
                try bench.run()
                #expect(try FileTree.files(below: bench.report) == written, "\(name)")
            }
            guard !isMark else { continue }
            try FileManager.default.removeItem(at: file)
            try bench.run()
            #expect(try FileTree.files(below: bench.report) == written, "\(name) gone")
        }
    }

    /// The next report has everything new, and no file of the old report.
    @Test func isReplacedWhereSomethingIsNew() throws {
        let before = try inode("reports/2026-10")
        try bench.folder.write(TemporaryFolder.SmallMonth.log(refsAfter: "more-"), to: "more.ndjson")
        try bench.run("2026-10", ["more.ndjson"])
        #expect(try inode("reports/2026-10") != before)
        let fresh = try Bench(rules: TemporaryFolder.SmallMonth.rules())
        try fresh.folder.write(TemporaryFolder.SmallMonth.log(), to: "log.ndjson")
        try fresh.folder.write(TemporaryFolder.SmallMonth.log(refsAfter: "more-"), to: "more.ndjson")
        try fresh.run("2026-10", ["log.ndjson", "more.ndjson"])
        expectSame(try FileTree.files(below: bench.report), as: try FileTree.files(below: fresh.report), "both logs")
    }
}
