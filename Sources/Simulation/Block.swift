/// Writes one block: its calls in turn, each with the lines before and after it.
struct Block: ~Copyable {
    let simulator: Simulator
    let number: Int
    var tally = SimulationTally()

    private var random: SplitMix64
    private var followUps = FollowUps()
    private var nextId: UInt64
    private var malformed = 0

    /// More lines than a block can have.
    private static let linesMax: UInt64 = 8192

    init(simulator: Simulator, number: Int) {
        self.simulator = simulator
        self.number = number
        random = SplitMix64(seed: simulator.plan.seed &+ 2, stream: UInt64(number))
        nextId = UInt64(number) * Self.linesMax
    }

    mutating func write(into out: inout LineBuffer) {
        let first = number * Simulator.blockCalls
        let last = min(first + Simulator.blockCalls, simulator.plan.calls)
        var due = simulator.timeline.due(first)
        for index in first..<last {
            let nextDue = simulator.timeline.due(index + 1)
            let place = Place(index: index - first, spacing: nextDue - due)
            writeExtras(index, time: due, into: &out)
            writeCall(index, due: due, place: place, into: &out)
            write(followUps.take(upTo: place.index), into: &out)
            due = nextDue
        }
        write(followUps.take(upTo: .max), into: &out)
    }

    /// Writes one call and the queries before it. Its later follow-ups are kept until they are due.
    private mutating func writeCall(_ index: Int, due: Int64, place: Place, into out: inout LineBuffer) {
        let plan = simulator.plan
        let disorder = Int64(random.below(3000)) - 1500
        let time = min(max(due + disorder, simulator.timeline.start), simulator.timeline.end - 1)
        let exchange: Exchange
        var id: UInt64?
        if simulator.isOnePipe(index) {
            let call = simulator.onePipeCall(index, time: time)
            exchange = .onePipe(call)
            id = newId()
            count(call)
            if simulator.shouldAsk(about: call, random: &random) {
                let items = simulator.queries(about: call, place: place, random: &random)
                write(items.filter { $0.due < 0 }, into: &out)
                for item in items where item.due >= 0 { followUps.add(item) }
            }
        } else {
            let call = simulator.paylinkCall(index, time: time)
            exchange = .paylink(call)
            id = call.hasId ? newId() : nil
            count(call)
        }
        if random.perMille(plan.duplicatesPerMille) {
            followUps.add(retry(of: exchange, id: id, time: time, place: place))
        }
        simulator.writeLine(exchange, id: id, time: time, into: &out)
        tally.lines += 1
    }

    /// Makes a retry of a call. A Paylink line without an id is identified by its bytes, so its retry is an exact copy.
    private mutating func retry(of exchange: Exchange, id: UInt64?, time: Int64, place: Place) -> FollowUp {
        guard id == nil else { return simulator.retry(of: exchange, id: id, time: time, place: place, random: &random) }
        return FollowUp(kind: .retry, exchange: exchange, hasId: false, time: time, due: place.index + 1)
    }

    private mutating func write(_ items: [FollowUp], into out: inout LineBuffer) {
        for item in items {
            let id = item.hasId ? item.id ?? newId() : nil
            simulator.writeLine(item.exchange, id: id, time: item.time, into: &out)
            tally.lines += 1
            switch item.kind {
            case .retry: tally.duplicates += 1
            case .conflict:
                tally.duplicates += 1
                tally.conflicts += 1
            case .query: tally.queries += 1
            case .queryWithoutCall:
                tally.queries += 1
                tally.queriesWithoutCall += 1
            }
        }
    }

    /// Sometimes writes a line that is not a call.
    private mutating func writeExtras(_ index: Int, time: Int64, into out: inout LineBuffer) {
        let plan = simulator.plan
        var part = random.below(10_000)
        if part < plan.malformedPerTenThousand { return writeMalformed(index, time: time, into: &out) }
        part -= plan.malformedPerTenThousand
        if part < plan.blankPerTenThousand {
            out.reserve(1)
            out.byte(0x0A)
            tally.blank += 1
            tally.lines += 1
            return
        }
        part -= plan.blankPerTenThousand
        guard part < plan.otherPerMille * 10 else { return }
        let reference = simulator.uniqueWord(index, use: 5)
        let other = OtherExchange(
            app: simulator.cast.onePipeApps.pick(&random), reference: reference, kind: random.below(6))
        simulator.writeLine(.other(other), id: newId(), time: time, into: &out)
        tally.other += 1
        tally.lines += 1
    }

    private mutating func writeMalformed(_ index: Int, time: Int64, into out: inout LineBuffer) {
        guard let fault = simulator.fault(block: number, count: malformed) else { return }
        malformed += 1
        let spare = index + 1 << 40
        let isOnePipe = simulator.plan.onePipePerMille > 0 && (fault.is(.unknownDelivery) || simulator.isOnePipe(index))
        if isOnePipe {
            var call = simulator.onePipeCall(spare, time: time)
            call.fault = fault
            call.answer = .object
            call.bodiesAsString = false
            if fault.is(.modeUnset) { call.mode = .unset }
            simulator.writeLine(.onePipe(call), id: newId(), time: time, into: &out)
        } else {
            var call = simulator.paylinkCall(spare, time: time)
            call.fault = fault
            call.bodiesAsString = false
            if fault.is(.modeUnset) { call.isModeUnset = true }
            simulator.writeLine(.paylink(call), id: newId(), time: time, into: &out)
        }
        tally.rejected[fault.kind.rawValue] += 1
        tally.lines += 1
    }

    private mutating func newId() -> UInt64 {
        nextId += 1
        return nextId
    }

    private mutating func count(_ call: OnePipeCall) {
        tally.calls += 1
        tally.onePipeCalls += 1
        if call.isTest { tally.testCalls += 1 }
        if call.status == .pending { tally.pendingCalls += 1 }
        if call.answer == .object { tally.costKobo += Int64(call.cost) }
    }

    private mutating func count(_ call: PaylinkCall) {
        tally.calls += 1
        if call.isTest { tally.testCalls += 1 }
        if call.isPending { tally.pendingCalls += 1 }
        tally.totalHalalas += call.totalHalalas
    }
}
