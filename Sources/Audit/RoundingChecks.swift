import Money
import Rules
import Vocabulary

/// `rounding.csv`: every share that a rounding moved, from the splits worked out again.
extension Folder {
    /// - Parameter worked: the charges with their collectors and, where it can be worked out, their split.
    mutating func checkRounding(
        _ worked: [(ShareRow.Key, Identifier, [Identifier: SplitWork.Part]?)], _ period: Period
    ) {
        guard let rounding else { return }
        let name = "rounding.csv"
        for row in rounding {
            let amount = Ratio(Int128(row.amount))
            guard let exact = Folder.scaled(row.exact), let moved = Folder.scaled(row.difference) else {
                fail(
                    .rounding, name, line: row.line, "exact", found: row.exact,
                    expected: "a decimal of at most 12 digits")
                continue
            }
            let shift = Arithmetic.power(12 - row.currency.minorDigits)
            // What moved by less than the last decimal shows as 0, behind an exact share that shows all of them.
            let isMoved = moved != 0 || row.exact.utf8.suffix(13).first == UInt8(ascii: ".")
            if amount.numerator * shift - exact != moved || (!isMoved && period == row.period) {
                fail(
                    .rounding, name, line: row.line, "difference", found: row.difference,
                    expected: Arithmetic.decimal(
                        amount.numerator * shift - exact, decimals: 12, least: row.currency.minorDigits))
            }
        }
        checkAdjustedRounding(rounding.filter { $0.period != period })
        // Where a split can't be worked out, its rows are left alone.
        let unknown = Set(worked.filter { $0.2 == nil }.map(\.0))
        // So is a row whose exact share can't: what it shows is rounded.
        struct Place: Hashable {
            var key: ShareRow.Key
            var party: Identifier
        }
        var unshown: Set<Place> = []
        for (key, _, parts) in worked {
            for (party, part) in parts ?? [:] where part.exact == nil { unshown.insert(Place(key: key, party: party)) }
        }
        let own = rounding.filter {
            $0.period == period && !unknown.contains($0.key)
                && !unshown.contains(Place(key: $0.key, party: $0.party))
        }
        var wanted: [[String]] = []
        var moved: [(key: ShareRow.Key, party: Identifier, part: SplitWork.Part)] = []
        var group: [(key: ShareRow.Key, party: Identifier, part: SplitWork.Part)] = []
        for (key, _, parts) in sorted(worked) where !unknown.contains(key) {
            if let last = group.last, last.key != key {
                moved += group
                group = []
            }
            for (party, part) in (parts ?? [:]).sorted(by: { $0.key < $1.key }) {
                // Charges of one key differ by provider: their shares stand by party, then provider.
                let place = group.firstIndex { $0.party > party } ?? group.count
                group.insert((key, party, part), at: place)
            }
        }
        for (key, party, part) in moved + group where !unshown.contains(Place(key: key, party: party)) {
            guard let share = part.exact, share != Ratio(part.amount),
                let moved = Ratio(part.amount).plus(share.opposite),
                let exact = try? share.text(key.currency), let difference = try? moved.text(key.currency)
            else { continue }
            wanted.append([
                key.stream.text, key.app.text, key.currency.code, key.tariff.text, key.period.description,
                party.text, exact, Arithmetic.text(part.amount, key.currency), difference,
            ])
        }
        let titles = Columns.rounding.split(separator: " ").map(String.init)
        for (row, want) in zip(own, wanted) {
            let cells = [
                row.stream, row.app.text, row.currency.code, row.tariff.text, row.period.description, row.party.text,
                row.exact, Arithmetic.text(Int128(row.amount), row.currency), row.difference,
            ]
            for (column, (cell, want)) in zip(cells, want).enumerated() where !same(cell, want) {
                fail(.rounding, name, line: row.line, titles[column], found: cell, expected: want)
            }
        }
        if own.count != wanted.count {
            fail(.rounding, name, "", "rows of \(period)", found: String(own.count), expected: String(wanted.count))
        }
    }

    /// In the order of `settlement.csv`.
    private func sorted(
        _ worked: [(ShareRow.Key, Identifier, [Identifier: SplitWork.Part]?)]
    ) -> [(ShareRow.Key, Identifier, [Identifier: SplitWork.Part]?)] {
        guard let rules else { return worked }
        let entries = rules.tariffs.map(\.id) + rules.fees.map(\.id)
        func rank(_ charge: (ShareRow.Key, Identifier, [Identifier: SplitWork.Part]?)) -> (Int, Int) {
            let isIncome = charge.0.stream == "income"
            let ids = isIncome ? rules.income.map(\.id) : entries
            return (isIncome ? 1 : 0, ids.firstIndex(of: charge.0.tariff) ?? .max)
        }
        return worked.sorted { a, b in
            let (left, right) = ((a.0.app, a.0.currency), (b.0.app, b.0.currency))
            if left != right { return left < right }
            let (leftRank, rightRank) = (rank(a), rank(b))
            return leftRank != rightRank ? leftRank < rightRank : a.1 < b.1
        }
    }

    /// Rows of adjustments: their amounts are those of `settlement.csv`, or 0.
    private mutating func checkAdjustedRounding(_ rows: [RoundingRow]) {
        var shares: [ShareRow.Key: [Identifier: [Int64]]] = [:]
        for row in settlement ?? [] { shares[row.key, default: [:]][row.party, default: []].append(row.amount) }
        for row in rows where row.amount != 0 {
            let amounts = shares[row.key]?[row.party] ?? []
            if !amounts.contains(row.amount) {
                fail(
                    .rounding, "rounding.csv", line: row.line, "amount",
                    found: Arithmetic.text(Int128(row.amount), row.currency),
                    expected: amounts.isEmpty
                        ? "no such share in settlement.csv"
                        : amounts.map { Arithmetic.text(Int128($0), row.currency) }.joined(separator: " or "))
            }
        }
        for (a, b) in zip(rows, rows.dropFirst()) where a.key == b.key {
            if a.party > b.party || (a.party == b.party && a.stream == "invoice") {
                fail(
                    .rounding, "rounding.csv", line: b.line, "party", found: b.party.text,
                    expected: "after \(a.party) in byte order, each once")
            }
        }
        for (key, rows) in Dictionary(grouping: rows, by: \.key).sorted(by: { $0.value[0].line < $1.value[0].line }) {
            checkSum(of: rows, key)
        }
    }

    /// What roundings move within a charge adds up to nothing, where nothing was rounded off the top.
    private mutating func checkSum(of rows: [RoundingRow], _ key: ShareRow.Key) {
        guard let frozen = earlier[key.period]?.rules else { return }
        let entries = key.stream == "income" ? frozen.income : frozen.tariffs
        guard let id = entries.first(where: { $0.id == key.tariff })?.split,
            let split = frozen.splits.first(where: { $0.id == id })
        else { return }
        let isRoundedOffTheTop = split.entries.contains {
            if case .perUnit(let price) = $0.take { price.wholeMinor(key.currency) == nil } else { false }
        }
        let sum = try? Arithmetic.sum(rows.compactMap { Folder.scaled($0.difference) })
        // Each row is cut at its 12th decimal.
        if !isRoundedOffTheTop, let sum, sum.magnitude > UInt128(rows.count) {
            fail(
                .rounding, "rounding.csv", line: rows[0].line, "sum of differences of \(key)",
                found: Arithmetic.decimal(sum, decimals: 12, least: key.currency.minorDigits), expected: "0")
        }
    }

    /// A decimal of at most 12 digits after the point, in 10⁻¹².
    private static func scaled(_ text: String) -> Int128? {
        var digits = Array(text.utf8)
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        guard let whole = parts.first, !whole.isEmpty, whole.count <= 20, fraction.count <= 12,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }),
            let value = Int128(
                String(decoding: whole + fraction + Array(repeating: 48, count: 12 - fraction.count), as: UTF8.self))
        else { return nil }
        return isNegative ? -value : value
    }
}

extension RoundingRow {
    var key: ShareRow.Key {
        ShareRow.Key(stream: Identifier(stream), app: app, currency: currency, tariff: tariff, period: period)
    }
}
