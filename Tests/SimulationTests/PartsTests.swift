import Testing

@testable import Simulation

@Suite("The simulator's parts")
struct PartsTests {
    private func text(_ write: (inout LineBuffer) -> Void) -> String {
        var buffer = LineBuffer()
        write(&buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test("digits")
    func digits() {
        #expect(text { $0.digits(42, width: 5) } == "00042")
        #expect(text { $0.digits(123_456, width: 3) } == "456")
        for value: UInt64 in [0, 9, 10, 99, 100, 12_345_678_901, .max] {
            #expect(text { $0.decimal(value) } == "\(value)")
        }
        #expect(text { $0.hex(0x0123_4567_89AB_CDEF) } == "0123456789abcdef")
        #expect(text { $0.hex(0xFEDC_BA98_0000_00A9) } == "fedcba98000000a9")
    }

    @Test("a body in a string")
    func quote() {
        let quoted = text {
            $0.literal("x:{\"a\":\"b\\\\\"}")
            $0.quote(from: 2)
        }
        #expect(quoted == "x:\"{\\\"a\\\":\\\"b\\\\\\\\\\\"}\"")
    }

    @Test("growing keeps what was written")
    func growing() {
        var buffer = LineBuffer(capacity: 64)
        for value in 0..<1000 {
            buffer.reserve(4)
            buffer.digits(UInt64(value), width: 4)
        }
        #expect(buffer.count == 4000 && buffer.bytes.suffix(4).elementsEqual("0999".utf8))
    }

    @Test("dates there and back")
    func dates() {
        #expect(Timeline.days(year: 1970, month: 1, day: 1) == 0)
        #expect(Timeline.days(year: 2026, month: 10, day: 1) == 20_727)
        #expect(Timeline.days(year: 2000, month: 2, day: 29) == 11_016)
        for days in stride(from: Int64(0), to: 90_000, by: 17) {
            let date = Timeline.date(days: days)
            #expect(Timeline.days(year: Int(date.year), month: Int(date.month), day: Int(date.day)) == days)
        }
        #expect(text { $0.utc(1_790_809_199_999) } == "2026-09-30T22:59:59.999Z")
        #expect(text { $0.local(1_790_809_200_000, utcOffsetMinutes: 60) } == "2026-10-01T00:00:00.000+01:00")
        #expect(text { $0.local(1_790_809_200_000, utcOffsetMinutes: -210) } == "2026-09-30T19:30:00.000-03:30")
    }

    @Test("calls are in the month, in order, and fewer at night", arguments: [-720, 0, 60, 345])
    func timeline(offset: Int) {
        let calls = 100_000
        let plan = SimulationPlan(seed: 1, calls: calls, year: 2028, month: 2, utcOffsetMinutes: offset)
        let timeline = Timeline(plan)
        #expect(timeline.end - timeline.start == 29 * 86_400_000)
        #expect(timeline.due(0) == timeline.start)
        var byHour = [Int](repeating: 0, count: 24)
        var last = timeline.start
        for index in 0..<calls {
            let due = timeline.due(index)
            #expect(due >= last && due < timeline.end)
            byHour[Int((due + Int64(offset) * 60_000) / 3_600_000 % 24)] += 1
            last = due
        }
        #expect(byHour[3] * 10 < byHour[10] && byHour[3] > 0)
    }

    @Test("all orders of four occur")
    func orders() {
        var random = SplitMix64(seed: 1)
        var seen: Set<[Int]> = []
        for _ in 0..<1000 { seen.insert(Array(MemberOrder(4, shuffledBy: &random))) }
        #expect(seen.count == 24)
        #expect(seen.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
        #expect(Array(MemberOrder(16)) == Array(0..<16))
        #expect(Array(MemberOrder(16, shuffledBy: &random)).sorted() == Array(0..<16))
    }

    @Test("messages have the segments they say (GSM 03.38)")
    func segments() {
        for message in Message.usual + Message.rare {
            let escaped = "\(message.json)"
            let plain = escaped.replacing("\\u20a6", with: "₦").replacing("\\\"", with: "\"")
            let sent = plain.replacing("{otp}", with: "123456")
            #expect(Self.segments(sent) == message.segments, "\(sent)")
        }
    }

    /// The slow and simple way; no message here has an extension character at the end of a part.
    private static func segments(_ text: String) -> Int {
        let basic =
            "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmnopqrstuvwxyzäöñüà"
        let extended = "^{}\\[~]|€"
        let scalars = text.unicodeScalars
        guard scalars.allSatisfy({ (basic + extended).unicodeScalars.contains($0) }) else {
            return text.utf16.count <= 70 ? 1 : (text.utf16.count + 66) / 67
        }
        let septets = scalars.count + scalars.count { extended.unicodeScalars.contains($0) }
        return septets <= 160 ? 1 : (septets + 152) / 153
    }

    @Test("weighted choices")
    func weights() {
        let choice = WeightedChoice([1000, 100, 1])
        var random = SplitMix64(seed: 4)
        var counts = [0, 0, 0]
        for _ in 0..<10_000 { counts[choice.pick(&random)] += 1 }
        #expect(counts[0] > 8700 && counts[1] > 700 && counts[2] > 10)
    }

    @Test(
        "the second is half as frequent as the first, the tenth a tenth", arguments: [1, 2, 7, 200, 20_000, 1_000_000])
    func zipf(count: Int) {
        let choice = WeightedChoice(zipf: count)
        var random = SplitMix64(seed: 4)
        var counts = [Int](repeating: 0, count: count)
        for _ in 0..<200_000 { counts[choice.pick(&random)] += 1 }
        for rank in [2, 3, 7, 10] where rank <= count {
            #expect(abs(counts[rank - 1] * rank - counts[0]) * 10 < counts[0], "\(rank): \(counts.prefix(10))")
        }
        // Half of all draws fall on the first √count or so; the rest reach to the end.
        #expect(counts.prefix(1 + count / 2).reduce(0, +) * 2 > 200_000)
        #expect(counts.suffix(1 + count / 10).contains { $0 > 0 })
    }

    @Test("networks have prefixes of six digits, all different")
    func networks() {
        let networks = Network.made(1000)
        let prefixes = networks.map { "\($0.country)\($0.prefix)" }
        #expect(networks.count == 1000 && Set(prefixes).count == 1000)
        #expect(prefixes.allSatisfy { $0.utf8.count == 6 })
        #expect(Array(prefixes.prefix(3)) == ["234803", "234806", "234802"])
        #expect(networks.count { !$0.isNigerian } == 196)
        #expect(!Network.made(20).contains { !$0.isNigerian })
    }

    @Test("a hundred providers have a hundred names")
    func providers() {
        let names = (0..<100).map { Provider(index: $0).name }
        #expect(Set(names.map { $0.lowercased() }).count == 100)
        #expect(names.prefix(3) == ["Beeceptor", "NaijaText", "SwiftSMS"])
    }
}
