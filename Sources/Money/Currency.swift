/// A currency with the number of decimals of its minor unit, as ISO 4217 lists them (list one, 2024).
public struct Currency: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The three letters, for instance `NGN`.
    public let code: String
    /// Decimals of the minor unit: 2 for NGN (kobo) and SAR (halala), 3 for KWD, 0 for JPY.
    public let minorDigits: Int

    /// - Returns: `nil` if ISO 4217 has no active currency with this code and a minor unit.
    public init?(code: String) {
        guard let digits = Currency.minorDigitsByCode[code] else { return nil }
        self.code = code
        self.minorDigits = digits
    }

    public var description: String { code }

    public static func < (a: Currency, b: Currency) -> Bool { a.code < b.code }

    /// All codes that `init` accepts, in byte order.
    public static let codes: [String] = minorDigitsByCode.keys.sorted()

    private static let minorDigitsByCode: [String: Int] = {
        var digits: [String: Int] = [:]
        for (count, codes) in [
            0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
            2: """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
            CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD \
            HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT \
            MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR \
            SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU \
            UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
            """,
            3: "BHD IQD JOD KWD LYD OMR TND",
            4: "CLF UYW",
        ] {
            for code in codes.split(separator: " ") { digits[String(code)] = count }
        }
        return digits
    }()
}
