/// The named checks of `settle verify`; the raw values are what it prints.
public enum Check: String, CaseIterable, Sendable, Hashable {
    // What the folder is made of.
    /// A file that the folder of such a period must have.
    case missingFile = "missing_file"
    /// A file that the folder must not have.
    case extraFile = "extra_file"
    /// A file's bytes against `SHA256SUMS`.
    case sha256
    /// `manifest.json` against the files, the rules and the period.
    case manifest
    /// The folder was made by a version whose files this program does not know.
    case version
    /// A file is not written as S5.4 to S5.28 have it: quoting, columns, words, decimals, indent.
    case form
    /// `settle.yaml` of the folder has faults.
    case rules

    // From usage to lines.
    /// `usage.csv` in itself: order, words, units that are possible.
    case usage
    /// The tariff or income entry of a row of `usage.csv` can't be the one that the rules choose.
    case usageTariff = "usage_tariff"
    /// Lines that the usage and the fees make, and their quantities.
    case usageLines = "usage_lines"
    /// Quantity × price, or what transactions rounded one by one can add up to.
    case lineAmount = "line_amount"
    /// Tiers, their prices and flats.
    case tier
    case discount
    case minimum
    case fee
    /// Order, numbers and texts of lines.
    case line

    // From lines to invoices.
    case invoice
    case subtotal
    case tax
    case total
    case dates
    case creditNote = "credit_note"
    /// The invoices that adjustments name.
    case adjusts
    case invoiceJSON = "invoice_json"
    case invoiceCSV = "invoice_csv"

    // From lines to shares.
    /// Σ shares = the charge.
    case chargeShares = "charge_shares"
    /// The split worked out again.
    case split
    /// Rows of `settlement.csv`: order, parties, roles.
    case settlement
    case rounding
    case position
    case transfer
    case settlementJSON = "settlement_json"

    // Accounts and totals.
    case journalBalance = "journal_balance"
    /// Entries against invoices, shares and collectors.
    case journal
    case hledgerJournal = "hledger_journal"
    case controls
    case summary
    case exceptions

    // Across folders.
    case chain
    case numberGap = "number_gap"
    /// One input known under two sizes.
    case inputs

    // Again from the logs.
    /// A log of the manifest is not among those given.
    case logMissing = "log_missing"
    /// The rules given are not those of the last folder.
    case rulesGiven = "rules_given"
    /// The period can't be closed again from the logs.
    case rebuild
    /// A file differs from what the logs give.
    case rebuiltBytes = "rebuilt_bytes"
}

/// A check that failed, and where.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    public var check: Check
    /// The folder as given, and the file within it.
    public var file: String
    /// A line of the file, or a place in its JSON; empty for the file as a whole.
    public var place: String
    /// What was looked at, for instance `amount`.
    public var what: String
    /// As the file has it.
    public var found: String
    /// As worked out.
    public var expected: String

    public init(_ check: Check, _ file: String, _ place: String, _ what: String, found: String, expected: String) {
        self.check = check
        self.file = file
        self.place = place
        self.what = what
        self.found = found
        self.expected = expected
    }

    /// `line_amount: reports/2026-10/invoice_lines.csv:14: amount: 12.00, worked out 12.50`, always on one line.
    public var description: String {
        let place = place.isEmpty ? "" : ":\(Finding.printable(place))"
        return "\(check.rawValue): \(Finding.printable(file, most: 4_096))\(place): \(Finding.printable(what)): "
            + "\(Finding.printable(found)), worked out \(Finding.printable(expected))"
    }

    /// A text from a file that may hold anything, fit for a terminal: short and without control characters.
    static func printable(_ text: String, most: Int = 120) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(most) {
            let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
            let isMark = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if isControl || isMark || scalar.value == 0x2028 || scalar.value == 0x2029 {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        if text.unicodeScalars.count > most { shown += "…" }
        return shown.isEmpty ? "nothing" : shown
    }
}

/// What stands in the way of working something out; it becomes a finding where it is caught.
struct Unworkable: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
