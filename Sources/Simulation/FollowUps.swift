/// A later line about a call: a second record of it, or a query.
struct FollowUp: Sendable {
    enum Kind: Sendable { case retry, conflict, query, queryWithoutCall }

    var kind: Kind
    var exchange: Exchange
    /// The number in the line's `id` if it is the call's own; otherwise the line gets a new one.
    var id: UInt64?
    var hasId = true
    var time: Int64
    /// The index in the block of the call after which the line is written.
    var due: Int
}

/// The follow-ups of a block that are not written yet.
struct FollowUps: ~Copyable {
    private var waiting: [FollowUp] = []
    private var firstDue = Int.max

    mutating func add(_ item: FollowUp) {
        waiting.append(item)
        firstDue = min(firstDue, item.due)
    }

    /// Removes and returns those due at or before `place`, in the order in which they were added.
    mutating func take(upTo place: Int) -> [FollowUp] {
        guard firstDue <= place else { return [] }
        let ready = waiting.filter { $0.due <= place }
        waiting.removeAll { $0.due <= place }
        firstDue = waiting.reduce(Int.max) { min($0, $1.due) }
        return ready
    }
}

extension Simulator {
    /// Makes a second record of a call, usually some seconds later, sometimes with the same time.
    func retry(of exchange: Exchange, id: UInt64?, time: Int64, place: Place, random: inout SplitMix64) -> FollowUp {
        let isConflict = random.perMille(plan.conflictsPerMille)
        var copy = exchange
        var item = FollowUp(kind: isConflict ? .conflict : .retry, exchange: exchange, time: time, due: place.index)
        let delay = random.perMille(150) ? 0 : Int64(200 + random.below(random.perMille(900) ? 8000 : 90_000))
        switch exchange {
        case .onePipe(let call): if isConflict { copy = .onePipe(call.conflicting()) }
        case .paylink(let call):
            if isConflict { copy = .paylink(call.conflicting()) }
            item.id = id
        case .other: break
        }
        item.exchange = copy
        item.time += delay
        item.due = place.later(by: delay)
        return item
    }

    /// Makes the queries about a call: one or two, or one about a missing call. The first may come before its call.
    func queries(about call: OnePipeCall, place: Place, random: inout SplitMix64) -> [FollowUp] {
        let strings = plan.bodiesAsStringPerMille
        if random.perMille(plan.queriesWithoutCallPerMille) {
            var unknown = call
            unknown.transactionReference = uniqueWord(call.index, use: 2)
            let asked = unknown.answered(
                query: uniqueWord(call.index, use: 3), bodiesAsStringPerMille: strings, random: &random)
            return [query(asked, .queryWithoutCall, delay: 1000, place: place)]
        }
        let delay = Int64(2000 + random.below(random.perMille(800) ? 60_000 : 900_000))
        let asked = call.answered(
            query: uniqueWord(call.index, use: 3), bodiesAsStringPerMille: strings, random: &random)
        var items = [query(asked, .query, delay: delay, place: place)]
        if random.perMille(50) { items[0].due = -1 }
        if asked.status == .pending || random.perMille(50) {
            let again = asked.answered(
                query: uniqueWord(call.index, use: 4), bodiesAsStringPerMille: strings, random: &random)
            items.append(query(again, .query, delay: delay + 30_000, place: place))
        }
        return items
    }

    private func query(_ asked: OnePipeCall, _ kind: FollowUp.Kind, delay: Int64, place: Place) -> FollowUp {
        FollowUp(kind: kind, exchange: .onePipe(asked), time: asked.time + delay, due: place.later(by: delay))
    }
}

/// The index of a call in its block, and the milliseconds between calls there.
struct Place: Sendable {
    var index: Int
    var spacing: Int64

    /// The index of the call that is about `delay` milliseconds later.
    func later(by delay: Int64) -> Int { index + Int(delay / max(spacing, 1)) }
}
