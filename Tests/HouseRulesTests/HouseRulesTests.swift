import Foundation
import Testing

/// The rules of the house, each with what to do instead in its message.
@Suite("House rules")
struct HouseRulesTests {
    struct SourceFile: Sendable {
        let path: String
        let lines: [Substring]
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(in folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: base.path).sorted()
        let files = try names.filter { $0.hasSuffix(".swift") }.map { name in
            let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
            return SourceFile(
                path: "\(folder)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
        #expect(!files.isEmpty, "\(folder) holds no source: this test looks at nothing")
        return files
    }

    /// Lines outside comments that match, as `path:line`.
    func places(in folders: [String], except: [String] = [], matching pattern: String) throws -> [String] {
        let expression = try Regex(pattern)
        return try folders.flatMap { try Self.files(in: $0) }.filter { !except.contains($0.path) }.flatMap { file in
            file.lines.enumerated().filter { _, line in
                let code = line.drop { $0 == " " }
                return !code.hasPrefix("//") && line.contains(expression)
            }.map { "\(file.path):\($0.offset + 1)" }
        }
    }

    @Test func moneyKnowsNoFloats() throws {
        let folders = [
            "Money", "Rules", "RulesFile", "GatewayLog", "Rating", "Settlement", "Ledger", "Documents",
        ].map { "Sources/\($0)" }
        let found = try places(in: folders, matching: #"\b(Double|Float|Float80|CGFloat|Decimal|NSNumber)\b"#)
        #expect(
            found.isEmpty, "amounts are Int64 minor units or ExactAmount; use Price or Rate for decimals of the rules")
    }

    @Test func theClockIsReadAtTheEdgeAlone() throws {
        let all = [
            "Vocabulary", "Money", "Rules", "RulesFile", "GatewayLog", "Rating", "Settlement", "Ledger", "Documents",
            "Simulation",
        ]
        .map { "Sources/\($0)" }
        let found = try places(
            in: all,
            matching:
                #"\bDate\(\)|\bDate\.now\b|clock_gettime|\bgettimeofday\b|ContinuousClock|SystemRandom|\.random\("#)
        #expect(
            found.isEmpty, "take the time as an argument (Clock.read is in SettleCommands), and a seed for randomness")
    }

    @Test func onlyTheLedgerKnowsSQLite() throws {
        let all = [
            "Vocabulary", "Money", "Rules", "RulesFile", "GatewayLog", "Rating", "Settlement", "Documents",
            "Simulation", "SettleCommands",
        ]
        .map { "Sources/\($0)" }
        #expect(try places(in: all, matching: #"import CSQLite|sqlite3_"#).isEmpty, "add a query to Ledger instead")
    }

    @Test func theMiddleDoesNoInputOrOutput() throws {
        let pure = ["Money", "Rules", "Rating", "Settlement"].map { "Sources/\($0)" }
        #expect(
            try places(in: pure, matching: #"import (Foundation|Glibc|Crypto)"#).isEmpty,
            "reading and writing belong into GatewayLog, Ledger, Documents or SettleCommands")
    }

    @Test func nothingIsForcedOpen() throws {
        let found = try places(
            in: ["Sources/Money", "Sources/Rating", "Sources/Settlement", "Sources/Documents", "Sources/Ledger"],
            matching: #"try!|fatalError\(|as! "#)
        #expect(found.isEmpty, "throw an error that says what is wrong")
    }

    @Test func everyFileIsShort() throws {
        for file in try Self.files(in: "Sources") where file.lines.count > 350 {
            Issue.record("\(file.path) has \(file.lines.count) lines: divide it by facet")
        }
    }
}
