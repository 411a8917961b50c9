package import Rules
import RulesFile
package import Settlement
package import Vocabulary

/// A closed month.
package struct Closing: Sendable {
    /// Counted from 1 in the order of closing.
    package var id: Int64
    package var period: Period
    /// The rules in force, byte for byte.
    package var rules: [UInt8]
    /// How its amounts were worked out.
    package var edition: Edition
    package var manifestSHA256: String

    package init(id: Int64, period: Period, rules: [UInt8], edition: Edition, manifestSHA256: String) {
        self.id = id
        self.period = period
        self.rules = rules
        self.edition = edition
        self.manifestSHA256 = manifestSHA256
    }
}

extension Rules {
    /// Reads the rules under which a period was closed.
    ///
    /// - Parameters:
    ///   - bytes: the bytes of the rules file.
    ///   - edition: that of the closing.
    ///   - name: the file name shown for places in the rules.
    /// - Throws: `UnreadableRules` if they can't be read any more.
    package init(
        frozen bytes: [UInt8], with period: Period, _ edition: Edition, named name: String? = nil
    ) throws(UnreadableRules) {
        guard var rules = RulesReader.read(bytes: bytes, name: name ?? "rules of \(period)").rules else {
            throw UnreadableRules(period: period)
        }
        rules.edition = edition
        self = rules
    }
}

/// The rules of a closed month can't be read any more: the store was changed from outside.
package struct UnreadableRules: Error, CustomStringConvertible {
    package let period: Period

    package var description: String { "the rules frozen with \(period) can't be read" }
}

/// Everything that closing a month writes, in one transaction.
package struct ClosingEntry: Sendable {
    package var period: Period
    package var rules: [UInt8]
    package var edition: Edition
    package var manifestSHA256: String
    /// The numbered invoices, by app and currency.
    package var invoices: Invoices
    /// The sequence number of each invoice, in the same order.
    package var sequences: [Int]
    package var charges: PackedCharges
    /// The exceptions shown. The closing lets the unrated calls among them pass.
    package var listed: ListedExceptions
    package var allowsRejected: Bool
    /// The periods that were passed over, and that this closing bills for the first time.
    package var firstBilled: [Period]
    /// The entries by hand that it books.
    package var bookedEntries: [Identifier]
    /// The files of the report, kept until they are published.
    package var files: [(name: String, bytes: [UInt8])]

    package init(
        period: Period, rules: [UInt8], edition: Edition, manifestSHA256: String, invoices: Invoices, sequences: [Int],
        charges: PackedCharges, listed: ListedExceptions, allowsRejected: Bool,
        firstBilled: [Period], bookedEntries: [Identifier], files: [(name: String, bytes: [UInt8])]
    ) {
        self.period = period
        self.rules = rules
        self.edition = edition
        self.manifestSHA256 = manifestSHA256
        self.invoices = invoices
        self.sequences = sequences
        self.charges = charges
        self.listed = listed
        self.allowsRejected = allowsRejected
        self.firstBilled = firstBilled
        self.bookedEntries = bookedEntries
        self.files = files
    }
}
