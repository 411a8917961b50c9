import Money
import Rules
import Vocabulary

/// Checks `rounding.csv`: every share changed by rounding, with the splits calculated again.
extension Folder {
    /// - Parameters:
    ///   - worked: the charges.
    ///   - unshown: the shares whose exact amount can't be calculated. Their rows show rounded values.
    mutating func checkRounding(
        _ worked: [ExpectedCharge], _ unshown: Set<UnshownShare>, _ rules: Rules, _ period: Period
    ) {
        guard let rounding else { return }
        let name = "rounding.csv"
        for row in rounding {
            guard let exact = Folder.scaled(row.exact), let moved = Folder.scaled(row.difference) else {
                fail(
                    .rounding, name, line: row.line, "exact", found: row.exact,
                    expected: "a decimal of at most 12 digits")
                continue
            }
            let shift = Arithmetic.power(12 - row.currency.minorDigits)
            // A change below the last decimal shows as 0, but then the exact share shows all 12 decimals.
            let isMoved = moved != 0 || row.exact.utf8.suffix(13).first == UInt8(ascii: ".")
            if Int128(row.amount) * shift - exact != moved || (!isMoved && period == row.period) {
                fail(
                    .rounding, name, line: row.line, "difference", found: row.difference,
                    expected: Arithmetic.decimal(
                        Int128(row.amount) * shift - exact, decimals: 12, least: row.currency.minorDigits))
            }
        }
        checkAdjustedRounding(rounding.filter { $0.period != period })
        // Rows of a split that can't be calculated are not checked.
        let unknown = Set(worked.filter { !$0.isWorkable }.map(\.key))
        let isUnshown = { (key: ShareRow.Key, party: Identifier) in
            !unshown.isEmpty && unshown.contains(UnshownShare(key: key, party: party))
        }
        let own = rounding.lazy.filter {
            $0.period == period && (unknown.isEmpty || !unknown.contains($0.key)) && !isUnshown($0.key, $0.party)
        }
        var rest = own.makeIterator()
        var (found, expected) = (0, 0)
        func take(_ key: ShareRow.Key, _ party: Identifier, _ part: SplitWork.Part) {
            guard let share = part.exact, share.denominator != 1 || share.numerator != part.amount,
                !isUnshown(key, party),
                let moved = Ratio(part.amount).plus(share.opposite),
                let exact = try? share.text(key.currency), let difference = try? moved.text(key.currency)
            else { return }
            expected += 1
            guard let row = rest.next() else { return }
            found += 1
            if row.isOf(key), row.party == party, Int128(row.amount) == part.amount, same(row.exact, exact),
                same(row.difference, difference)
            {
                return
            }
            compare(
                row,
                with: [
                    key.stream.text, key.app.text, key.currency.code, key.tariff.text, key.period.description,
                    party.text, exact, Arithmetic.text(part.amount, key.currency), difference,
                ])
        }
        // Charges with the same key differ by provider. Their shares are sorted together, by party, then provider.
        var group: [(key: ShareRow.Key, party: Identifier, part: SplitWork.Part)] = []
        for position in reportOrder(of: worked, rules) where unknown.isEmpty || !unknown.contains(worked[position].key)
        {
            let key = worked[position].key
            if let last = group.last, last.key != key {
                for (key, party, part) in group { take(key, party, part) }
                group = []
            }
            for (party, part) in (worked[position].parts ?? parts(of: worked[position], rules) ?? [:]).sorted(by: {
                $0.key < $1.key
            }) {
                let place = group.firstIndex { $0.party > party } ?? group.count
                group.insert((key, party, part), at: place)
            }
        }
        for (key, party, part) in group { take(key, party, part) }
        while rest.next() != nil { found += 1 }
        if found != expected {
            fail(.rounding, name, "", "rows of \(period)", found: String(found), expected: String(expected))
        }
    }

    private mutating func compare(_ row: RoundingRow, with wanted: [String]) {
        let titles = Columns.rounding.split(separator: " ").map(String.init)
        let cells = [
            row.stream, row.app.text, row.currency.code, row.tariff.text, row.period.description, row.party.text,
            row.exact, Arithmetic.text(Int128(row.amount), row.currency), row.difference,
        ]
        for (column, (cell, want)) in zip(cells, wanted).enumerated() where !same(cell, want) {
            fail(.rounding, "rounding.csv", line: row.line, titles[column], found: cell, expected: want)
        }
    }

    /// Returns the positions of the charges in the order of `settlement.csv`.
    func reportOrder(of worked: [ExpectedCharge], _ rules: Rules) -> [Int] {
        let ranks = worked.map { charge in
            let isIncome = charge.key.stream == "income"
            return (isIncome ? 1 : 0, rules.place(of: charge.key.tariff, isIncome: isIncome) ?? .max)
        }
        return worked.indices.sorted { a, b in
            let (left, right) = (worked[a].key, worked[b].key)
            if left.app != right.app { return left.app < right.app }
            if left.currency != right.currency { return left.currency < right.currency }
            return ranks[a] != ranks[b] ? ranks[a] < ranks[b] : worked[a].collector < worked[b].collector
        }
    }

    /// Checks rows of adjustments: their amounts must be in `settlement.csv`, or 0.
    private mutating func checkAdjustedRounding(_ rows: [RoundingRow]) {
        if rows.isEmpty { return }
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

    /// Checks that the differences within a charge add up to 0, unless something was rounded off the top.
    private mutating func checkSum(of rows: [RoundingRow], _ key: ShareRow.Key) {
        guard let past = pastRules(of: key.period) else { return }
        let splits = past.versions.compactMap { rules -> Split? in
            let entry = key.stream == "income" ? rules?.incomeEntry(key.tariff) : rules?.tariff(key.tariff)
            return entry?.terms(of: key.app).split.flatMap { rules?.split($0) }
        }
        guard !splits.isEmpty else { return }
        let isRoundedOffTheTop = splits.lazy.flatMap(\.allEntries).contains {
            if case .perUnit(let price) = $0.take { price.wholeMinor(key.currency) == nil } else { false }
        }
        let sum = try? Arithmetic.sum(rows.compactMap { Folder.scaled($0.difference) })
        // Each row is rounded at its 12th decimal.
        if !isRoundedOffTheTop, let sum, sum.magnitude > UInt128(rows.count) {
            fail(
                .rounding, "rounding.csv", line: rows[0].line, "sum of differences of \(key)",
                found: Arithmetic.decimal(sum, decimals: 12, least: key.currency.minorDigits), expected: "0")
        }
    }

    /// Reads a decimal with at most 12 digits after the point, in 10⁻¹².
    private static func scaled(_ text: String) -> Int128? {
        var (value, wholes, isNegative): (Int128, Int, Bool) = (0, 0, false)
        // The digits after the point; `nil` before it.
        var decimals: Int?
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where place == 0: isNegative = true
            case UInt8(ascii: ".") where decimals == nil: decimals = 0
            case 48...57:
                if let count = decimals { decimals = count + 1 } else { wholes += 1 }
                // 32 digits fit.
                guard wholes <= 20, decimals ?? 0 <= 12 else { return nil }
                value = value * 10 + Int128(byte - 48)
            default: return nil
            }
        }
        guard wholes > 0, decimals != 0 else { return nil }
        value *= Arithmetic.power(12 - (decimals ?? 0))
        return isNegative ? -value : value
    }
}

extension RoundingRow {
    /// Whether the row belongs to this charge.
    func isOf(_ key: ShareRow.Key) -> Bool {
        app == key.app && tariff == key.tariff && period == key.period && same(stream, key.stream.text)
            && currency == key.currency
    }

    var key: ShareRow.Key {
        ShareRow.Key(stream: Identifier(stream), app: app, currency: currency, tariff: tariff, period: period)
    }
}

/// A share whose exact amount exceeds 128 bits.
struct UnshownShare: Hashable {
    var key: ShareRow.Key
    var party: Identifier
}
