import Money
import Rules
import Vocabulary

/// Checks `positions.csv`, `transfers.csv` and `settlement.json` against the charges.
extension Folder {
    mutating func checkPositions() {
        guard let positions, let entitled = totals.entitled, let collected = totals.collected, rules != nil else {
            return
        }
        let accounts = Set(entitled.keys).union(collected.keys).sorted()
        let roles = Dictionary(positions.map { (Totals.Account(currency: $0.currency, party: $0.party), $0.role) }) {
            first, _ in first
        }
        let expected = accounts.map { account in
            let (has, got) = (entitled[account] ?? 0, collected[account] ?? 0)
            let stated = roles[account]
            return [
                CSVFile.guarded(account.party.text), role(of: account.party) ?? stated ?? "", account.currency.code,
                Arithmetic.text(has, account.currency), Arithmetic.text(got, account.currency),
                Arithmetic.text(has - got, account.currency),
            ]
        }
        compare(.position, "positions.csv", Columns.positions, expected)
        checkNets(positions)
    }

    /// Checks that nets add up to 0 in each currency and are entitled − collected, whatever the charges say.
    private mutating func checkNets(_ positions: [PositionRow]) {
        var sums: [Currency: Int128] = [:]
        for row in positions {
            sums[row.currency, default: 0] += Int128(row.net)
            let net = Int128(row.entitled) - Int128(row.collected)
            if net != Int128(row.net) {
                fail(
                    .position, "positions.csv", line: row.line, "net",
                    found: Arithmetic.text(Int128(row.net), row.currency),
                    expected: Arithmetic.text(net, row.currency))
            }
        }
        for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) where sum != 0 {
            fail(
                .position, "positions.csv", "", "sum of nets in \(currency)", found: Arithmetic.text(sum, currency),
                expected: "0")
        }
    }

    mutating func checkTransfers() {
        guard let positions else { return }
        let account: Identifier = "settlement"
        var wanted: [(currency: Currency, from: Identifier, to: Identifier, amount: Int128)] = []
        for row in positions where row.net != 0 {
            let net = Int128(row.net)
            wanted.append(
                net < 0 ? (row.currency, row.party, account, -net) : (row.currency, account, row.party, net))
        }
        wanted.sort { ($0.currency, $0.from, $0.to) < ($1.currency, $1.from, $1.to) }
        compare(
            .transfer, "transfers.csv", Columns.transfers,
            wanted.map {
                [
                    CSVFile.guarded($0.from.text), CSVFile.guarded($0.to.text), $0.currency.code,
                    Arithmetic.text($0.amount, $0.currency),
                ]
            })
    }

    mutating func checkSettlementJSON() {
        let name = "settlement.json"
        guard let positions, let transfers, let period, let actual = json(name) else { return }
        func amount(_ minor: Int64, _ currency: Currency) -> JSONNode {
            .string(Arithmetic.text(Int128(minor), currency))
        }
        let expected = JSONNode.object([
            ("period", .string(period.description)), ("status", .string(isFinal ? "final" : "draft")),
            (
                "positions",
                .array(
                    positions.map {
                        .object([
                            ("party", .string($0.party.text)), ("role", .string($0.role)),
                            ("currency", .string($0.currency.code)), ("entitled", amount($0.entitled, $0.currency)),
                            ("collected", amount($0.collected, $0.currency)), ("net", amount($0.net, $0.currency)),
                        ])
                    })
            ),
            (
                "transfers",
                .array(
                    transfers.map {
                        .object([
                            ("from", .string($0.from.text)), ("to", .string($0.to.text)),
                            ("currency", .string($0.currency.code)), ("amount", amount($0.amount, $0.currency)),
                        ])
                    })
            ),
        ])
        differ(.settlementJSON, name, actual, expected)
    }

    mutating func differ(_ check: Check, _ name: String, _ actual: JSONNode, _ expected: JSONNode) {
        for difference in actual.differences(from: expected) {
            fail(check, name, difference.path, "value", found: difference.found, expected: difference.expected)
        }
    }
}
