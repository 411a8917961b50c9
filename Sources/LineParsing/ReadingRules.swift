public import Vocabulary

/// The rules under which a log is read: the part of `settle.yaml` that decides which lines count and how their fields
/// are read.
///
/// A source that is `nil` is not read: the lines of its endpoints are *other*, like those of an unknown endpoint.
public struct ReadingRules: Sendable, Hashable {
    /// How OnePipe calls are read. Their amounts and costs are in minor units already.
    public struct OnePipe: Sendable, Hashable {
        /// The digits that replace the single leading zero of a national number.
        public var countryCode: String
        /// The number of digits that stand for `{otp}` when segments are counted.
        public var otpLength: Int

        public init(countryCode: String, otpLength: Int = 6) {
            self.countryCode = countryCode
            self.otpLength = otpLength
        }
    }

    /// How Paylink calls are read. Their totals are in major units.
    public struct Paylink: Sendable, Hashable {
        /// Decimals of the currency's minor unit: 2 for SAR.
        public var minorDigits: Int
        /// The digits put before a number that has no country code of its own.
        public var countryCode: String

        public init(minorDigits: Int = 2, countryCode: String) {
            self.minorDigits = minorDigits
            self.countryCode = countryCode
        }
    }

    /// The services that are read. A call to any other service is *other*. Names are compared by bytes.
    public var services: [Identifier]
    public var onePipe: OnePipe?
    public var paylink: Paylink?
    /// What to do with a call that has neither `mock_mode` nor `environment`.
    public var unsetMode: UnsetMode
    /// For a file that is read again because `services` grew: the services of the earlier read. Every line that was not
    /// *other* then (call, query, rejected or blank line) counts as passed over and is not delivered again.
    public var alreadyRead: [Identifier]?

    public init(
        services: [Identifier], onePipe: OnePipe?, paylink: Paylink?, unsetMode: UnsetMode,
        alreadyRead: [Identifier]? = nil
    ) {
        self.services = services
        self.onePipe = onePipe
        self.paylink = paylink
        self.unsetMode = unsetMode
        self.alreadyRead = alreadyRead
    }
}

/// Constants of the two interfaces, which the rules can't change (S1.24, S1.48).
public enum Interface {
    /// The service of every Paylink call.
    static let paylinkService: Identifier = Source.paylink.onlyService ?? .none
    /// The provider and channel of every Paylink call.
    static let paylinkProvider: Identifier = Source.paylink.onlyProvider ?? .none
    /// The longest line that is read, in bytes without its terminator.
    public static let lineLengthMax = 1_048_576
    /// The deepest nesting of objects and arrays that is read.
    public static let depthMax = 64
}
