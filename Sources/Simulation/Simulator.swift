/// Writes the gateway log that a ``SimulationPlan`` describes, block by block.
///
/// A block is a slice of the month with its retries and queries. Blocks depend on the plan and their number alone, so
/// any number of threads can make them, in any order; put one behind the other they are the log.
///
/// ```swift
/// let simulator = try Simulator(SimulationPlan(seed: 7, calls: 100_000, year: 2026, month: 10))
/// let tally = try simulator.write(to: STDOUT_FILENO, threads: 2)
/// ```
public struct Simulator: Sendable {
    /// Calls in a block.
    public static let blockCalls = 1024

    /// What is simulated.
    public let plan: SimulationPlan

    let timeline: Timeline
    let cast: Cast
    let secretPool: [UInt8]
    let fillerPool: [UInt8]
    let onePipePadding: Int
    private let malformations: [Malformation]
    private let queriesOfFinalPerMille: Int

    /// Average length of an OnePipe line without padding, which padding is reckoned from.
    private static let onePipeBareBytes = 1305

    /// - Throws: the plan's first ``SimulationPlan/Fault``.
    public init(_ plan: SimulationPlan) throws(SimulationPlan.Fault) {
        if let fault = plan.faults.first { throw fault }
        self.plan = plan
        timeline = Timeline(plan)
        cast = Cast(plan)
        secretPool = Self.secrets(seed: plan.seed)
        fillerPool = Self.filler(seed: plan.seed)
        onePipePadding = max(0, plan.onePipeLineBytes - Self.onePipeBareBytes)
        malformations = plan.malformations.filter { plan.onePipePerMille > 0 || $0 != .unknownDelivery }
        // Some are asked about twice: 116 queries for 100 pending calls asked about, 105 for 100 final ones.
        let ofPending = plan.pendingPerMille * Self.queriesOfPendingPerMille * 116 / 100_000
        let ofFinal = max(0, plan.queriesPerMille - ofPending) * 100 / 105
        queriesOfFinalPerMille = min(1000, ofFinal * 1000 / max(1, 1000 - plan.pendingPerMille))
    }

    private static let queriesOfPendingPerMille = 800

    /// Number of blocks that make the log.
    public var blocks: Int { (plan.calls + Self.blockCalls - 1) / Self.blockCalls }

    /// Writes one block behind what the buffer holds.
    /// - Parameters:
    ///   - number: from 0 to ``blocks`` - 1.
    ///   - out: the buffer to write to.
    /// - Returns: what was written.
    public func block(_ number: Int, into out: inout LineBuffer) -> SimulationTally {
        var block = Block(simulator: self, number: number)
        let begin = out.count
        block.write(into: &out)
        block.tally.bytes = out.count - begin
        return block.tally
    }

    /// Whether a call is one of the OnePipe interface.
    func isOnePipe(_ index: Int) -> Bool {
        var random = SplitMix64(seed: plan.seed &+ 1, stream: UInt64(index))
        return random.perMille(plan.onePipePerMille)
    }

    func shouldAsk(about call: OnePipeCall, random: inout SplitMix64) -> Bool {
        guard plan.queriesPerMille > 0 else { return false }
        return random.perMille(call.status == .pending ? Self.queriesOfPendingPerMille : queriesOfFinalPerMille)
    }

    /// The fault of the `count`-th malformed line of a block; `nil` if the plan wants none.
    func fault(block: Int, count: Int) -> Fault? {
        guard !malformations.isEmpty else { return nil }
        let turn = block + count
        return Fault(kind: malformations[turn % malformations.count], variant: turn / malformations.count)
    }

    /// A word that no other call, and no other use of the same call, has.
    func uniqueWord(_ index: Int, use: Int) -> UInt64 {
        SplitMix64.mix(SplitMix64.mix(plan.seed) &+ UInt64(index * 8 + use))
    }

    @inline(__always)
    func order(_ count: Int, _ random: inout SplitMix64) -> MemberOrder {
        plan.shuffledKeys ? MemberOrder(count, shuffledBy: &random) : MemberOrder(count)
    }
}
