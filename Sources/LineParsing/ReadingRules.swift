public import Vocabulary

/// The rules under which a log is read: the part of `settle.yaml` that decides which lines count and how their fields
/// are read.
///
/// A source that they leave out is not read: the lines of its endpoints are *other*, like those of an unknown endpoint.
public struct ReadingRules: Sendable, Hashable {
    /// How the calls of one source are read.
    public struct SourceRules: Sendable, Hashable {
        /// The digits that a number without a country code gets: of OnePipe in place of a single leading zero.
        public var countryCode: String
        /// Decimals of the currency's minor unit: 2 for SAR. Only a source with amounts in major units looks at it.
        public var minorDigits: Int
        /// The number of digits that stand for `{otp}` when segments are counted, where the source carries messages.
        public var otpLength: Int

        public init(countryCode: String, minorDigits: Int = 2, otpLength: Int = 6) {
            self.countryCode = countryCode
            self.minorDigits = minorDigits
            self.otpLength = otpLength
        }
    }

    /// The services that are read. A call to any other service is *other*. Names are compared by bytes.
    public var services: [Identifier]
    public var sources: [Source: SourceRules]
    /// What to do with a call that has neither `mock_mode` nor `environment`.
    public var unsetMode: UnsetMode
    /// What a file that is read again was read for before.
    public struct AlreadyRead: Sendable, Hashable {
        public var services: [Identifier]
        public var sources: Set<Source>

        public init(services: [Identifier], sources: Set<Source>) {
            self.services = services
            self.sources = sources
        }
    }

    /// For a file that is read again because `services` or `sources` grew: those of the earlier read. Every line that
    /// was not *other* then (call, query, rejected or blank line) counts as passed over and is not delivered again.
    public var alreadyRead: AlreadyRead?

    public init(
        services: [Identifier], sources: [Source: SourceRules], unsetMode: UnsetMode,
        alreadyRead: AlreadyRead? = nil
    ) {
        self.services = services
        self.sources = sources
        self.unsetMode = unsetMode
        self.alreadyRead = alreadyRead
    }
}

/// The limits of a line, which the rules can't change (S1.48).
public enum LineLimits {
    /// The longest line that is read, in bytes without its terminator.
    public static let lengthMax = 1_048_576
    /// The deepest nesting of objects and arrays that is read.
    public static let depthMax = 64
}
