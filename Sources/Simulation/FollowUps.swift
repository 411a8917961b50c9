/// What comes later because of a call: its second logging, or a question about it.
struct FollowUp: Sendable {
    enum Kind: Sendable { case retry, conflict, query, queryWithoutCall }

    var kind: Kind
    var exchange: Exchange
    /// The number in the line's `id`, where it is the call's own; else the line gets a new one.
    var id: UInt64?
    var hasId = true
    var time: Int64
    /// The call, counted within the block, after which its line stands.
    var due: Int
}

/// Lines waiting for their place in a block.
struct FollowUps: ~Copyable {
    private var waiting: [FollowUp] = []
    private var firstDue = Int.max

    mutating func add(_ item: FollowUp) {
        waiting.append(item)
        firstDue = min(firstDue, item.due)
    }

    /// Takes out, in the order in which they came, those whose place is at or before `place`.
    mutating func take(upTo place: Int) -> [FollowUp] {
        guard firstDue <= place else { return [] }
        let ready = waiting.filter { $0.due <= place }
        waiting.removeAll { $0.due <= place }
        firstDue = waiting.reduce(Int.max) { min($0, $1.due) }
        return ready
    }
}

extension Simulator {
    /// A second logging of a call: mostly some seconds later, sometimes with the very same instant.
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

    /// Questions about a call: one or two, or one about a call that is not there; the first may stand before its call.
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

/// A call's place in its block, and how far apart in time calls are there.
struct Place: Sendable {
    var index: Int
    var spacing: Int64

    /// The call that is about `delay` milliseconds later.
    func later(by delay: Int64) -> Int { index + Int(delay / max(spacing, 1)) }
}
