import Documents
import JSONFormat
import Store
import Vocabulary
import Workflow

/// What `status` says of a ledger.
enum StatusText {
    /// For people.
    static func lines(_ status: LedgerStatus) -> [String] {
        let total = status.logs.reduce(LineCounts()) { $0 + $1.counts }
        var lines = status.logs.map { "\($0.path): \($0.counts.text)" }
        lines.append("\(status.logs.count.counted("file")), \(total.text)")
        for month in status.months {
            let state = month.state == .passedOver ? "passed over" : month.state.rawValue
            var line = "\(month.period)  \(state)  \(month.transactions.counted("transaction"))"
            if let first = month.numbers.first, let last = month.numbers.last {
                line += "  \(month.numbers.count.counted("document")), \(first) to \(last)"
            }
            if month.isLate { line += "  late knowledge waits" }
            if month.isFolderGone { line += "  its report folder is gone: restore it from a backup" }
            lines.append(line)
            lines += month.obstacles.map { "         \(RefusalText.text($0, in: month.period.rhythm))" }
        }
        for correction in status.corrections {
            lines.append(
                "\(correction.period) is corrected (version \(correction.number), "
                    + "\(correction.correction?.reason.rawValue ?? "")): the next close bills by it")
        }
        for (period, count) in status.waiting {
            lines.append(
                "\(period): \(count.counted("call")) let pass unrated \(count == 1 ? "waits" : "wait") to be billed: "
                    + "waiting.csv names each; `settle correct` gives \(period) rules that bill them")
        }
        if !status.entries.isEmpty {
            lines.append("entries by hand that no close has booked:")
            lines += EntryText.lines(status.entries)
        }
        if !status.rejected.isEmpty {
            let codes = status.rejected.map { "\($0.count.grouped) \($0.code)" }
            lines.append("rejected lines: \(codes.joined(separator: ", "))")
        }
        if !status.adjustments.isEmpty { lines.append(LateText.text(status.adjustments)) }
        return lines
    }

    /// For machines.
    static func json(_ status: LedgerStatus) -> JSONText {
        .object([
            (
                "files",
                .array(
                    status.logs.map {
                        .object([
                            ("file", .string($0.path)), ("sha256", .string($0.sha256)),
                            ("lines", .integer($0.counts.lines)), ("transactions", .integer($0.counts.transactions)),
                            ("rejected", .integer($0.counts.rejected)),
                        ])
                    })
            ),
            (
                "periods",
                .array(
                    status.months.map { month in
                        .object([
                            ("period", .string(month.period.description)),
                            ("state", .string(month.state.rawValue)),
                            ("transactions", .integer(month.transactions)),
                            ("documents", .array(month.numbers.map(JSONText.string))),
                            ("late", .bool(month.isLate)), ("folder_gone", .bool(month.isFolderGone)),
                            (
                                "obstacles",
                                .array(month.obstacles.map { .string(RefusalText.text($0, in: month.period.rhythm)) })
                            ),
                        ])
                    })
            ),
            ("rejected", .integer(status.rejected.reduce(0) { $0 + $1.count })),
            (
                "corrections",
                .array(
                    status.corrections.map {
                        .object([
                            ("period", .string($0.period.description)), ("version", .integer($0.number)),
                            ("reason", .string($0.correction?.reason.rawValue ?? "")),
                            ("note", .string($0.correction?.note ?? "")),
                        ])
                    })
            ),
            (
                "waiting",
                .array(
                    status.waiting.map {
                        .object([("period", .string($0.period.description)), ("calls", .integer($0.count))])
                    })
            ),
            ("entries", EntryText.json(status.entries)),
            ("adjustments", LateText.json(status.adjustments)),
        ])
    }
}
