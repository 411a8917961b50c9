import Foundation
import TestSupport
import Testing

struct CompareTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder.ofSamples()
        let rules = try place.read("settle.yaml")
        try place.write(
            rules.replacing("price: 16.00", with: "price: 15.10").replacing("discount: 2.5%", with: "discount: 0%")
                .replacing("{to: provider, share: 30%} ", with: "{to: provider, share: 45%} ")
                .replacing("- id: stc-failed", with: "- id: stc-lost"), to: "b.yaml")
        try place.write(rules.replacing("unset_mode: live", with: "unset_mode: test"), to: "test.yaml")
    }

    private struct Row: Hashable {
        var key: String
        var level: String
        var currency: String
        var a: Int
        var b: Int
        var difference: Int
    }

    private func compare(_ a: String, _ b: String, _ options: [String] = []) throws -> Program.Outcome {
        try place.settle(["compare", "--period", "2026-10", "--rules", a, "--with", b] + options)
    }

    private func rows(_ a: String, _ b: String) throws -> [Row] {
        let outcome = try compare(a, b, ["--csv"])
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
        let lines = outcome.stdoutText.split(separator: "\n")
        #expect(lines.first == "level,app,currency,tariff,party,a,b,difference")
        func minor(_ text: Substring) throws -> Int { try #require(Int(text.replacing(".", with: ""))) }
        return try lines.dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return Row(
                key: cells[...4].joined(separator: ","), level: String(cells[0]), currency: String(cells[2]),
                a: try minor(cells[5]), b: try minor(cells[6]), difference: try minor(cells[7]))
        }
    }

    @Test func rulesAgainstThemselvesDifferInNothing() throws {
        let rows = try rows("settle.yaml", "settle.yaml")
        #expect(rows.count > 100)
        #expect(rows.allSatisfy { $0.difference == 0 && $0.a == $0.b })
    }

    @Test func oneWayIsTheNegationOfTheOther() throws {
        let there = try rows("settle.yaml", "b.yaml")
        let back = try rows("b.yaml", "settle.yaml")
        #expect(
            Set(there.map { [$0.key, "\($0.a)", "\($0.b)", "\($0.difference)"] })
                == Set(back.map { [$0.key, "\($0.b)", "\($0.a)", "\(-$0.difference)"] }))
        #expect(there.contains { $0.difference != 0 })
        #expect(Set(there.map(\.key)).count == there.count)
    }

    @Test func sumsAddUp() throws {
        let rows = try rows("settle.yaml", "b.yaml")
        #expect(rows.allSatisfy { $0.b - $0.a == $0.difference })
        for currency in ["NGN", "SAR"] {
            for side in [\Row.a, \Row.b, \Row.difference] {
                func sum(_ level: String) -> Int {
                    rows.filter { $0.level == level && $0.currency == currency }.reduce(0) { $0 + $1[keyPath: side] }
                }
                #expect(sum("subtotal") + sum("tax") == sum("total"))
                #expect(sum("tariff") == sum("subtotal"))
                #expect(sum("tariff") + sum("income") == sum("entitled"))
                #expect(sum("entitled") - sum("collected") == sum("net"))
                #expect(sum("net") == 0)
            }
        }
    }

    /// Each side must equal what `run` makes with the same rules.
    @Test func aSideIsTheReportOfItsRules() throws {
        let rows = try rows("settle.yaml", "b.yaml")
        for (rules, side) in [("settle.yaml", \Row.a), ("b.yaml", \Row.b)] {
            #expect(
                try place.settle(["run", "--quiet", "--period", "2026-10", "--rules", rules, "--output", "out"])
                    .exitCode == 0)
            var expected: [String: Int] = [:]
            for line in try place.read("out/2026-10/invoices.csv").split(separator: "\n").dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                for (level, cell) in [("subtotal", 6), ("tax", 7), ("total", 8)] {
                    expected["\(level),\(cells[3]),\(cells[5]),,"] = Int(cells[cell].replacing(".", with: ""))
                }
            }
            for line in try place.read("out/2026-10/positions.csv").split(separator: "\n").dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                for (level, cell) in [("entitled", 3), ("collected", 4), ("net", 5)] {
                    expected["\(level),,\(cells[2]),,\(cells[0])"] = Int(cells[cell].replacing(".", with: ""))
                }
            }
            let found = rows.filter { $0.level != "tariff" && $0.level != "income" }
            #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0[keyPath: side]) }) == expected)
        }
    }

    @Test func nothingIsTouched() throws {
        let before = try Data(contentsOf: place.url.appending(path: "settle.db"))
        for options in [[], ["--json"], ["--csv"]] {
            #expect(try compare("settle.yaml", "b.yaml", options).exitCode == 0)
        }
        #expect(try Data(contentsOf: place.url.appending(path: "settle.db")) == before)
        #expect(!place.exists("reports"))
    }

    @Test func closedPeriodsCanBeComparedToo() throws {
        let open = try rows("settle.yaml", "b.yaml")
        for period in ["2026-09", "2026-10"] {
            #expect(try place.settle(["close", "--quiet", "--allow-rejected", "--period", period]).exitCode == 0)
        }
        #expect(try rows("settle.yaml", "b.yaml") == open)
    }

    @Test func rulesThatReadLogsDifferentlyAreRefused() throws {
        let outcome = try compare("settle.yaml", "test.yaml")
        #expect(outcome.exitCode == 78)
        #expect(
            outcome.stderrText == """
                error: test.yaml reads logs differently from settle.yaml: unset_mode differs.
                compare rates one ledger under both files, so unset_mode must be the same in both.

                """)
        let both = try compare("test.yaml", "test.yaml")
        #expect(both.exitCode == 78)
        #expect(both.stderrText.hasPrefix("error: test.yaml can't be used with this ledger. "))
        #expect(try compare("settle.yaml", "nowhere.yaml").exitCode == 66)
        #expect(try compare("settle.yaml", "b.yaml", ["--csv", "--json"]).exitCode == 64)
        #expect(try compare("settle.yaml", "b.yaml", ["--database", "nowhere.db"]).exitCode == 66)
    }

    @Test func aMonthWithoutCallsHasItsFees() throws {
        let outcome = try place.settle(["compare", "--period", "2027-01", "--rules", "settle.yaml", "--with", "b.yaml"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.stdoutText.contains("platform"))
    }
}
