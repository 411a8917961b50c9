import Foundation
import SeededRandom
import TestSupport
import Testing

/// Edits rules while a ledger is in use. Whatever rules its roll-up was built under, each draft must equal that of a
/// new ledger that read the same logs under the present rules.
@Suite struct RuleEditsTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func eachDraftIsThatOfANewLedger(seed: UInt64) throws {
        var dice = Seeded(seed: seed)
        let lines = try SimulatedMonths.lines(month: 10, seed: seed, calls: 500).shuffled(using: &dice)
        var logs = stride(from: 0, to: lines.count, by: lines.count / 4 + 1).enumerated().map { part, first in
            (
                name: "\(part).ndjson",
                bytes: lines[first..<min(lines.count, first + lines.count / 4 + 1)].reduce(Data(), +)
            )
        }
        var rules = EditedRules(&dice)
        let kept = try Bench(rules: Data(rules.text.utf8))
        var read: [(name: String, bytes: Data)] = []
        var goneThroughAgain = 0
        for step in 0..<12 {
            if step % 3 == 0, !logs.isEmpty {
                read.append(logs.removeFirst())
                try kept.folder.write(read.last!.bytes, to: read.last!.name)
            }
            let edit = step == 0 ? "at first" : rules.edit(&dice)
            let what = "seed \(seed), step \(step), \(edit)"
            let fresh = try Bench(rules: Data(rules.text.utf8))
            for log in read { try fresh.folder.write(log.bytes, to: log.name) }
            try fresh.settle(["run", "--quiet", "--period", "2026-10"] + read.map(\.name))

            try kept.folder.write(rules.text, to: "settle.yaml")
            let outcome = try kept.settle(["run", "--period", "2026-10"] + read.map(\.name))
            if outcome.stderrText.contains("the rules changed what they tell apart") { goneThroughAgain += 1 }
            expectSame(try FileTree.files(below: kept.report), as: try FileTree.files(below: fresh.report), what)
        }
        // Some edits must read the calls again; an edit of a price must not.
        #expect((1..<12).contains(goneThroughAgain))
    }

    /// A closed month keeps its rules, whatever drafts of it and of the next month were made under other rules. Late
    /// records must come to the same as in a ledger where nobody made drafts in between.
    @Test(arguments: [UInt64(11), 12, 13])
    func lateRecordsAreRatedUnderTheFrozenRules(seed: UInt64) throws {
        var dice = Seeded(seed: seed)
        let lines = try [9, 10].flatMap { try SimulatedMonths.lines(month: $0, seed: seed, calls: 250) }
            .shuffled(using: &dice)
        let logs = [0, 1, 2].map { part in
            lines.indices.filter { $0 % 3 == part }.reduce(into: Data()) { $0 += lines[$1] }
        }
        var rules = EditedRules(&dice)
        let (watched, alone) = (try Bench(rules: Data(rules.text.utf8)), try Bench(rules: Data(rules.text.utf8)))
        for (part, log) in logs.enumerated() {
            for bench in [watched, alone] { try bench.folder.write(log, to: "\(part).ndjson") }
            for step in 0..<4 {
                if step > 0 { _ = rules.edit(&dice) }
                for bench in [watched, alone] { try bench.folder.write(rules.text, to: "settle.yaml") }
                for period in ["2026-10"] + (part == 0 ? ["2026-09"] : []) {
                    try watched.run(period, step == 0 ? ["\(part).ndjson"] : [])
                }
            }
            if part == 0 {
                for bench in [watched, alone] {
                    try bench.settle(
                        ["close", "--quiet", "--period", "2026-09", "--allow-unrated", "--allow-rejected", "0.ndjson"])
                }
            }
        }
        try alone.run("2026-10", ["0.ndjson", "1.ndjson", "2.ndjson"])
        for period in ["2026-09", "2026-10"] {
            let folder = "reports/\(period)"
            expectSame(
                try FileTree.files(below: watched.folder.url.appending(path: folder)),
                as: try FileTree.files(below: alone.folder.url.appending(path: folder)), "seed \(seed), \(period)")
        }
        #expect(
            try CSVFile(alone.report.appending(path: "invoice_lines.csv")).rows.contains { $0["kind"] == "adjustment" })
    }

    /// The roll-up does not tell calls apart by price.
    @Test func aPriceNeedsNoLookAtTheCalls() throws {
        var dice = Seeded(seed: 5)
        let log = try SimulatedMonths.lines(month: 10, seed: 5, calls: 50).reduce(Data(), +)
        var rules = EditedRules(&dice)
        let bench = try Bench(rules: Data(rules.text.utf8))
        try bench.folder.write(log, to: "log.ndjson")
        try bench.run("2026-10", ["log.ndjson"])
        for _ in 0..<5 {
            rules.editPrice(&dice)
            try bench.folder.write(rules.text, to: "settle.yaml")
            let outcome = try bench.settle(["run", "--period", "2026-10"])
            #expect(!outcome.stderrText.contains("going through"), "\(outcome.stderrText)")
        }
    }
}

/// A rules file in parts that can be edited: a year of a person's edits, in a minute.
struct EditedRules {
    private struct Entry {
        var id: String
        var match: [String: [String]]
        var from: Int?
        var until: Int?
        var price: Int
        /// One of `charge`'s models.
        var model: Int
        var isBySegment: Bool
    }

    private static let prefixes = ["234", "2348", "23480", "234803", "234814", "2347", "966", "9665", "44", "1"]
    private static let codes = ["00", "", "S0", "99", "91", "X1"]
    private static let values: [String: [String]] = [
        "channel": ["sms", "ussd"], "auth_type": ["card", "bank.account", "wallet", "bvn"],
        "status": ["Successful", "Failed"], "provider": ["beeceptor", "naijatext"],
    ]

    private var tariffs: [Entry] = []
    private var income: [Entry] = []
    private var hasAlias = true
    private var apps = (11...18).map { "app-0\($0)" }
    private var hasNaijaText = true
    private var made = 0

    init(_ dice: inout Seeded) {
        for _ in 0..<4 { tariffs.append(entry(&dice)) }
        income.append(entry(&dice))
    }

    private mutating func entry(_ dice: inout Seeded) -> Entry {
        made += 1
        var entry = Entry(
            id: "entry-\(made)", match: [:], from: nil, until: nil, price: Int.random(in: 1...999, using: &dice),
            model: Int.random(in: 0..<5, using: &dice), isBySegment: Bool.random(using: &dice))
        if Bool.random(using: &dice) { entry.match["destination"] = Self.some(of: Self.prefixes, &dice) }
        if Int.random(in: 0..<3, using: &dice) == 0 { entry.match["provider_code"] = Self.some(of: Self.codes, &dice) }
        for (field, values) in Self.values.sorted(by: { $0.key < $1.key })
        where Int.random(in: 0..<4, using: &dice) == 0 {
            entry.match[field] = [values.randomElement(using: &dice)!]
        }
        return entry
    }

    private static func some(of values: [String], _ dice: inout Seeded) -> [String] {
        Array(values.shuffled(using: &dice).prefix(Int.random(in: 1...3, using: &dice)))
    }

    /// - Returns: a description of the edit.
    mutating func edit(_ dice: inout Seeded) -> String {
        let place = Int.random(in: 0..<tariffs.count, using: &dice)
        switch Int.random(in: 0..<10, using: &dice) {
        case 0:
            editPrice(&dice)
            return "a price"
        case 1:
            tariffs[place].match["destination"] = Self.some(of: Self.prefixes, &dice)
            return "prefixes"
        case 2:
            tariffs[place].match["destination"] = nil
            return "no prefixes"
        case 3:
            tariffs[place].from = Int.random(in: 1...15, using: &dice)
            tariffs[place].until = Bool.random(using: &dice) ? Int.random(in: 16...31, using: &dice) : nil
            return "a window"
        case 4:
            tariffs[place].match["provider_code"] = Self.some(of: Self.codes, &dice)
            return "provider codes"
        case 5:
            tariffs[place].model = Int.random(in: 0..<5, using: &dice)
            return "a model"
        case 6:
            hasAlias.toggle()
            hasNaijaText.toggle()
            if !hasNaijaText {
                for place in tariffs.indices { tariffs[place].match["provider"] = nil }
                for place in income.indices { income[place].match["provider"] = nil }
            }
            return "an alias and a provider"
        case 7:
            if apps.count > 6 { apps.removeLast() } else { apps.append("app-0\(11 + apps.count)") }
            return "an app"
        case 8:
            shuffle(&dice)
            income = [entry(&dice)]
            if !hasNaijaText { income[0].match["provider"] = nil }
            return "the order, and another income entry"
        default:
            if tariffs.count > 5 { tariffs.remove(at: place) }
            var new = entry(&dice)
            if !hasNaijaText { new.match["provider"] = nil }
            tariffs.insert(new, at: Int.random(in: 0...tariffs.count, using: &dice))
            return "another entry"
        }
    }

    mutating func editPrice(_ dice: inout Seeded) {
        let place = Int.random(in: 0..<tariffs.count, using: &dice)
        tariffs[place].price = Int.random(in: 1...999, using: &dice)
    }

    mutating func shuffle(_ dice: inout Seeded) { tariffs.shuffle(using: &dice) }

    private static func charge(_ entry: Entry) -> String {
        switch entry.model {
        case 0: "{per_unit: 0.\(entry.price)}"
        case 1: "{percentage: {rate: 0.\(entry.price)%, fixed: 0.05, max: 4.00}}"
        case 2: "{cost_plus: {rate: \(entry.price).5%}}"
        case 3: "{graduated: [{up_to: 20, price: 0.\(entry.price)}, {price: 0.3}]}"
        default: "{package: {size: 7, price: \(entry.price).00, included: 3}}"
        }
    }

    private func text(_ entry: Entry, currency: String) -> String {
        let match = entry.match.sorted { $0.key < $1.key }.map { field, values in
            "\(field): [\(values.map { "\"\($0)\"" }.joined(separator: ", "))]"
        }
        let day = { (day: Int) in "2026-10-\(day < 10 ? "0" : "")\(day)" }
        var parts = [
            "id: \(entry.id)-\(currency.lowercased())", "currency: \(currency)",
            "match: {\((["source: \(currency == "NGN" ? "onepipe" : "paylink")"] + match).joined(separator: ", "))}",
            "charge: \(Self.charge(entry))", "split: even",
        ]
        if let from = entry.from { parts.append("from: \(day(from))") }
        if let until = entry.until { parts.append("until: \(day(until))") }
        if entry.isBySegment { parts.append("unit: segment") }
        return "  - {\(parts.joined(separator: ", "))}"
    }

    var text: String {
        """
        version: 1
        time_zone: Africa/Lagos
        services: [send_otp, stcpay_send_otp]
        unset_mode: live
        rounding: half_up
        sources:
          onepipe: {currency: NGN, country_code: "234", otp_length: 6}
          paylink: {currency: SAR, country_code: "966"}
        invoice:
          issuer: host
          number: "INV-{year}-{sequence:6}"
          credit_note_number: "CN-{year}-{sequence:6}"
          due_days: 14
          tax: {NGN: vat, SAR: vat}
        taxes: {vat: {name: VAT, rate: 7.5%}}
        parties:
          host: {role: host, name: Host}
          onepipe: {role: onepipe, name: OnePipe}
          beeceptor: {role: provider, name: Beeceptor, aliases: [BeeSMS\(hasAlias ? ", BCPTR" : "")]}
        \(hasNaijaText ? "  naijatext: {role: provider, name: NaijaText}" : "  # no NaijaText")
          swiftsms: {role: provider, name: SwiftSMS}
          stcpay: {role: provider, name: STC Pay}
        apps:
        \(apps.map { "  \($0): {name: \($0)}" }.joined(separator: "\n"))
        tariffs:
        \(tariffs.flatMap { [text($0, currency: "NGN"), text($0, currency: "SAR")] }.joined(separator: "\n"))
        income:
        \(income.map { text($0, currency: "NGN") }.joined(separator: "\n"))
        splits:
          even: [{to: provider, share: 30%}, {to: settlement, remaining: true, among: [{to: onepipe, share: 50%}, {to: host, share: 50%}]}]

        """
    }
}
