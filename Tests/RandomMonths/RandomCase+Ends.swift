import Foundation
import Recomputation
import TestSupport

/// Corrections between closes.
extension RandomCase {
    private static let reasons = [
        "price_error", "split_error", "rules_missing", "tax_error", "agreement", "other",
    ]

    /// Gives a past period other rules: its own with changes, an earlier version, or those in force.
    func correct() throws {
        let period = dice.pick(versions.keys.sorted())
        let known = versions[period]!
        var corrected = known[known.count - 1]
        let issuer = corrected.issuer
        switch dice.number(0...5) {
        case 0 where known.count > 1: corrected = dice.pick(known.dropLast())
        case 1: corrected = rules
        default: for _ in 0..<dice.number(1...3) { corrected.edit(&dice) }
        }
        corrected.issuer = issuer
        let arguments = [
            "correct", "--quiet", "--rules", try file(of: rules), "--period", period, "--with", try file(of: corrected),
            "--reason", dice.pick(Self.reasons), "--note", "seed \(seed)",
        ]
        guard corrected.text != known[known.count - 1].text else {
            try settle(arguments, exits: 65)
            return
        }
        if dice.isOne(in: 5) { try settle(arguments + ["--dry-run"]) }
        try settle(arguments)
        try model.correct(period: period, rules: Array(corrected.text.utf8))
        if known.contains(where: { $0.text == corrected.text }) { count("corrections back") }
        versions[period]!.append(corrected)
    }
}

/// What must hold once all months are closed.
extension RandomCase {
    func verify() throws {
        try settle(["verify", "reports"])
        guard dice.isOne(in: 4) else { return }
        // The rules given must be those of the last folder. Drafts of months that were let go are among the folders.
        try settle(
            ["verify", "reports", "--rules", "reports/\(closed[closed.count - 1])/settle.yaml", "--logs"]
                + logs.map(\.name))
        count("verify --logs")
    }

    /// Explains some lines, those of adjustments first, with their shares, and some calls.
    func explain() throws {
        var lines: [(id: String, isAdjustment: Bool)] = []
        for period in closed {
            let table = try CSVFile(folder.url.appending(path: "reports/\(period)/invoice_lines.csv"))
            for row in table.rows {
                lines.append(("\(row["invoice"]!):\(row["line"]!)", row["kind"] == "adjustment"))
            }
        }
        let adjustments = lines.filter(\.isAdjustment)
        for line in dice.shuffled(adjustments).prefix(3) + dice.shuffled(lines).prefix(1) {
            let outcome = try settle(["explain", "--rules", try file(of: rules), line.id])
            if line.isAdjustment { count("adjustments explained") }
            guard outcome.stdoutText.contains("can't be") else { continue }
            throw Disagreement(description: "settle explain \(line.id)\n\(outcome.stdoutText)")
        }
        let parties = ["host", "onepipe", "bank"]
        if let line = lines.isEmpty ? nil : dice.pick(lines) { try explainShare(line.id, dice.pick(parties)) }
        if !log.refs.isEmpty { try settle(["explain", "--rules", try file(of: rules), dice.pick(log.refs)]) }
    }

    /// A party may have no share of a line; then settle says so, and names those that have.
    private func explainShare(_ line: String, _ party: String) throws {
        let arguments = ["explain", "--rules", try file(of: rules), "\(line):\(party)"]
        let outcome = try Program.settle(arguments, in: folder.url)
        guard outcome.exitCode != 0, !outcome.stderrText.contains("no share") else { return }
        try settle(arguments)
    }

    /// All that was billed, over all closes, is what one billing of everything under each period's last rules gives:
    /// the shares of each charge, party by party, and the amounts that each tax at each rate is charged on.
    func checkSums() throws {
        var billed = Sums()
        for period in closed { try billed.add(try files(of: period), of: period) }
        var once = Sums()
        for (period, known) in versions {
            var alone = try Recomputation(rules: Array(known[known.count - 1].text.utf8))
            for log in logs { alone.read(name: log.name, bytes: log.bytes) }
            let isClosed = closed.contains(period)
            // A period that was passed over owes no fees.
            let fees = Set(isClosed ? [] : known[known.count - 1].fees.map(\.id))
            try once.add(try alone.report(period: period, closing: false), of: period, without: fees)
        }
        let differences = billed.differences(from: once)
        count("sums", once.count)
        guard differences.isEmpty else {
            throw Disagreement(
                description: "billed over all closes, and by one billing:\n" + differences.joined(separator: "\n"))
        }
    }

    private func files(of period: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in ["settlement.csv", "invoice_lines.csv"] {
            files[name] = Array(try Data(contentsOf: folder.url.appending(path: "reports/\(period)/\(name)")))
        }
        return files
    }
}

/// Shares by charge and party, and bases by tax, in minor units.
struct Sums {
    private var sums: [String: Int] = [:]

    var count: Int { sums.count }

    /// Adds a report's `settlement.csv` and `invoice_lines.csv`; of the entries named nothing.
    mutating func add(_ files: [String: [UInt8]], of period: String, without left: Set<String> = []) throws {
        for row in try table(files["settlement.csv"]) where !left.contains(row["tariff"]!) {
            let key = ["stream", "app", "currency", "tariff", "period", "party"].map { row[$0]! }
            sums[key.joined(separator: " "), default: 0] += minor(row["amount"]!)
        }
        for row in try table(files["invoice_lines.csv"]) where !left.contains(row["tariff"]!) {
            let text = row["description"]!.drop { $0 == "'" }
            let own = row["kind"] == "adjustment" ? String(text.dropFirst("Adjustment of ".count).prefix(7)) : period
            let amount = minor(row["amount"]!)
            // Two ways to write a rate are one rate.
            let rate = try Exact(String(row["tax_rate"]!.dropLast())).description
            sums["lines \(row["app"]!) \(row["currency"]!) \(row["tariff"]!) \(own)", default: 0] += amount
            sums["tax \(row["app"]!) \(row["currency"]!) \(own) \(row["tax"]!) \(rate)", default: 0] += amount
        }
    }

    private func table(_ file: [UInt8]?) throws -> [[String: String]] {
        let folder = try TemporaryFolder(inMemory: true)
        try folder.write(file ?? [], to: "table.csv")
        return try CSVFile(folder.url.appending(path: "table.csv")).rows
    }

    /// The currency's digits are the same in all reports, so the point can be left out.
    private func minor(_ text: String) -> Int { Int(text.filter { $0 != "." }) ?? 0 }

    func differences(from other: Sums) -> [String] {
        Set(sums.keys).union(other.sums.keys).sorted().compactMap { key in
            let (mine, theirs) = (sums[key] ?? 0, other.sums[key] ?? 0)
            return mine == theirs ? nil : "\(key): \(mine), and \(theirs)"
        }
    }
}
