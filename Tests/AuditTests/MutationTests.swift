import Audit
import Foundation
import SeededRandom
import TestSupport
import Testing
import Vocabulary

@Suite("Every edit of a closed month is caught")
struct MutationTests {
    private let months: SampleMonths
    /// Every app is a portion of its own.
    private static let audit = Audit(version: "0.3.0", earlierVersions: ["0.1.0"], portionBytes: 1)
    private static let whole = Audit(version: "0.3.0", earlierVersions: ["0.1.0"], portionBytes: nil)

    init() throws {
        months = try SampleMonths.shared.get()
    }

    private func findings(_ reports: [ReportFiles], isComplete: Bool = true) -> [Finding] {
        Self.audit.findings(of: reports, isComplete: isComplete)
    }

    @Test("unchanged months have no findings, together and one at a time")
    func unmodified() {
        #expect(findings(months.reports).map(\.description) == [])
        for report in months.reports {
            #expect(findings([report], isComplete: false).map(\.description) == [])
        }
        #expect(findings(months.reports.reversed()).map(\.description) == [])
    }

    @Test("months that 0.1.0 closed are verified: their summaries do not name what is unknown")
    func earlierVersion() throws {
        let closed = Repository.root.appending(path: "Tests/Program/ProgramTests/Ledgers/version-3/reports")
        var reports = ["2025-07", "2025-08"].compactMap { period -> ReportFiles? in
            guard case .period(let files) = ReportFiles.read(closed.appending(path: period).path) else { return nil }
            return files
        }
        func findings() -> [Check] {
            let audit = Audit(version: "0.3.0", earlierVersions: ["0.1.0", "0.2.0"], portionBytes: 1)
            return audit.findings(of: reports, isComplete: true).map(\.check)
        }
        try #require(reports.count == 2 && findings() == [])
        func rewrite(_ name: Identifier, _ change: (String) -> String) {
            let before = reports[0].files[name] ?? []
            reports[0].files[name] = Array(change(String(decoding: before, as: UTF8.self)).utf8)
            #expect(reports[0].files[name] != before)
        }
        rewrite("summary.json") { $0.replacing(/,\n  "unknown": \{[\s\S]*\n  \}\n\}\n$/, with: "\n}\n") }
        Seal.renew(&reports, from: 0, changed: ["summary.json"])
        #expect(findings() == [.summary])
        rewrite("manifest.json") { $0.replacing("\"version\": \"0.2.0\"", with: "\"version\": \"0.1.0\"") }
        Seal.renew(&reports, from: 0, changed: [])
        #expect(findings() == [])
    }

    @Test("the months contain the cases that are hard to audit")
    func content() {
        func text(_ month: Int, _ name: Identifier) -> String {
            String(decoding: months.reports[month].files[name] ?? [], as: UTF8.self)
        }
        #expect(text(1, "invoices.csv").contains("credit_note"))
        #expect(text(1, "invoice_lines.csv").contains("Adjustment of 2025-01"))
        #expect(text(2, "invoice_lines.csv").contains("Adjustment of 2025-02"))
        #expect(text(1, "settlement.csv").contains("income"))
        for kind in ["flat", "discount", "minimum", "maximum", "fee", "package"] {
            #expect(text(0, "invoice_lines.csv").contains(",\(kind),"), "\(kind)")
        }
        #expect(text(2, "exceptions.csv").contains("unknown_app"))
        #expect(text(0, "pending.csv").contains(",2025-01,") && text(2, "pending.csv").contains(",2025-01,"))
        #expect(text(1, "parts.csv").contains(",2025-02-10,"))
    }

    /// Whether only the logs can show the edit, because nothing else in the folders depends on it. `--logs` catches it.
    private static func isExcused(_ edit: Edit, _ mutation: Mutation) -> Bool {
        let isNumber = mutation == .resealedDigit || mutation == .resealedSign
        switch edit.file {
        // Sums that no tariff charges by, or that may vary within the rounding by transaction.
        case "usage.csv": return mutation == .resealedDigit && ["amount", "cost"].contains(edit.column)
        // The place of a line, its app and reference, and its fault.
        case "exceptions.csv":
            let text = ["file", "line", "app", "reference", "detail"]
            return isNumber ? text.contains(edit.column) : mutation == .resealedSwap
        // Which calls still wait: one may have been billed, or be final no more.
        case "waiting.csv": return mutation == .resealedDrop
        // The place of a call, its time of day and its reference; and all but the age of a call of an earlier month.
        case "pending.csv":
            let isEarlier = !edit.before.contains(",\(edit.folder.suffix(7)),")
            if isNumber {
                return ["file", "line", "reference", "time"].contains(edit.column)
                    || (isEarlier && ["app", "provider", "cost"].contains(edit.column))
            }
            return mutation == .resealedDrop && isEarlier
        // The size of a log that no other month names.
        case "manifest.json": return mutation == .resealedDigit && edit.column == "bytes"
        // The differences of an adjustment, if an amount for each unit was rounded off the top.
        case "rounding.csv":
            // Of an adjusted income, rows of one party stand in the order of providers, which they do not name.
            let isAdjustment = !edit.before.contains(",\(edit.folder.suffix(7)),")
            if mutation == .resealedSwap { return isAdjustment && edit.before.hasPrefix("income,") }
            return mutation == .resealedDrop && edit.before.contains(",sms-")
        // Comments, and figures that no call of the month uses.
        case "settle.yaml": return true
        default: return false
        }
    }

    @Test("1,200 seeded edits", arguments: [UInt64(20_250_101)])
    func mutations(seed: UInt64) async throws {
        print("mutations: seed \(seed)")
        var dice = Seeded(seed: seed)
        var edits: [(Mutation, Edit)] = []
        // Most edits are a forger's, because no hash reveals those.
        let kinds = Mutation.allCases + Array(repeating: Mutation.resealedDigit, count: 12)
        while edits.count < 1_200 {
            let kind = kinds.randomElement(using: &dice)!
            if let edit = kind.edit(months.reports, &dice) { edits.append((kind, edit)) }
        }
        let caught = await withTaskGroup(of: (Int, Set<Check>).self) { group in
            for (index, (_, edit)) in edits.enumerated() {
                group.addTask {
                    (index, Set(Self.audit.findings(of: edit.reports, isComplete: edit.isComplete).map(\.check)))
                }
            }
            var caught = [Set<Check>](repeating: [], count: edits.count)
            for await (index, checks) in group { caught[index] = checks }
            return caught
        }
        var counts: [String: (all: Int, caught: Int)] = [:]
        var excused: [String: Int] = [:]
        for ((kind, edit), checks) in zip(edits, caught) {
            counts[kind.rawValue, default: (0, 0)].all += 1
            if !checks.isEmpty {
                counts[kind.rawValue, default: (0, 0)].caught += 1
                // A forger's edit must not be found by a seal that was renewed wrongly.
                if kind == .resealedDigit, edit.file.hasSuffix(".csv") {
                    #expect(checks.contains { ![.sha256, .manifest, .chain].contains($0) }, "\(edit.description)")
                }
            } else if Self.isExcused(edit, kind) {
                excused["\(kind.rawValue) \(edit.file) \(edit.column)", default: 0] += 1
            } else {
                Issue.record("\(kind.rawValue) was not caught: \(edit.description)")
            }
        }
        for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("  \(kind): \(count.caught) of \(count.all) caught")
        }
        for (what, count) in excused.sorted(by: { $0.key < $1.key }) {
            print("  only the logs tell: \(what): \(count)")
        }
        let total = counts.values.reduce(0) { $0 + $1.caught }
        print("  \(total) of \(edits.count) caught, \(excused.values.reduce(0, +)) for the logs alone")
    }

    @Test("portions make no difference to the findings of 150 edits", arguments: [UInt64(3)])
    func portions(seed: UInt64) {
        var dice = Seeded(seed: seed)
        var count = 0
        while count < 150 {
            let kind = Mutation.allCases.filter(\.isResealed).randomElement(using: &dice)!
            guard let edit = kind.edit(months.reports, &dice) else { continue }
            count += 1
            #expect(
                findings(edit.reports) == Self.whole.findings(of: edit.reports, isComplete: true), "\(edit.description)"
            )
        }
    }

    @Test("the audit completes whatever bytes it reads", arguments: [UInt64(7)])
    func garbage(seed: UInt64) {
        var dice = Seeded(seed: seed)
        for _ in 0..<60 {
            var reports = months.reports
            let index = Int.random(in: 0..<reports.count, using: &dice)
            for name in reports[index].files.names where Int.random(in: 0..<3, using: &dice) == 0 {
                var bytes = reports[index].files[name]!
                for _ in 0..<20 where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &dice)
                    let length = min(bytes.count - place, Int.random(in: 0...8, using: &dice))
                    let other = [
                        [], Array("99999999999999999999".utf8), Array("9223372036854775807".utf8), [0xFF], [44], [10],
                    ]
                    .randomElement(using: &dice)!
                    bytes.replaceSubrange(place..<place + length, with: other)
                }
                reports[index].files[name] = bytes
            }
            #expect(!findings(reports).isEmpty)
        }
    }

    @Test("the audit completes for figures at the limits of integers", arguments: [UInt64(11)])
    func extremes(seed: UInt64) {
        var dice = Seeded(seed: seed)
        let wholes = [
            "9223372036854775807", "-9223372036854775808", "-9223372036854775807", "4611686018427387904",
            "1267650600228229401496703205375", "-1267650600228229401496703205375",
            "170141183460469231731687303715884105727", "-170141183460469231731687303715884105728", "0",
        ]
        let tables = [
            "usage.csv", "usage.csv", "invoice_lines.csv", "invoices.csv", "settlement.csv", "rounding.csv",
            "positions.csv",
            "journal.csv", "transfers.csv", "exceptions.csv", "pending.csv",
        ]
        for _ in 0..<250 {
            let index = Int.random(in: 0..<months.reports.count, using: &dice)
            var report = months.reports[index]
            let name = Identifier(tables.randomElement(using: &dice)!)
            var rows = String(decoding: report.files[name] ?? [], as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false
            ).map(String.init)
            guard rows.count > 2 else { continue }
            // One figure of a row, or the same figure of all rows.
            let isOne = Bool.random(using: &dice)
            let chosen = Int.random(in: 1..<rows.count - 1, using: &dice)
            let figure = wholes.randomElement(using: &dice)!
            let place = Int.random(in: 0..<6, using: &dice)
            for row in 1..<rows.count - 1 where !isOne || row == chosen {
                var cells = rows[row].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let numbers = cells.indices.filter {
                    cells[$0].wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) != nil
                }
                guard !numbers.isEmpty else { continue }
                let cell = numbers[place % numbers.count]
                let decimals = cells[cell].split(separator: ".").dropFirst().first?.count ?? 0
                cells[cell] = decimals == 0 ? figure : Self.pointed(figure, decimals)
                rows[row] = cells.joined(separator: ",")
            }
            let bytes = Array(rows.joined(separator: "\n").utf8)
            guard bytes != report.files[name] else { continue }
            report.files[name] = bytes
            #expect(!findings([report], isComplete: false).isEmpty, "\(name), \(figure)")
        }
    }

    /// Inserts a point before the last `decimals` digits.
    private static func pointed(_ figure: String, _ decimals: Int) -> String {
        let digits = figure.drop { $0 == "-" }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (figure.hasPrefix("-") ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
