import SeededRandom
import Testing
import Vocabulary

@testable import LedgerFile

/// The rule of answers (S2.8 to S2.11, S2.23), which ingestion and `explain` share.
@Suite struct AnswerTests {
    private static func answer(
        _ time: Int64, _ status: Status = .successful, delivery: Delivery = .none, code: Identifier = .none,
        provider: Identifier = .none, reference: Identifier = .none, cost: Int64? = nil
    ) -> Answer {
        Answer(
            timeNanoseconds: time, status: status, delivery: delivery, providerCode: code, provider: provider,
            reference: reference, costMinor: cost)
    }

    private static func held(_ answers: [Answer]) -> Int64? {
        var choice = AnswerChoice()
        for (query, answer) in answers.enumerated() { choice.consider(answer, of: Int64(query)) }
        guard case .query(let query) = choice.held?.source else { return nil }
        return query
    }

    /// A record that answers holds unless a query's answer is later, in whatever order they are considered (S2.23).
    @Test(arguments: [(4, true), (5, true), (6, false)] as [(Int64, Bool)])
    func aRecordHoldsUnlessAQueryIsLater(time: Int64, holds: Bool) {
        let record = StoredRecord(
            logID: 1, line: 1, timeNanoseconds: 5, kindID: 1,
            profile: CallProfile(
                CallKind(
                    source: .onepipe, service: "s", provider: "p", channel: "c", authType: "", routeMode: "",
                    mode: .live, status: .successful, delivery: .none),
                app: "app", providerCode: "", destination: ""),
            transactionRef: "t", reference: "", segments: 1, amountMinor: 1, costMinor: 7)
        for recordComesFirst in [true, false] {
            var choice = AnswerChoice()
            if recordComesFirst { choice.consider(recordThatAnswers: record, 1) }
            choice.consider(Self.answer(time, .failed), of: 2)
            if !recordComesFirst { choice.consider(recordThatAnswers: record, 1) }
            #expect(choice.held?.source == (holds ? .record(1) : .query(2)))
            #expect(choice.held?.answer.costMinor == (holds ? 7 : nil))
        }
    }

    @Test func theLatestFinalOneHolds() {
        #expect(Self.held([]) == nil)
        #expect(Self.held([Self.answer(5, .pending)]) == nil)
        #expect(
            Self.held([Self.answer(1), Self.answer(3, .failed), Self.answer(2), Self.answer(9, .pending)]) == 1)
    }

    /// Status, provider code, provider, delivery, cost, reference: each decides if those before it are equal.
    @Test func atOneTimeTheFieldsThatComeFirstHold() {
        let inOrder = [
            Self.answer(1, .failed, delivery: .pending, code: "9", provider: "z", reference: "z", cost: 9),
            Self.answer(1, code: "1", provider: "z"), Self.answer(1, code: "2", provider: "a"),
            Self.answer(1, code: "2", provider: "b", reference: "z", cost: 10),
            Self.answer(1, code: "2", provider: "b", reference: "a", cost: 9),
            Self.answer(1, code: "2", provider: "b", reference: "b", cost: 9),
        ]
        for first in inOrder.indices {
            for second in inOrder.indices where second > first {
                #expect(Self.held([inOrder[first], inOrder[second]]) == 0)
                #expect(Self.held([inOrder[second], inOrder[first]]) == 1)
            }
        }
    }

    @Test func whatHoldsDoesNotDependOnTheOrder() throws {
        var random = Seeded(seed: 11)
        for _ in 0..<200 {
            var answers = (0..<6).map { _ in
                Self.answer(
                    .random(in: 1...2, using: &random), Status.allCases.randomElement(using: &random) ?? .failed,
                    code: Identifier(String(Int.random(in: 0...2, using: &random))),
                    cost: Bool.random(using: &random) ? .random(in: 0...12, using: &random) : nil)
            }
            let first = Self.held(answers).map { answers[Int($0)] }
            answers.shuffle(using: &random)
            #expect(Self.held(answers).map { answers[Int($0)] } == first)
        }
    }
}
