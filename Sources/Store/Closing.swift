public import Rules
import RulesFile
public import Settlement
public import Vocabulary

/// A closed month.
public struct Closing: Sendable {
    /// Counted from 1 in the order of closing.
    public var id: Int64
    public var period: Period
    /// The rules in force, byte for byte.
    public var rules: [UInt8]
    public var manifestSHA256: String

    public init(id: Int64, period: Period, rules: [UInt8], manifestSHA256: String) {
        self.id = id
        self.period = period
        self.rules = rules
        self.manifestSHA256 = manifestSHA256
    }

    /// The rules under which the month was closed.
    ///
    /// - Parameter name: the file name shown for places in the rules.
    /// - Throws: `UnreadableRules` if they can't be read any more.
    public func frozenRules(named name: String? = nil) throws(UnreadableRules) -> Rules {
        try Rules(frozen: rules, with: period, named: name)
    }
}

extension Rules {
    /// Reads the rules under which a period was closed.
    ///
    /// - Parameter bytes: the bytes of the rules file.
    /// - Throws: `UnreadableRules` if they can't be read any more.
    package init(frozen bytes: [UInt8], with period: Period, named name: String? = nil) throws(UnreadableRules) {
        guard let rules = RulesReader.read(bytes: bytes, name: name ?? "rules of \(period)").rules else {
            throw UnreadableRules(period: period)
        }
        self = rules
    }
}

/// The rules of a closed month can't be read any more: the store was changed from outside.
public struct UnreadableRules: Error, CustomStringConvertible {
    public let period: Period

    public var description: String { "the rules frozen with \(period) can't be read" }
}

/// Everything that closing a month writes, in one transaction.
public struct ClosingEntry: Sendable {
    public var period: Period
    public var rules: [UInt8]
    public var manifestSHA256: String
    /// The numbered invoices, by app and currency.
    public var invoices: Invoices
    /// The sequence number of each invoice, in the same order.
    public var sequences: [Int]
    public var issuer: Identifier
    public var charges: PackedCharges
    /// The exceptions shown. The closing lets the unrated calls among them pass.
    public var listed: ListedExceptions
    public var allowsRejected: Bool
    /// The files of the report, kept until they are published.
    public var files: [(name: String, bytes: [UInt8])]

    public init(
        period: Period, rules: [UInt8], manifestSHA256: String, invoices: Invoices, sequences: [Int],
        issuer: Identifier, charges: PackedCharges, listed: ListedExceptions, allowsRejected: Bool,
        files: [(name: String, bytes: [UInt8])]
    ) {
        self.period = period
        self.rules = rules
        self.manifestSHA256 = manifestSHA256
        self.invoices = invoices
        self.sequences = sequences
        self.issuer = issuer
        self.charges = charges
        self.listed = listed
        self.allowsRejected = allowsRejected
        self.files = files
    }
}
