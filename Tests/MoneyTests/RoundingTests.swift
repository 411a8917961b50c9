import Money
import Testing

@Suite("Rounding to the minor unit")
struct RoundingTests {
    /// Every quotient of −60…60 by 1…12, checked by its distance from the exact quotient.
    @Test(arguments: Rounding.allCases)
    func everySmallQuotient(_ rounding: Rounding) {
        for denominator in Int128(1)...12 {
            for numerator in Int128(-60)...60 {
                let rounded = rounding.divide(numerator, by: denominator)
                // Twice the distance from the exact quotient, as a numerator.
                let distance = (rounded * denominator - numerator).magnitude * 2
                #expect(distance <= denominator.magnitude, "\(numerator)/\(denominator) → \(rounded)")
                guard distance == denominator.magnitude else { continue }
                switch rounding {
                case .halfUp: #expect(rounded.magnitude * denominator.magnitude > numerator.magnitude)
                case .halfEven: #expect(rounded % 2 == 0)
                }
            }
        }
    }

    /// The tax figures in the example files of EN 16931.
    @Test(
        arguments: [
            ("ubl-tc434-example2", 146_050, "25%", 36_513),
            ("ubl-tc434-example2", 100, "15%", 15),
            ("ubl-tc434-example1", 18_323, "6%", 1_099),
            ("ubl-tc434-example1", 4_637, "21%", 974),
            ("sample-discount-price", 1_212, "25%", 303),
            ("BIS3_Invoice_negativ", -62_574_354, "25%", -15_643_589),
            ("three lines of 0.10, by document", 30, "7.5%", 2),
        ] as [(String, Int64, String, Int64)])
    func taxOfEN16931(source: String, subtotal: Int64, rate: String, tax: Int64) throws {
        let exact = ExactAmount(minor: subtotal, rate: try Rate(rate))
        #expect(try exact.rounded(.halfUp, "tax") == tax, "\(source)")
    }

    @Test func halfEvenWouldTakeTheOtherHalala() throws {
        #expect(try ExactAmount(minor: 146_050, rate: try Rate("25%")).rounded(.halfEven, "tax") == 36_512)
    }

    @Test func aResultBeyond64BitsNamesItsSum() throws {
        let exact = ExactAmount(minorE8: .max)
        #expect(throws: AmountOverflow("lines of sms")) { try exact.rounded(.halfUp, "lines of sms") }
    }
}
