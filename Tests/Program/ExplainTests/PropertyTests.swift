import Foundation
import TestSupport
import Testing

/// Properties of every invoice and line, in any month.
@Suite("Every invoice and line is explained")
struct PropertyTests {
    struct Month: CustomStringConvertible, Sendable {
        let folder: Result<ExplainFolder, any Error>
        let period: String
        let isClosed: Bool
        var description: String { period }
    }

    static let months = [
        Month(folder: ExplainFolder.samples, period: "2026-10", isClosed: false),
        Month(folder: ExplainFolder.quarter, period: "2025-07", isClosed: true),
        Month(folder: ExplainFolder.quarter, period: "2025-08", isClosed: true),
        Month(folder: ExplainFolder.quarter, period: "2025-09", isClosed: false),
    ]

    /// The published invoice lines.
    private func published(_ month: Month) throws -> [[String: String]] {
        let url = try month.folder.get().url.appending(path: "reports/\(month.period)/invoice_lines.csv")
        let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { row in
            // No cell of these reports contains a quote or a line feed.
            var cells: [String] = [""]
            var isQuoted = false
            for character in row {
                if character == "\"" {
                    isQuoted.toggle()
                } else if character == ",", !isQuoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
        return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
    }

    private func options(_ month: Month) -> [String] { month.isClosed ? [] : ["--period", month.period] }

    @Test(
        "a line's amount is the published one, its shares add up to the charge, its calls to its units",
        arguments: months)
    func lines(month: Month) throws {
        let folder = try month.folder.get()
        let lines = try published(month)
        #expect(!lines.isEmpty)
        for line in lines {
            let id = "\(line["invoice"]!):\(line["line"]!)"
            let sheet = try folder.explained(id, ["--calls"] + options(month))
            #expect(
                try minor((sheet[sheet["kind"] as! String] as? [String: Any])?["amount"] ?? difference(sheet))
                    == minor(line["amount"]), "\(id)")
            let shares = sheet["shares"] as? [[String: Any]] ?? []
            let calls = sheet["calls"] as? [[String: Any]] ?? []
            guard line["kind"] != "adjustment" else {
                let sum = try shares.reduce(0) { try $0 + minor($1["difference"]) }
                #expect(sum == (try minor(line["amount"])), "\(id)")
                #expect(!calls.isEmpty, "\(id)")
                continue
            }
            let charge = (sheet["split"] as? [String: Any])?["charge"]
            #expect(try shares.reduce(0) { try $0 + minor($1["amount"]) } == minor(charge), "\(id)")
            let own = lines.filter {
                $0["invoice"] == line["invoice"] && $0["tariff"] == line["tariff"] && $0["kind"] != "adjustment"
            }
            #expect(try own.reduce(0) { try $0 + minor($1["amount"]) } == minor(charge), "\(id)")
            let units = calls.reduce(0) { $0 + ($1["units"] as? Int ?? 0) }
            switch line["kind"] {
            case "fee": #expect(calls.isEmpty, "\(id)")
            case "usage" where line["unit"] != "package": #expect(units == Int(line["quantity"]!), "\(id)")
            // One unit reaches a graduated tier; all units reach a volume tier.
            case "flat" where line["tariff"]!.hasPrefix("sms"): #expect(units == 1, "\(id)")
            default: #expect(units > 0, "\(id)")
            }
        }
    }

    private func difference(_ sheet: [String: Any]) -> Any? {
        (sheet["adjustment"] as? [String: Any])?["difference"]
    }

    @Test("an invoice's lines, totals and shares are the published ones", arguments: months)
    func invoices(month: Month) throws {
        let folder = try month.folder.get()
        let lines = try published(month)
        for invoice in Set(lines.compactMap { $0["invoice"] }) {
            let sheet = try folder.explained(invoice, options(month))
            let own = lines.filter { $0["invoice"] == invoice }
            let totals = try #require(sheet["totals"] as? [String: Any])
            #expect(try own.reduce(0) { try $0 + minor($1["amount"]) } == minor(totals["subtotal"]))
            #expect(try minor(totals["subtotal"]) + minor(totals["tax"]) == minor(totals["total"]))
            let shown = try #require(sheet["lines"] as? [[String: Any]])
            #expect(shown.map { $0["amount"] as? String } == own.map { $0["amount"] })
            // Adjustments that change only shares have no line; their shares add up to 0.
            let shares = try #require(sheet["shares"] as? [[String: Any]])
            #expect(try shares.reduce(0) { try $0 + minor($1["amount"]) } == minor(totals["subtotal"]), "\(invoice)")
        }
    }

    @Test("a party's share of an invoice is the settlement's", arguments: months)
    func shares(month: Month) throws {
        let folder = try month.folder.get()
        let lines = try published(month)
        let url = folder.url.appending(path: "reports/\(month.period)/settlement.csv")
        var settled: [String: Int] = [:]
        for row in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[0] == "invoice" else { continue }
            settled["\(cells[1]) \(cells[2]) \(cells[5])", default: 0] += try minor(cells[7])
        }
        for line in lines where line["line"] == "1" {
            for party in ["host", "onepipe"] {
                let sheet = try folder.explained(line["invoice"]!, ["--party", party] + options(month))
                let amount = (sheet["share"] as? [String: Any])?["amount"]
                #expect(
                    try minor(amount) == settled["\(line["app"]!) \(line["currency"]!) \(party)"] ?? 0,
                    "\(line["invoice"]!) \(party)")
            }
        }
    }

    @Test("the amount of each of a charge's transactions adds up to the line")
    func transactions() throws {
        let folder = try ExplainFolder.samples.get()
        for app in 11...18 {
            let id = "DRAFT-app-0\(app)-SAR:1"
            let sheet = try folder.explained(id, ["--calls", "--period", "2026-10"])
            let line = try #require(sheet["line"] as? [String: Any])
            let groups = try #require(sheet["transactions"] as? [[String: Any]])
            let calls = try #require(sheet["calls"] as? [[String: Any]])
            #expect(try groups.reduce(0) { try $0 + minor($1["sum"]) } == minor(line["amount"]))
            #expect(try calls.reduce(0) { try $0 + minor($1["charge"]) } == minor(line["amount"]))
            #expect(groups.reduce(0) { $0 + ($1["calls"] as? Int ?? 0) } == calls.count)
        }
    }

    @Test("what providers collected adds up to the settlement's income", arguments: months)
    func income(month: Month) throws {
        let folder = try month.folder.get()
        let url = folder.url.appending(path: "reports/\(month.period)/settlement.csv")
        var settled: [String: Int] = [:]
        for row in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[0] == "income", cells[4] == month.period else { continue }
            settled["\(cells[1]) \(cells[2]) \(cells[3])", default: 0] += try minor(cells[7])
        }
        for line in try published(month) where line["line"] == "1" && line["currency"] == "NGN" {
            guard let sum = settled["\(line["app"]!) NGN sms-collected"] else { continue }
            let id = "\(line["invoice"]!):sms-collected"
            let outcome = try folder.settle(["explain", id, "--json", "--calls"] + options(month))
            let document = try JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any]
            let sheets = try #require(document?["explained"] as? [[String: Any]])
            var amount = 0
            for sheet in sheets {
                let facts = try #require(sheet["income"] as? [String: Any])
                let shares = try #require(sheet["shares"] as? [[String: Any]])
                let calls = try #require(sheet["calls"] as? [[String: Any]])
                #expect(try shares.reduce(0) { try $0 + minor($1["amount"]) } == minor(facts["amount"]), "\(id)")
                #expect(try calls.reduce(0) { try $0 + minor($1["charge"]) } == minor(facts["amount"]), "\(id)")
                amount += try minor(facts["amount"])
            }
            #expect(amount == sum, "\(id)")
        }
    }

    @Test("every call that a line lists is found by its reference, at the same place of the log, billed by that line")
    func calls() throws {
        let folder = try ExplainFolder.quarter.get()
        for line in ["INV-2025-0001:1", "INV-2025-0001:3", "INV-2025-0002:1", "INV-2025-0003:1", "INV-2025-0003:2"] {
            let listed = try #require(try folder.explained(line, ["--calls"])["calls"] as? [[String: Any]])
            #expect(!listed.isEmpty)
            for call in listed {
                let sheet = try folder.explained(try #require(call["ref"] as? String))
                let facts = try #require(sheet["call"] as? [String: Any])
                // If a later log has an earlier record of a call, the line shows the record that was billed.
                let duplicates = (sheet["duplicates"] as? [[String: Any]] ?? []).compactMap { $0["log"] as? String }
                #expect(([facts["log"] as? String] + duplicates).contains(call["log"] as? String))
            }
        }
    }
}
