/// The named checks of `settle verify`. It prints the raw values.
package enum Check: String, CaseIterable, Sendable, Hashable {
    // The files of the folder.
    /// A file that a period's folder must have is missing.
    case missingFile = "missing_file"
    /// The folder has a file that it must not have.
    case extraFile = "extra_file"
    /// The bytes of a file do not match `SHA256SUMS` or the manifest.
    case sha256
    /// `manifest.json` does not match the files, the rules or the period.
    case manifest
    /// The folder was made by a version whose files this program does not know.
    case version
    /// A file is not written as S5.4 to S5.43 require: quoting, columns, words, decimals, indent.
    case form
    /// The folder's `settle.yaml` has faults.
    case rules

    // From usage to lines.
    /// `usage.csv` is wrong in itself: order, words, impossible units.
    case usage
    /// The rules can't choose this tariff or income entry for the row of `usage.csv`.
    case usageTariff = "usage_tariff"
    /// Lines, or their quantities, do not follow from the usage and the fees.
    case usageLines = "usage_lines"
    /// An amount is not quantity × price, or not a possible sum of amounts rounded by transaction.
    case lineAmount = "line_amount"
    /// Tiers, their prices or their flats are wrong.
    case tier
    case discount
    /// A line of the minimum or the maximum.
    case minimum
    case fee
    /// The order, number or text of a line is wrong.
    case line

    // From lines to invoices.
    case invoice
    case subtotal
    case tax
    case total
    case dates
    case creditNote = "credit_note"
    /// An entry by hand is not as `entries.csv` and the lines must have it.
    case entries
    /// An invoice does not name the documents that its adjustments require.
    case adjusts
    case invoiceJSON = "invoice_json"
    case invoiceCSV = "invoice_csv"

    // From lines to shares.
    /// The shares do not add up to the charge.
    case chargeShares = "charge_shares"
    /// The split, calculated again, has another result.
    case split
    /// `parts.csv` does not follow from the usage and the days at which charges are divided.
    case parts
    /// Rows of `settlement.csv` have the wrong order, party or role.
    case settlement
    case rounding
    case position
    case transfer
    case settlementJSON = "settlement_json"

    // Accounts and totals.
    case journalBalance = "journal_balance"
    /// Entries do not match the invoices, shares or collectors.
    case journal
    case hledgerJournal = "hledger_journal"
    case controls
    case summary
    case exceptions
    /// A row of `pending.csv` is wrong in itself, or its calls are not those that `usage.csv` counts as pending.
    case pending

    // Across folders.
    case chain
    case numberGap = "number_gap"
    /// An input changes its size or lines between folders, or a later folder omits it.
    case inputs

    // Made again from the logs.
    /// A log named in the manifest was not given.
    case logMissing = "log_missing"
    /// The rules given are not those of the last folder.
    case rulesGiven = "rules_given"
    /// The period can't be closed again from the logs.
    case rebuild
    /// A file differs from the one made again from the logs.
    case rebuiltBytes = "rebuilt_bytes"
}

/// A failed check and its place.
package struct Finding: Sendable, Hashable, CustomStringConvertible {
    package var check: Check
    /// The path of the file: the folder as given, and the file within it.
    package var file: String
    /// A line of the file or a place in its JSON; empty for the whole file.
    package var place: String
    /// The value that was checked, for instance `amount`.
    package var what: String
    /// The value in the file.
    package var found: String
    /// The calculated value.
    package var expected: String

    package init(_ check: Check, _ file: String, _ place: String, _ what: String, found: String, expected: String) {
        self.check = check
        self.file = file
        self.place = place
        self.what = what
        self.found = found
        self.expected = expected
    }

    /// The finding on one line: `line_amount: reports/2026-10/invoice_lines.csv:14: amount: 12.00, worked out 12.50`.
    package var description: String {
        let place = place.isEmpty ? "" : ":\(Finding.printable(place))"
        return "\(check.rawValue): \(Finding.printable(file, most: 4_096))\(place): \(Finding.printable(what)): "
            + "\(Finding.printable(found)), worked out \(Finding.printable(expected))"
    }

    /// Makes any text from a file safe for a terminal: short and without control characters.
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

/// The reason why something can't be calculated. Whoever catches it makes a finding of it.
struct Unworkable: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
