/// The place of a record: the file's name, the content's hash and the line.
struct Place: Hashable {
    let file: ByteString
    let content: String
    let line: Int
}

/// A record with its place.
struct Placed<Record> {
    let place: Place
    let record: Record
}

/// A call that counts once, with its status after the queries.
struct Transaction {
    /// The record that *is* the transaction.
    let call: Call
    let place: Place
    var status: ByteString
    var providerCode: ByteString
    var provider: ByteString
    var delivery: ByteString
    var cost: Int64
    var providerReference: ByteString

    init(_ placed: Placed<Call>) {
        call = placed.record
        place = placed.place
        status = call.status
        providerCode = call.providerCode
        provider = call.provider
        delivery = call.delivery
        cost = call.cost
        providerReference = call.providerReference
    }
}

/// A duplicate that differs from its transaction in a billing field.
struct Conflict {
    let place: Place
    let transaction: Transaction
    let fields: [String]
}

/// The result of all records.
struct Known {
    var transactions: [Transaction] = []
    var conflicts: [Conflict] = []
    var queriesWithoutCall: [Placed<Query>] = []
}

private struct Identity: Hashable {
    let source: ByteString
    let app: ByteString
    let reference: ByteString
}

/// Makes transactions from the records; their order does not matter.
func known(calls: [Placed<Call>], queries: [Placed<Query>]) -> Known {
    var result = Known()
    var records: [Identity: [Placed<Call>]] = [:]
    var order: [Identity] = []
    for call in calls {
        let identity = Identity(source: call.record.source, app: call.record.app, reference: call.record.reference)
        if records[identity] == nil { order.append(identity) }
        records[identity, default: []].append(call)
    }
    for identity in order {
        let copies = records[identity]!
        var first = copies[0]
        for copy in copies.dropFirst() where comes(copy.record, before: first.record) { first = copy }
        let transaction = Transaction(first)
        result.transactions.append(transaction)
        let fields = first.record.billingFields
        for copy in copies where copy.record.billingFields != fields {
            let differing = zip(Call.billingFieldNames, zip(fields, copy.record.billingFields)).filter { $1.0 != $1.1 }
            result.conflicts.append(
                Conflict(place: copy.place, transaction: transaction, fields: differing.map { $0.0 }))
        }
    }
    applyQueries(queries, to: &result)
    return result
}

private func comes(_ a: Call, before b: Call) -> Bool {
    if a.time != b.time { return a.time < b.time }
    return precedes(a.billingFields, b.billingFields)
}

/// Replaces fields of each call with those of its latest final answer.
private func applyQueries(_ queries: [Placed<Query>], to result: inout Known) {
    var questions: [Identity: [Placed<Query>]] = [:]
    for query in queries {
        let asked = Identity(source: "onepipe", app: query.record.app, reference: query.record.transactionReference)
        questions[asked, default: []].append(query)
    }
    var matched: Set<Identity> = []
    for index in result.transactions.indices where result.transactions[index].call.source == "onepipe" {
        let call = result.transactions[index].call
        let asked = Identity(source: "onepipe", app: call.app, reference: call.transactionReference)
        guard let answers = questions[asked] else { continue }
        matched.insert(asked)
        var best: Query?
        for answer in answers.map(\.record) where answer.status != "Pending" {
            if let current = best {
                let earlier = answer.time < current.time
                let tied = answer.time == current.time
                if earlier || (tied && !precedes(answer.tieFields, current.tieFields)) { continue }
            }
            best = answer
        }
        guard let best else { continue }
        result.transactions[index].status = best.status
        if !best.providerCode.isEmpty { result.transactions[index].providerCode = best.providerCode }
        if !best.provider.isEmpty { result.transactions[index].provider = best.provider }
        if best.delivery != "none" { result.transactions[index].delivery = best.delivery }
        if let cost = best.cost { result.transactions[index].cost = cost }
        if !best.providerReference.isEmpty { result.transactions[index].providerReference = best.providerReference }
    }
    for (asked, placed) in questions where !matched.contains(asked) { result.queriesWithoutCall += placed }
}
