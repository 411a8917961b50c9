package import Foundation
import Recomputation
import TestSupport

/// What the program did otherwise than the re-computation, or than it must.
package struct Disagreement: Error, CustomStringConvertible {
    package let description: String
}

/// A small random world, billed month by month by the program and by the independent re-computation, which must agree
/// in every byte after each step. The seed decides all of it.
///
/// - Complexity: some twenty to sixty runs of the program, each on a few dozen records.
package final class RandomCase {
    package let seed: UInt64
    /// Rules, logs, reports and the ledger; with `command`, every command so far.
    let folder: TemporaryFolder
    /// How many steps of each kind were taken, for a look at what the cases reach.
    package internal(set) var steps: [String: Int] = [:]

    var dice: Dice
    let world: World
    let log: RandomLog
    var rules: RandomRules
    var model: Recomputation
    private var commands: [String] = []
    /// The files of rules, by their text.
    private var rulesFiles: [String: String] = [:]
    /// Logs as read, with their names.
    var logs: [(name: String, bytes: [UInt8])] = []
    /// The rules of each past period, the newest last.
    var versions: [String: [RandomRules]] = [:]
    var closed: [String] = []

    package init(seed: UInt64) throws {
        self.seed = seed
        dice = Dice(seed: seed)
        world = World(&dice)
        log = RandomLog(world, &dice)
        rules = RandomRules(world, &dice)
        folder = try TemporaryFolder(inMemory: true)
        model = try Recomputation(rules: Array(rules.text.utf8))
    }

    /// Bills all months.
    ///
    /// - Throws: `Disagreement` at the first.
    package func run() throws {
        let months = world.months
        // Two months without calls of their own come last: the first reads what is late and bills what was corrected,
        // the second what the first let go.
        let last = months[months.count - 1].next
        for (round, month) in (months + [last, last.next]).enumerated() {
            let isLast = round >= months.count
            if round > 0 { for _ in 0..<dice.number(0...3) { rules.edit(&dice) } }
            if round > 0, dice.isOne(in: 12) { rules.issuer = rules.issuer == "host" ? "bank" : "host" }
            try model.use(rules: Array(rules.text.utf8))
            if round < log.rounds.count { try read(round, month) }
            try draftAndCorrect(month)
            if isLast || !dice.isOne(in: 4) {
                try close(month)
            } else {
                count("months let go")
            }
        }
        try checkSums()
        try verify()
        try explain()
    }

    /// Copies the case's folder, so that a person can go on with it: its file `command` has every command.
    ///
    /// - Returns: where it is now.
    package func keep(in parent: URL) throws -> URL {
        let kept = parent.appending(path: "\(seed)")
        try? FileManager.default.removeItem(at: kept)
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: folder.url, to: kept)
        return kept
    }

    func count(_ step: String, _ number: Int = 1) { steps[step, default: 0] += number }

    /// Runs the program, and notes the command.
    @discardableResult
    func settle(_ arguments: [String], exits code: Int32 = 0) throws -> Program.Outcome {
        let words = arguments.map { $0.contains(where: { " '\"=é".contains($0) }) ? "'\($0)'" : $0 }
        commands.append("settle \(words.joined(separator: " "))\(code == 0 ? "" : " #exit \(code)")")
        try folder.write(commands.joined(separator: "\n") + "\n", to: "command")
        let outcome = try Program.settle(arguments, in: folder.url)
        count(arguments[0])
        guard outcome.exitCode == code else {
            throw Disagreement(
                description: "\(commands.last!)\nexit \(outcome.exitCode), not \(code)\n\(outcome.stdoutText)"
                    + outcome.stderrText)
        }
        return outcome
    }

    /// The name of the file with some rules.
    func file(of rules: RandomRules) throws -> String {
        let text = rules.text
        if let name = rulesFiles[text] { return name }
        let name = "rules-\(rulesFiles.count + 1).yaml"
        rulesFiles[text] = name
        try folder.write(text, to: name)
        return name
    }

    /// Reads a round's log: by itself, with a draft, or one of the same bytes besides.
    private func read(_ round: Int, _ month: Month) throws {
        let name = "log-\(round + 1).ndjson"
        let bytes = Array((log.rounds[round].map { $0 + "\n" }.joined()).utf8)
        try folder.write(bytes, to: name)
        logs.append((name, bytes))
        model.read(name: name, bytes: bytes)
        let past = versions.keys.sorted()
        if dice.isOne(in: 3) {
            try settle(["ingest", "--quiet", "--rules", try file(of: rules), name])
        } else if !past.isEmpty, dice.isOne(in: 6) {
            // A draft of a past period reads its logs, and writes nothing.
            try settle(["run", "--quiet", "--rules", try file(of: rules), "--period", dice.pick(past), name])
        } else {
            try settle(["run", "--quiet", "--rules", try file(of: rules), "--period", month.text, name])
            try compareDraft(month)
        }
    }

    /// Some drafts, corrections and changes of mind before a month is closed.
    private func draftAndCorrect(_ month: Month) throws {
        for _ in 0..<dice.pick([0, 0, 1, 1, 2, 3]) {
            if dice.isOne(in: 3) {
                rules.edit(&dice)
                try model.use(rules: Array(rules.text.utf8))
            }
            if !versions.isEmpty, !dice.isOne(in: 3) { try correct() }
            if dice.isOne(in: 2) {
                try settle(["run", "--quiet", "--rules", try file(of: rules), "--period", month.text])
                try compareDraft(month)
            }
        }
    }

    private func compareDraft(_ month: Month) throws {
        count("drafts")
        try compare(month.text, try model.report(period: month.text, closing: false))
    }

    private func close(_ month: Month) throws {
        let open = try model.earlierOpen(before: month.text)
        let arguments = ["close", "--quiet", "--rules", try file(of: rules), "--period", month.text]
        let skips = open.flatMap { ["--skip", $0] }
        var trial = model
        let files = try trial.report(period: month.text, closing: true, skipped: Set(open))
        let codes = Set(Self.rows(files["exceptions.csv"] ?? []).map { $0.prefix { $0 != "," } })
        let unrated = !codes.isDisjoint(with: ["no_tariff", "unknown_app", "unknown_provider"])
        let rejected = !codes.isDisjoint(with: [
            "bad_field", "missing_field", "not_json", "mode_unset", "unknown_delivery", "out_of_range",
        ])
        if !open.isEmpty, dice.isOne(in: 3) {
            try settle(arguments + ["--allow-unrated", "--allow-rejected"], exits: 65)
            count("closes refused")
        }
        if unrated || rejected, dice.isOne(in: 3) {
            try settle(arguments + skips, exits: 65)
            count("closes refused")
        }
        try settle(
            arguments + skips + (unrated ? ["--allow-unrated"] : []) + (rejected ? ["--allow-rejected"] : []))
        model = trial
        if unrated { count("closes with unrated calls") }
        if !open.isEmpty { count("closes that let months go") }
        try compare(month.text, files)
        try compareAdjusts(month.text)
        closed.append(month.text)
        for period in model.pastPeriods where versions[period] == nil {
            versions[period] = [rules]
            if period != month.text { count("months passed over and billed") }
        }
    }

    /// Compares every file that the re-computation gives, byte for byte; of exceptions all but the detail, which only
    /// the program words.
    private func compare(_ period: String, _ expected: [String: [UInt8]]) throws {
        for (name, bytes) in expected.sorted(by: { $0.key < $1.key }) {
            let written = try Data(contentsOf: folder.url.appending(path: "reports/\(period)/\(name)"))
            let isWorded = ["exceptions.csv", "waiting.csv"].contains(name)
            let (mine, theirs) =
                isWorded ? (Self.undetailed(Data(bytes)), Self.undetailed(written)) : (Data(bytes), written)
            guard mine != theirs else { continue }
            try folder.write(bytes, to: "expected/\(period)/\(name)")
            throw Disagreement(
                description: "\(commands.last!)\nreports/\(period)/\(name) (expected: the re-computation's)\n"
                    + LineDifference.text(expected: mine, got: theirs))
        }
    }

    /// Each row without its last column.
    private static func undetailed(_ file: Data) -> Data {
        let rows = rows(Array(file))
        let columns = (rows.first?.filter { $0 == "," }.count ?? 0)
        return Data(
            rows.map { row in
                row.split(separator: ",", omittingEmptySubsequences: false).prefix(columns).joined(separator: ",")
                    + "\n"
            }.joined().utf8)
    }

    static func rows(_ file: [UInt8]) -> [String] {
        String(decoding: file, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Compares the documents that each document of a closed month says it adjusts.
    private func compareAdjusts(_ period: String) throws {
        for (number, documents) in model.adjusts.sorted(by: { $0.key < $1.key }) {
            let file = folder.url.appending(path: "reports/\(period)/invoices/\(number).json")
            let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any]
            let got = json?["adjusts"] as? [String]
            guard got != documents else { continue }
            throw Disagreement(description: "\(number) of \(period) adjusts \(got ?? []), not \(documents)")
        }
    }
}
