import BigInt

/// `usage.csv`: the transactions of a period, grouped by all columns that tell them apart.
func usageFile(_ judged: [Judged], _ rules: Rules) -> [UInt8] {
    struct Sum {
        var transactions: BigInt = 0
        var units: BigInt = 0
        var amount: BigInt = 0
        var cost: BigInt = 0
    }
    var sums: [[ByteString]: Sum] = [:]
    for item in judged {
        let transaction = item.transaction
        let call = transaction.call
        var tariff: Entry?
        if case .rated(let index) = item.verdict.rating { tariff = rules.tariffs[index] }
        let income = item.verdict.income.map { rules.income[$0] }
        let row: [ByteString] = [
            call.app, call.source, rules.currency(of: call), call.service,
            rules.provider(transaction.provider) ?? transaction.provider, call.channel, call.authType, call.mode,
            transaction.status, transaction.delivery, tariff?.id ?? "", income?.id ?? "",
        ]
        sums[row, default: Sum()].transactions += 1
        sums[row]!.units += tariff?.units(transaction) ?? 1
        sums[row]!.amount += BigInt(call.amount)
        sums[row]!.cost += BigInt(transaction.cost)
    }
    return csv(
        "app,source,currency,service,provider,channel,auth_type,mode,status,delivery,tariff,income,"
            + "transactions,units,amount,cost",
        sums.sorted { precedes($0.key, $1.key) }.map { row, sum in
            row.map { Cell.text($0) } + [
                .number(sum.transactions.description), .number(sum.units.description),
                .number(money(sum.amount, row[2])),
                .number(money(sum.cost, row[2])),
            ]
        })
}
