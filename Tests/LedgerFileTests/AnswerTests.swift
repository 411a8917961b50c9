import LedgerFile
import SeededRandom
import Testing
import Vocabulary

/// The rule of answers (S2.8 to S2.11), which ingestion and `explain` share.
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
        return choice.held?.query
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
