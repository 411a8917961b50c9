import Foundation
import LineParsing
import LineSamples
import SeededRandom
import Testing
import Vocabulary

/// The memory of the lines ends at a page that can't be read: reading one byte too many would crash the test run.
@Suite struct BoundsTests {
    @Test func nothingIsReadBehindTheBuffer() throws {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let pages = 4
        let memory = try #require(
            mmap(nil, (pages + 1) * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(memory, (pages + 1) * page) }
        #expect(mprotect(memory + pages * page, page, PROT_NONE) == 0)
        let end = memory + pages * page

        var random = Seeded(seed: 99)
        var parser = LogParser(rules: Samples.rules)
        var chunk = ParsedChunk()
        let fixed = [
            Samples.call, Samples.paylink, Samples.query, "{\"a\":\"", "{\"a\":nul", "{\"a\":\"\\ud800", "{", " ",
        ]
        var lines = fixed.map { Array($0.utf8) }
        for _ in 0..<2_000 { lines.append(MutationTests.mutated(&random)) }
        for line in lines where line.count < pages * page - 20 {
            // At the very end; before a line feed; before a few more bytes.
            for tail: [UInt8] in [
                [], [10], [13, 10], [10, 10], [10, 0x7B], [10] + [UInt8](repeating: 0x22, count: 7),
            ] {
                let bytes = line + tail
                let start = end - bytes.count
                start.copyMemory(from: bytes, byteCount: bytes.count)
                parser.parse(UnsafeRawBufferPointer(start: start, count: bytes.count), into: &chunk)
                #expect(chunk.lines >= 1)
                // A line cut in the middle.
                let part = UnsafeRawBufferPointer(start: start + bytes.count / 2, count: bytes.count - bytes.count / 2)
                parser.parse(part, into: &chunk)
            }
        }
    }

    @Test func keysAreTheSameInEveryVersion() {
        // Keys are stored: if these values changed, no new record would match those read before.
        #expect(Key.call(source: .onepipe, app: "app-017", ref: "ref-0001") == Self.onePipeKey)
        #expect(Key.call(source: .paylink, app: "app-017", ref: "ref-0001") == Self.paylinkKey)
        #expect(Key.transaction(app: "app-017", ref: "tx-0001") == Self.transactionKey)
        #expect(Key.transaction(app: "app-017", ref: "") == 0)
        #expect(Key.call(source: .onepipe, app: "ab", ref: "c") != Key.call(source: .onepipe, app: "a", ref: "bc"))
    }

    private static let onePipeKey: UInt64 = 15_689_134_611_452_454_752
    private static let paylinkKey: UInt64 = 10_632_143_263_298_386_694
    private static let transactionKey: UInt64 = 6_639_945_477_668_818_124
}
