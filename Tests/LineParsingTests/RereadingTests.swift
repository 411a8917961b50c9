import LineParsing
import LineSamples
import Testing
import Vocabulary

/// If a file is read again because `services` or `sources` grew, only the records that were *other* before are new.
@Suite struct RereadingTests {
    static let lines = [
        Samples.call, Samples.call.with("send_otp", "collect").with("ref-0001", "ref-2"), Samples.paylink,
        Samples.query,
        Samples.query.with("send_otp", "collect"), Samples.query.with(#""request_type":"send_otp","#, ""), "", "{",
        Samples.call.with("send_otp", "disburse"), Samples.call.with(#""amount":0"#, #""amount":-1"#),
        Samples.call.with("send_otp", "collect").with(#""amount":0"#, #""amount":-1"#),
        Samples.envelope("/transact", "1", "null"), Samples.envelope("/balance", "1", "null"), "[]",
        Samples.call.with("send_otp", "collect").with(#""app":"#, #""app":"","app":"#), "{\"a\":\"\u{1}\"}",
    ]

    private func parsed(
        _ services: [Identifier], _ alreadyRead: [Identifier]?, sources: Set<Source> = [.onepipe, .paylink],
        before: Set<Source> = [.onepipe, .paylink]
    ) -> ParsedChunk {
        var rules = Samples.rules
        rules.services = services
        rules.sources = rules.sources.filter { sources.contains($0.key) }
        rules.alreadyRead = alreadyRead.map { .init(services: $0, sources: before) }
        var parser = LogParser(rules: rules)
        var chunk = ParsedChunk()
        Array(Self.lines.joined(separator: "\n").utf8).withUnsafeBytes { parser.parse($0, into: &chunk) }
        #expect(
            chunk.lines == chunk.blank + chunk.other + chunk.passedOver + chunk.calls.count + chunk.queries.count
                + chunk.rejects.count)
        #expect(chunk.lines == Self.lines.count)
        return chunk
    }

    @Test func onlyWhatWasOtherIsGivenOut() {
        let again = parsed(["send_otp", "stcpay_send_otp", "collect"], ["send_otp"])
        #expect(again.calls.map(\.lineOffset) == [1, 2])
        #expect(again.queries.map(\.lineOffset) == [4])
        #expect(again.rejects.map(\.lineOffset) == [10])
        #expect(again.other == 2)
        #expect(again.blank == 0)
        #expect(again.passedOver == 10)
    }

    @Test func theTwoReadingsAddUpToOne() {
        let all: [Identifier] = ["send_otp", "stcpay_send_otp", "collect"]
        let once = parsed(all, nil)
        let before = parsed(["send_otp"], nil)
        let after = parsed(all, ["send_otp"])
        #expect(before.calls.count + after.calls.count == once.calls.count)
        #expect(before.queries.count + after.queries.count == once.queries.count)
        #expect((before.rejects + after.rejects).map(\.lineOffset).sorted() == once.rejects.map(\.lineOffset))
        #expect(before.blank + after.blank == once.blank)
        #expect(after.other == once.other)
        #expect(after.passedOver == before.lines - before.other)
    }

    /// The lines of a source that was left out were all other, also those that name no service, or a faulty one.
    @Test(arguments: [Source.onepipe, .paylink], [["send_otp", "stcpay_send_otp", "collect"], ["collect"]])
    func theReadingsWithoutAndWithASourceAddUpToOne(_ added: Source, _ services: [Identifier]) {
        let earlier: Set<Source> = added == .onepipe ? [.paylink] : [.onepipe]
        let once = parsed(services, nil)
        let before = parsed(services, nil, sources: earlier)
        let after = parsed(services, services, before: earlier)
        #expect(before.calls.count + after.calls.count == once.calls.count)
        #expect(before.queries.count + after.queries.count == once.queries.count)
        #expect((before.rejects + after.rejects).map(\.lineOffset).sorted() == once.rejects.map(\.lineOffset))
        #expect(before.blank + after.blank == once.blank)
        #expect(after.other == once.other)
        #expect(after.passedOver == before.lines - before.other)
    }

    @Test func readingAgainUnderTheSameServicesGivesNothing() {
        let services: [Identifier] = ["send_otp", "stcpay_send_otp"]
        let again = parsed(services, services)
        #expect(again.calls.isEmpty && again.queries.isEmpty && again.rejects.isEmpty && again.blank == 0)
        #expect(again.other == parsed(services, nil).other)
    }
}
