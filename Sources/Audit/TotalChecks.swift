import Money
import Rules
import Vocabulary

/// Checks `controls.json`, `summary.json` and `exceptions.csv`.
extension Folder {
    /// Returns the numbers of transactions by outcome, as both files state them.
    private func calls() -> JSONNode? {
        guard let transactions = totals.usage?.transactions else { return nil }
        func count(_ outcome: Outcome?) -> JSONNode {
            .integer(Int64(clamping: outcome.map { transactions[$0] ?? 0 } ?? transactions.values.reduce(0, +)))
        }
        return .object([
            ("transactions", count(nil)), ("rated", count(.rated)), ("free", count(.free)), ("test", count(.test)),
            ("pending", count(.pending)), ("unrated", count(.unrated)),
        ])
    }

    private static let counts = ["lines", "blank", "transactions", "duplicates", "queries", "other", "rejected"]

    mutating func checkControls() {
        let name = "controls.json"
        guard let actual = json(name), let period else { return }
        let files = actual["files"]?.items ?? []
        var totals = [Int128](repeating: 0, count: Folder.counts.count)
        for (position, file) in files.enumerated() {
            let counts = Folder.counts.map { Int128(file[$0]?.whole ?? -1) }
            for (index, count) in counts.enumerated() { totals[index] += count }
            let accounted = counts.dropFirst().reduce(0, +)
            if counts.contains(where: { $0 < 0 }) || counts[0] != accounted {
                fail(
                    .controls, name, "files[\(position)].lines", "lines of \(file["file"]?.shown ?? "")",
                    found: String(counts[0]), expected: String(accounted))
            }
        }
        let periods = actual["periods"]?.items ?? []
        let ofPeriods = periods.reduce(Int128(0)) { $0 + Int128($1["transactions"]?.whole ?? 0) }
        if ofPeriods != totals[2] {
            fail(
                .controls, name, "periods", "transactions of all periods", found: String(ofPeriods),
                expected: String(totals[2]))
        }
        let named = periods.map { $0["period"]?.text.flatMap { Period($0, rhythm) } }
        for (position, one) in named.enumerated() {
            let isAfter = position == 0 || (named[position - 1].flatMap { last in one.map { last < $0 } } ?? false)
            if one == nil || !isAfter {
                fail(
                    .controls, name, "periods[\(position)].period", "period",
                    found: periods[position]["period"]?.shown ?? "",
                    expected: "\(rhythm.plural) in their order")
            }
        }
        let calls = calls()
        let own = periods.first { $0["period"]?.text.flatMap { Period($0) } == period }?["transactions"]?.whole ?? 0
        if let transactions = calls?["transactions"]?.whole, own != transactions {
            fail(
                .controls, name, "periods", "transactions of \(period)", found: String(own),
                expected: String(transactions))
        }
        let expected = JSONNode.object([
            ("period", .string(period.description)),
            ("files", .array(files.map { file in fileForm(file) })),
            ("total", .object(zip(Folder.counts, totals).map { ($0, .integer(Int64(clamping: $1))) })),
            ("periods", .array(periods.map { periodForm($0) })),
            ("calls", calls ?? actual["calls"] ?? .null),
            ("amounts", amounts() ?? actual["amounts"] ?? .null),
            ("holds", .bool(true)),
        ])
        differ(.controls, name, actual, expected)
    }

    /// Returns the members that a file of the controls must have. Their values are checked elsewhere.
    private func fileForm(_ file: JSONNode) -> JSONNode {
        .object(
            [
                ("file", .string(file["file"]?.text ?? "")),
                ("sha256", .string(file["sha256"]?.text.map { $0.utf8.count == 64 ? $0 : "" } ?? "")),
            ] + Folder.counts.map { ($0, .integer(max(0, file[$0]?.whole ?? 0))) })
    }

    private func periodForm(_ period: JSONNode) -> JSONNode {
        .object([
            ("period", .string(period["period"]?.text ?? "")),
            ("transactions", .integer(max(1, period["transactions"]?.whole ?? 1))),
        ])
    }

    /// Returns the control totals of each currency.
    private func amounts() -> JSONNode? {
        guard let lines = totals.lines, let invoices = totals.invoices, let entitled = totals.entitled, let positions,
            let journal = totals.journal, let collected = totals.collected, totals.usage != nil
        else { return nil }
        let all = totals.chargeCurrencies.union(invoices.keys).union(positions.map(\.currency))
        return .array(
            all.sorted().map { currency in
                func text(_ minor: Int128) -> JSONNode { .string(Arithmetic.text(minor, currency)) }
                func sum(_ sums: [Totals.Account: Int128]) -> JSONNode {
                    text(sums.reduce(0) { $1.key.currency == currency ? $0 + $1.value : $0 })
                }
                let made = lines[currency] ?? LineTotals()
                let nets = positions.reduce(Int128(0)) { $1.currency == currency ? $0 + Int128($1.net) : $0 }
                return .object([
                    ("currency", .string(currency.code)), ("usage_charges", text(made.usage)),
                    ("usage_lines", text(made.usage)), ("lines", text(made.all)),
                    ("subtotals", text(invoices[currency]?.subtotal ?? 0)), ("charges", sum(collected)),
                    ("shares", sum(entitled)), ("nets", text(nets)),
                    ("debits", text(journal[currency]?.debits ?? 0)),
                    ("credits", text(journal[currency]?.credits ?? 0)),
                ])
            })
    }

    mutating func checkSummary() {
        let name = "summary.json"
        guard let actual = json(name), let period, let rules, let invoices = totals.invoices, let positions,
            let exceptions
        else { return }
        let codes = exceptions.counts.sorted { $0.key < $1.key }
        let currencies = Set(invoices.keys).union(positions.map(\.currency)).sorted()
        let due = period.dayAfter.adding(days: rules.invoice.dueDays)
        var members: [(String, JSONNode)] = [
            ("period", .string(period.description)), ("status", .string(isFinal ? "final" : "draft")),
            ("time_zone", .string(rules.calendar.identifier)), ("issue_date", .string(period.dayAfter.description)),
            ("due_date", .string(due.description)), ("calls", calls() ?? actual["calls"] ?? .null),
            (
                "currencies",
                .array(
                    currencies.map { currency in
                        let own = invoices[currency] ?? InvoiceTotals()
                        func text(_ minor: Int128) -> JSONNode { .string(Arithmetic.text(minor, currency)) }
                        return .object([
                            ("currency", .string(currency.code)), ("invoices", .integer(Int64(clamping: own.count))),
                            ("subtotal", text(own.subtotal)), ("tax", text(own.tax)), ("total", text(own.total)),
                            (
                                "net",
                                .object(
                                    positions.filter { $0.currency == currency }.map {
                                        ($0.party.text, .string(Arithmetic.text(Int128($0.net), currency)))
                                    })
                            ),
                        ])
                    })
            ),
            ("exceptions", .object(codes.map { ($0.key.text, .integer($0.value)) })),
            ("unknown", unknown() ?? actual["unknown"] ?? .null),
        ]
        // The summaries of 0.1.0 did not name what is unknown.
        let isOfFirst = manifest?["version"]?.text.map { same($0, "0.1.0") } ?? false
        if isOfFirst, actual["unknown"] == nil { members.removeLast() }
        differ(.summary, name, actual, .object(members))
    }

    /// Returns the apps and providers of live, final calls that the rules do not name, by number of calls.
    private func unknown() -> JSONNode? {
        guard let usage = totals.usage else { return nil }
        func list(_ what: String, _ calls: [Identifier: Int128]) -> [(String, JSONNode)] {
            let sorted = calls.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
            func whole(_ calls: Int128) -> JSONNode { .integer(Int64(clamping: calls)) }
            let listed = JSONNode.array(
                sorted.prefix(1_000).map { .object([("name", .string($0.key.text)), ("calls", whole($0.value))]) })
            let others = sorted.dropFirst(1_000)
            guard !others.isEmpty else { return [(what, listed)] }
            let sum = others.reduce(Int128(0)) { $0 + $1.value }
            return [
                (what, listed),
                ("other_\(what)", .object([("names", whole(Int128(others.count))), ("calls", whole(sum))])),
            ]
        }
        return .object(list("apps", usage.unknownApps) + list("providers", usage.unknownProviders))
    }
}
