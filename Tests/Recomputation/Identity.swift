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
    /// The record that answers a call without a response.
    var answer: Call?

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
        var transaction = Transaction(first)
        transaction.answer = answer(to: first.record, among: copies)
        result.transactions.append(transaction)
        for copy in copies {
            let fields = contradicted(first.record, by: copy.record, transaction.answer)
            if fields.isEmpty { continue }
            result.conflicts.append(Conflict(place: copy.place, transaction: transaction, fields: fields))
        }
    }
    applyQueries(queries, to: &result)
    return result
}

private func comes(_ a: Call, before b: Call) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.billingFields != b.billingFields { return precedes(a.billingFields, b.billingFields) }
    return !a.hasResponse && b.hasResponse
}

/// S2.22: where the call has no response, the first record with a final status answers it. All come after the call,
/// which has none.
private func answer(to call: Call, among copies: [Placed<Call>]) -> Call? {
    if call.hasResponse { return nil }
    var answer: Call?
    for copy in copies.map(\.record) where copy.status != "Pending" {
        if let known = answer, !comes(copy, before: known) { continue }
        answer = copy
    }
    return answer
}

/// S2.7, S2.25: the names of the fields in which a record contradicts its call.
private func contradicted(_ call: Call, by copy: Call, _ answer: Call?) -> [String] {
    let (own, here) = (call.billingFields, copy.billingFields)
    let agrees = Call.ofResponse.allSatisfy { own[$0] == here[$0] }
    let told = agrees ? own : (answer ?? call).billingFields
    return own.indices.filter { (Call.ofResponse.contains($0) ? told[$0] : own[$0]) != here[$0] }
        .map { Call.billingFieldNames[$0] }
}

/// Replaces fields of each call with those of the answer that holds: the latest final one of its queries or, unless
/// that is later, the one of the record that answers.
private func applyQueries(_ queries: [Placed<Query>], to result: inout Known) {
    var questions: [Identity: [Placed<Query>]] = [:]
    for query in queries {
        let asked = Identity(source: "onepipe", app: query.record.app, reference: query.record.transactionReference)
        questions[asked, default: []].append(query)
    }
    var matched: Set<Identity> = []
    for index in result.transactions.indices {
        let call = result.transactions[index].call
        var best: Query?
        let asked = Identity(source: "onepipe", app: call.app, reference: call.transactionReference)
        if call.source == "onepipe", let answers = questions[asked] {
            matched.insert(asked)
            best = latest(answers.map(\.record))
        }
        if let record = result.transactions[index].answer, best.map({ $0.time <= record.time }) ?? true {
            best = Query(
                app: call.app, transactionReference: call.transactionReference, time: record.time,
                status: record.status, providerCode: record.providerCode, provider: record.provider,
                delivery: record.delivery, cost: record.cost, providerReference: record.providerReference)
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

/// The final answer that holds among those of queries.
private func latest(_ answers: [Query]) -> Query? {
    var best: Query?
    for answer in answers where answer.status != "Pending" {
        if let current = best {
            let earlier = answer.time < current.time
            let tied = answer.time == current.time
            if earlier || (tied && !precedes(answer.tieFields, current.tieFields)) { continue }
        }
        best = answer
    }
    return best
}
