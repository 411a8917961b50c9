import BigInt
import Testing

@testable import Recomputation

/// Figures that other projects publish (worked-examples.md).
@Suite struct WorkedExamples {
    struct Shared {
        let source: String
        let total: BigInt
        let weights: [String]
        let parts: [BigInt]
        init(_ source: String, _ total: BigInt, _ weights: [String], _ parts: [BigInt]) {
            (self.source, self.total, self.weights, self.parts) = (source, total, weights, parts)
        }
    }

    @Test(arguments: [
        Shared("moneyphp/money", 100, ["1", "1", "1"], [34, 33, 33]),
        Shared("moneyphp/money", 101, ["1", "1", "1"], [34, 34, 33]),
        Shared("moneyphp/money", 5, ["3", "7"], [2, 3]),
        Shared("moneyphp/money", 5, ["7", "3"], [4, 1]),
        Shared("moneyphp/money", 5, ["0", "7", "3"], [0, 4, 1]),
        Shared("moneyphp/money", 2, ["1", "1", "1"], [1, 1, 0]),
        Shared("moneyphp/money", 101, ["3", "7"], [30, 71]),
        Shared("moneyphp/money", 1, ["0.33", "0.66"], [0, 1]),
        Shared("formancehq/numscript", 15, ["80", "8", "12"], [12, 1, 2]),
        Shared("formancehq/numscript", 100, ["60", "35.5", "4.5"], [60, 36, 4]),
        Shared("getdokan/dokan issue 3324", 645, ["30", "70"], [194, 451]),
    ])
    func sharing(_ example: Shared) {
        let weights = example.weights.compactMap { Fraction(decimal: $0) }
        #expect(allocate(example.total, weights) == example.parts, "\(example.source)")
    }

    /// Source: formancehq/numscript, nested allotments.
    @Test func sharesOfShares() throws {
        let rules = try rules(
            split: """
                [{to: settlement, share: 15%, among: [{to: host, share: 20%}, {to: settlement, remaining: true, \
                among: [{to: partner, share: 5%}, {to: a, remaining: true}]}]}, {to: onepipe, remaining: true}]
                """)
        let facts = SplitFacts(app: "app-1", currency: "USD", iso: "partner")
        let shares = shared(10000, Fraction(10000), by: rules.splits["s"]!.versions[0], facts, rules)
        #expect(shares.mapValues(\.amount) == ["host": 300, "partner": 60, "a": 1140, "onepipe": 8500])
    }

    /// The trap of worked-examples.md: a reversal negates the earlier split.
    @Test func negativeAmountIsNegated() throws {
        let rules = try rules(split: "[{to: host, share: 70%}, {to: onepipe, share: 30%}]")
        let shares = shared(
            -5, Fraction(-5), by: rules.splits["s"]!.versions[0], SplitFacts(app: "app-1", currency: "USD"), rules)
        #expect(shares.mapValues(\.amount) == ["host": -4, "onepipe": -1])
    }

    @Test func lagoGraduated() throws {
        let entry = try entry(
            "{graduated: [{up_to: 10, price: 10, flat: 2}, {up_to: 20, price: 5, flat: 3}, {price: 5, flat: 3}]}")
        #expect([0, 1, 10, 11, 12, 21].map { charged(entry, $0) } == [0, 1200, 10200, 11000, 11500, 16300])
    }

    @Test func lagoVolume() throws {
        let entry = try entry(
            "{volume: [{up_to: 100, price: 2, flat: 10}, {up_to: 200, price: 1}, {price: 0.5, flat: 50}]}")
        #expect([1, 100, 101, 200, 300].map { charged(entry, $0) } == [1200, 21000, 10100, 20000, 20000])
    }

    @Test func lagoPackage() throws {
        let amounts = try [0, 10, 200].map {
            charged(try entry("{package: {size: 10, price: 100, included: \($0)}}"), 121)
        }
        #expect(amounts == [130000, 120000, 0])
    }

    /// Lago gives 16.142 unrounded; here each transaction is rounded.
    @Test func lagoPercentage() throws {
        let entry = try entry("{percentage: {rate: 2.99%, min: 1.75, max: 12}}")
        let lines = lines(
            entry, [1000, 8000, 1_000_000].map { transaction(amount: $0) }, "USD", Period("2026-10")!, .halfUp)
        #expect(lines.map(\.amount) == [1614])
    }

    @Test func sageIntacct() throws {
        let entry = try entry("{graduated: [{up_to: 3, price: 10.00}, {up_to: 7, price: 9.50}, {price: 9.00}]}")
        #expect([3, 7, 11].map { charged(entry, $0) } == [3000, 6800, 10400])
    }

    struct Taxed {
        let source: String
        let subtotal: BigInt
        let rate: String
        let tax: BigInt
        var halfEven: BigInt?
    }

    @Test(arguments: [
        Taxed(source: "ubl-tc434-example2", subtotal: 146050, rate: "25%", tax: 36513, halfEven: 36512),
        Taxed(source: "ubl-tc434-example2", subtotal: 100, rate: "15%", tax: 15),
        Taxed(source: "ubl-tc434-example1", subtotal: 18323, rate: "6%", tax: 1099),
        Taxed(source: "ubl-tc434-example1", subtotal: 4637, rate: "21%", tax: 974),
        Taxed(source: "sample-discount-price", subtotal: 1212, rate: "25%", tax: 303),
        Taxed(source: "BIS3_Invoice_negativ", subtotal: -62_574_354, rate: "25%", tax: -15_643_589),
        Taxed(source: "three lines of 0.10", subtotal: 30, rate: "7.5%", tax: 2),
    ])
    func tax(_ example: Taxed) throws {
        let exact = Fraction(example.subtotal) * (try #require(Fraction(percent: example.rate)))
        #expect(exact.rounded(.halfUp) == example.tax, "\(example.source)")
        if let other = example.halfEven { #expect(exact.rounded(.halfEven) == other) }
    }

    /// Source: EN 16931 sample-discount-price, 100 × 0.1212.
    @Test func finePrice() throws {
        #expect(charged(try entry("{per_unit: 0.1212}"), 100) == 1212)
    }

    struct Message {
        let text: String
        let segments: Int
        init(_ text: String, _ segments: Int) { (self.text, self.segments) = (text, segments) }
    }

    /// Source: TwilioDevEd/message-segment-calculator.
    @Test(arguments: [
        Message(String(repeating: "a", count: 160), 1), Message(String(repeating: "a", count: 161), 2),
        Message(String(repeating: "a", count: 306), 2), Message(String(repeating: "a", count: 307), 3),
        Message("😀" + String(repeating: "a", count: 68), 1), Message("😀" + String(repeating: "a", count: 69), 2),
        Message("😀" + String(repeating: "a", count: 133), 3),
        Message("🏳️‍🌈" + String(repeating: "a", count: 64), 1), Message("🏳️‍🌈" + String(repeating: "a", count: 65), 2),
        Message(String(repeating: "Ç", count: 160), 1), Message("", 1),
    ])
    func segmentCount(_ message: Message) {
        #expect(segments(of: Array(message.text.utf8), otpLength: 6) == message.segments)
    }

    @Test(arguments: "|^€{}[]~\\")
    func extensionCharacterCostsTwo(_ character: Character) {
        let message = { (count: Int) in Array((String(character) + String(repeating: "a", count: count)).utf8) }
        #expect(segments(of: message(158), otpLength: 6) == 1)
        #expect(segments(of: message(159), otpLength: 6) == 2)
    }

    @Test(arguments: "Áúçíó")
    func notInTheAlphabet(_ character: Character) {
        #expect(segments(of: Array(String(repeating: character, count: 70).utf8), otpLength: 6) == 1)
        #expect(segments(of: Array(String(repeating: character, count: 71).utf8), otpLength: 6) == 2)
    }

    @Test(arguments: "Çéùìò")
    func inTheAlphabet(_ character: Character) {
        #expect(segments(of: Array(String(repeating: character, count: 71).utf8), otpLength: 6) == 1)
    }

    @Test func otpIsFilledIn() {
        let text = "Use {otp} as your one time password on demo app"
        // The mark takes 5 characters: with 6 digits instead, the message is one septet longer.
        let message = Array((text + String(repeating: "a", count: 160 - text.utf8.count)).utf8)
        #expect(segments(of: message, otpLength: 5) == 1)
        #expect(segments(of: message, otpLength: 6) == 2)
    }

    /// Source: the failure example of the STC Pay document.
    @Test func time() {
        #expect(instant(Array("2023-03-23T10:11:07.336Z".utf8)) == 1_679_566_267_336_000_000)
    }

    /// Source: ISO 4217.
    @Test func currencies() {
        let digits = ["NGN", "SAR", "USD", "KWD", "BHD", "JPY", "XOF"].map { minorDigits(ByteString($0)) }
        #expect(digits == [2, 2, 2, 3, 3, 0, 0])
    }
}
