public import Vocabulary

/// What a log is read under: the part of `settle.yaml` that decides which lines count and how their fields are taken.
///
/// A source that is `nil` is not read: the lines of its endpoints are *other*, like those of an unknown endpoint.
public struct ReadingRules: Sendable, Hashable {
    /// How OnePipe calls are read. Their amounts and costs are minor units already.
    public struct OnePipe: Sendable, Hashable {
        /// Digits that replace the single leading zero of a national number.
        public var countryCode: String
        /// How many digits stand for `{otp}` when segments are counted.
        public var otpLength: Int

        public init(countryCode: String, otpLength: Int = 6) {
            self.countryCode = countryCode
            self.otpLength = otpLength
        }
    }

    /// How Paylink calls are read. Their totals are major units.
    public struct PayLink: Sendable, Hashable {
        /// Decimals of the currency's minor unit: 2 for SAR.
        public var minorDigits: Int
        /// Digits put before a number that comes without a country code of its own.
        public var countryCode: String

        public init(minorDigits: Int = 2, countryCode: String) {
            self.minorDigits = minorDigits
            self.countryCode = countryCode
        }
    }

    /// The services that are read; a call of any other is *other*. Compared by bytes.
    public var services: [Identifier]
    public var onePipe: OnePipe?
    public var payLink: PayLink?
    /// What a call with neither `mock_mode` nor `environment` is.
    public var unsetMode: UnsetMode
    /// For a file that is read again because `services` grew: the services it was read under before. Whatever was not
    /// *other* then (calls, queries, rejected and blank lines) is counted as passed over and not given out again.
    public var alreadyRead: [Identifier]?

    public init(
        services: [Identifier], onePipe: OnePipe?, payLink: PayLink?, unsetMode: UnsetMode,
        alreadyRead: [Identifier]? = nil
    ) {
        self.services = services
        self.onePipe = onePipe
        self.payLink = payLink
        self.unsetMode = unsetMode
        self.alreadyRead = alreadyRead
    }
}

/// What the rules can't change of the two interfaces (S1.24, S1.48).
public enum Interface {
    /// The service, and billing field, of every Paylink call.
    public static let payLinkService: Identifier = "stcpay_send_otp"
    /// Provider and channel of every Paylink call.
    public static let payLinkProvider: Identifier = "stcpay"
    /// The longest line that is read, in bytes without its terminator.
    public static let lineLengthMax = 1_048_576
    /// The deepest nesting of objects and arrays that is read.
    public static let depthMax = 64
}
