import Synchronization
import Testing
import Threads

/// Several threads whose results do not show them: every small list, cut in every way.
@Suite("Work on several threads")
struct ThreadsTests {
    /// What a piece of work throws.
    private struct Refused: Error, Equatable {
        var item: Int
    }

    @Test func mapKeepsTheOrder() {
        for count in 0...9 {
            let items = Array(0..<count)
            for portion in 1...10 {
                for threads in 1...4 {
                    let made = Threads.map(items, portion: portion, threads: threads) { $0 * 10 }
                    #expect(made == items.map { $0 * 10 }, "\(count) in portions of \(portion), \(threads) threads")
                }
            }
        }
    }

    /// Whichever of six items fail, and whichever fails first in time, what is thrown is of the first in order.
    @Test func mapThrowsForTheFirstThatFails() {
        for failing in 1..<(1 << 6) {
            for portion in 1...7 {
                for threads in 1...4 {
                    let first = Refused(item: failing.trailingZeroBitCount)
                    #expect(throws: first, "\(failing) in portions of \(portion), \(threads) threads") {
                        try Threads.map(Array(0..<6), portion: portion, threads: threads) {
                            (item) throws(Refused) -> Int in
                            if failing >> item & 1 == 1 { throw Refused(item: item) }
                            return item
                        }
                    }
                }
            }
        }
    }

    @Test func eachItemIsVisitedOnce() {
        for threads in 1...4 {
            let seen = Mutex<[Int]>([])
            Threads.forEach(Array(0..<100), threads: threads) { item in seen.withLock { $0.append(item) } }
            let sorted = seen.withLock { $0.sorted() }
            #expect(sorted == Array(0..<100))
        }
    }

    /// The second thing is done even if the first one fails, and its error is the lesser one.
    @Test func twoThingsAreDoneSideBySide() throws {
        let (aside, here) = try Threads.sideBySide({ "aside" }, { "here" })
        #expect(aside == "aside" && here == "here")

        for (asideFails, hereFails, thrown) in [
            (false, false, nil), (true, false, 1), (false, true, 2), (true, true, 1),
        ] as [(Bool, Bool, Int?)] {
            var isHereDone = false
            var caught: Refused?
            do {
                _ = try Threads.sideBySide(
                    { () throws -> Int in
                        if asideFails { throw Refused(item: 1) }
                        return 1
                    },
                    { () throws -> Int in
                        isHereDone = true
                        if hereFails { throw Refused(item: 2) }
                        return 2
                    })
            } catch {
                caught = error as? Refused
            }
            #expect(caught?.item == thrown && isHereDone, "\(asideFails), \(hereFails)")
        }
    }
}
