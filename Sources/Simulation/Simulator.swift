/// Writes the gateway log that a ``SimulationPlan`` describes, block by block.
///
/// A block is a slice of the month with its retries and queries. It depends only on the plan and its number, so any
/// number of threads can make blocks in any order. Joined in order, the blocks are the log.
///
/// ```swift
/// let simulator = try Simulator(SimulationPlan(seed: 7, calls: 100_000, year: 2026, month: 10))
/// let tally = try simulator.write(to: STDOUT_FILENO, threads: 2)
/// ```
package struct Simulator: Sendable {
    /// The number of calls in a block.
    package static let blockCalls = 1024

    /// The plan of the log.
    package let plan: SimulationPlan

    let timeline: Timeline
    let cast: Cast
    let secretPool: [UInt8]
    let fillerPool: [UInt8]
    let onePipePadding: Int
    private let malformations: [Malformation]
    private let queriesOfFinalPerMille: Int

    /// The average length of a OnePipe line without padding; padding fills the rest.
    private static let onePipeBareBytes = 1305

    /// - Throws: the plan's first ``SimulationPlan/Fault``.
    package init(_ plan: SimulationPlan) throws(SimulationPlan.Fault) {
        if let fault = plan.faults.first { throw fault }
        self.plan = plan
        timeline = Timeline(plan)
        cast = Cast(plan)
        secretPool = Self.secrets(seed: plan.seed)
        fillerPool = Self.filler(seed: plan.seed)
        onePipePadding = max(0, plan.onePipeLineBytes - Self.onePipeBareBytes)
        malformations = plan.malformations.filter { plan.onePipePerMille > 0 || $0 != .unknownDelivery }
        // Some calls get two queries: 100 pending calls with a query have 116, and 100 final ones have 105.
        let ofPending = plan.pendingPerMille * Self.queriesOfPendingPerMille * 116 / 100_000
        let ofFinal = max(0, plan.queriesPerMille - ofPending) * 100 / 105
        queriesOfFinalPerMille = min(1000, ofFinal * 1000 / max(1, 1000 - plan.pendingPerMille))
    }

    private static let queriesOfPendingPerMille = 800

    /// The number of blocks in the log.
    package var blocks: Int { (plan.calls + Self.blockCalls - 1) / Self.blockCalls }

    /// Appends one block to the buffer.
    ///
    /// - Parameters:
    ///   - number: from 0 to ``blocks`` - 1.
    ///   - out: the buffer.
    /// - Returns: the counts of what was written.
    package func block(_ number: Int, into out: inout LineBuffer) -> SimulationTally {
        var block = Block(simulator: self, number: number)
        let begin = out.count
        block.write(into: &out)
        block.tally.bytes = out.count - begin
        return block.tally
    }

    /// Whether a call uses the OnePipe interface.
    func isOnePipe(_ index: Int) -> Bool {
        var random = SplitMix64(seed: plan.seed &+ 1, stream: UInt64(index))
        return random.perMille(plan.onePipePerMille)
    }

    func shouldAsk(about call: OnePipeCall, random: inout SplitMix64) -> Bool {
        guard plan.queriesPerMille > 0 else { return false }
        return random.perMille(call.status == .pending ? Self.queriesOfPendingPerMille : queriesOfFinalPerMille)
    }

    /// The fault of a block's malformed line number `count`; `nil` if the plan has no faults.
    func fault(block: Int, count: Int) -> Fault? {
        guard !malformations.isEmpty else { return nil }
        let turn = block + count
        return Fault(kind: malformations[turn % malformations.count], variant: turn / malformations.count)
    }

    /// A number that is different for every call, and for every use within a call.
    func uniqueWord(_ index: Int, use: Int) -> UInt64 {
        SplitMix64.mix(SplitMix64.mix(plan.seed) &+ UInt64(index * 8 + use))
    }

    @inline(__always)
    func order(_ count: Int, _ random: inout SplitMix64) -> MemberOrder {
        plan.shuffledKeys ? MemberOrder(count, shuffledBy: &random) : MemberOrder(count)
    }
}
