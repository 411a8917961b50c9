import Foundation
import TestSupport
import Testing

/// Recomputes from the written files alone every sum that the specification promises (S5.30 to S5.32).
struct AddingUpTests {
    @Test(arguments: SimulatedMonth.seeds)
    func ofASimulatedMonth(seed: UInt64) throws {
        let bench = try Bench(rules: SampleRules.data())
        try bench.ingest(try SimulatedMonth(seed: seed).lines.log, as: "log.ndjson", threads: 2)
        try bench.run()
        let report = Report(bench.report)
        try report.linesMakeSubtotalsAndTaxMakesTotals("seed \(seed)")
        try report.sharesMakeTheirCharges("seed \(seed)")
        try report.sharesMakePositions("seed \(seed)")
        try report.transfersSettleNets("seed \(seed)")
        try report.debitsAreCredits("seed \(seed)")
        try report.differencesAreLessThanAKoboEach("seed \(seed)")
        try Self.expectCountsAddUp(bench.report.appending(path: "controls.json"), "seed \(seed)")
    }

    /// Checks three rules. Lines = blank + transactions + duplicates + queries + other + rejected, by file and in
    /// total. The period's transactions = rated + free + test + pending + unrated. Both amounts of each pair are equal.
    private static func expectCountsAddUp(_ file: URL, _ what: Comment) throws {
        let controls = try JSONDecoder().decode(Controls.self, from: Data(contentsOf: file))
        for counts in controls.files + [controls.total] {
            let parts = [
                counts.blank, counts.transactions, counts.duplicates, counts.queries, counts.other, counts.rejected,
            ]
            #expect(counts.lines == parts.reduce(0, +) && counts.lines > 3_000, what)
        }
        let calls = controls.calls
        #expect(calls.transactions == calls.rated + calls.free + calls.test + calls.pending + calls.unrated, what)
        #expect(calls.transactions > 2_900 && calls.free > 0 && calls.test > 0 && calls.pending > 0, what)
        #expect(controls.amounts.count == 2, what)
        for amounts in controls.amounts {
            #expect(amounts["usage_charges"] == amounts["usage_lines"], what)
            #expect(amounts["lines"] == amounts["subtotals"], what)
            #expect(amounts["shares"] == amounts["charges"], what)
            #expect(amounts["nets"] == "0.00", what)
            #expect(amounts["debits"] == amounts["credits"], what)
        }
    }

    private struct Controls: Decodable {
        struct Counts: Decodable {
            var lines, blank, transactions, duplicates, queries, other, rejected: Int
        }
        struct Calls: Decodable {
            var transactions, rated, free, test, pending, unrated: Int
        }
        var files: [Counts]
        var total: Counts
        var calls: Calls
        var amounts: [[String: String]]
    }
}

/// The CSV files of a period, compared with each other.
private struct Report {
    let invoices, lines, settlement, positions, transfers, journal, rounding: URL

    init(_ folder: URL) {
        func file(_ name: String) -> URL { folder.appending(path: "\(name).csv") }
        invoices = file("invoices")
        lines = file("invoice_lines")
        settlement = file("settlement")
        positions = file("positions")
        transfers = file("transfers")
        journal = file("journal")
        rounding = file("rounding")
    }

    func linesMakeSubtotalsAndTaxMakesTotals(_ what: Comment) throws {
        let invoices = try CSVFile(self.invoices).rows
        #expect(invoices.count >= 10, what)
        let lines = try CSVFile(self.lines).rows.sums(of: "amount") { $0.key("invoice") }
        for invoice in invoices {
            #expect(try lines[invoice.key("invoice")] == invoice.amount("subtotal"), "\(what) \(invoice)")
            #expect(
                try invoice.amount("subtotal") + invoice.amount("tax") == invoice.amount("total"), "\(what) \(invoice)")
        }
        #expect(lines.count == invoices.count, what)
    }

    func sharesMakeTheirCharges(_ what: Comment) throws {
        let rows = try CSVFile(settlement).rows
        let shares = try rows.filter { $0["stream"] == "invoice" }
            .sums(of: "amount") { $0.key("app", "currency", "tariff") }
        let charges = try CSVFile(lines).rows.sums(of: "amount") { $0.key("app", "currency", "tariff") }
        #expect(shares == charges.filter { $0.value != .zero }, what)
        #expect(rows.contains { $0["stream"] == "income" }, what)
        #expect(try rows.allSatisfy { try $0.amount("amount") != .zero }, what)
    }

    func sharesMakePositions(_ what: Comment) throws {
        let positions = try CSVFile(self.positions).rows
        let shares = try CSVFile(settlement).rows.sums(of: "amount") { $0.key("party", "currency") }
        #expect(try positions.sums(of: "entitled") { $0.key("party", "currency") } == shares, what)
        for position in positions {
            #expect(
                try position.amount("entitled") - position.amount("collected") == position.amount("net"),
                "\(what) \(position)")
        }
        let nets = try positions.sums(of: "net") { $0.key("currency") }
        #expect(nets.values.allSatisfy { $0 == .zero }, "\(what) \(nets)")
        // The issuer collects the invoiced subtotals, without tax.
        let invoiced = try CSVFile(invoices).rows.sums(of: "subtotal") { $0.key("currency") }
        let collected = try positions.filter { $0["role"] == "host" }.sums(of: "collected") { $0.key("currency") }
        #expect(collected == invoiced, what)
    }

    func transfersSettleNets(_ what: Comment) throws {
        var nets = try CSVFile(positions).rows.sums(of: "net") { $0.key("party", "currency") }
        var account: [String: Exact] = [:]
        for transfer in try CSVFile(transfers).rows {
            let amount = try transfer.amount("amount")
            #expect(amount > .zero, "\(what) \(transfer)")
            nets[transfer.key("from", "currency"), default: .zero] += amount
            nets[transfer.key("to", "currency"), default: .zero] += .zero - amount
            account[transfer.key("currency"), default: .zero] +=
                transfer["to"] == "settlement" ? amount : .zero - amount
        }
        #expect(nets.values.allSatisfy { $0 == .zero }, "\(what) \(nets)")
        #expect(account.values.allSatisfy { $0 == .zero }, "\(what) \(account)")
    }

    func debitsAreCredits(_ what: Comment) throws {
        let rows = try CSVFile(journal).rows
        let debits = try rows.sums(of: "debit") { $0.key("entry", "currency") }
        let credits = try rows.sums(of: "credit") { $0.key("entry", "currency") }
        #expect(debits == credits && debits.count > 10, what)
        #expect(rows.allSatisfy { ($0["debit"] == "") != ($0["credit"] == "") }, what)
    }

    /// A share moves by less than one kobo at each rounding: in its split, in its pool, among the providers.
    func differencesAreLessThanAKoboEach(_ what: Comment) throws {
        let limit = try Exact("0.03")
        for row in try CSVFile(rounding).rows {
            let difference = try row.amount("difference")
            #expect(difference != .zero && difference < limit && .zero - difference < limit, "\(what) \(row)")
            #expect(try row.amount("amount") - row.amount("exact") == difference, "\(what) \(row)")
        }
        let left = try CSVFile(rounding).rows.sums(of: "difference") {
            $0.key("stream", "app", "currency", "tariff", "period")
        }
        // Non-terminating shares are written to 12 places, so their sum may miss 0 by a few units of the last place.
        #expect(left.values.allSatisfy { abs($0.trillionths) < 20 }, "\(what) \(left)")
    }
}
