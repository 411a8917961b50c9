package import LedgerFile
package import Vocabulary

extension Ledger {
    /// Every log read so far, in the order of reading.
    package func logs() throws(LedgerError) -> [LogSummary] {
        let rows = try database.prepare(
            """
            SELECT sha256, bytes, path, lines, blank, transactions, duplicates, queries, other, rejected
            FROM log ORDER BY id
            """)
        var logs: [LogSummary] = []
        while try rows.step() {
            let counts = LineCounts(rows, from: 3)
            logs.append(
                LogSummary(sha256: rows.text(0), bytes: rows.int(1), path: rows.text(2), counts: counts))
        }
        return logs
    }

    /// The number of transactions of each period that has any, by period.
    package func transactionsByPeriod() throws(LedgerError) -> [(period: Period, transactions: Int64)] {
        let rows = try database.prepare("SELECT period, calls FROM roll_up_period WHERE calls <> 0 ORDER BY period")
        var periods: [(period: Period, transactions: Int64)] = []
        while try rows.step() {
            guard let period = Period(number: rows.int(0)) else { throw .damaged("\(rows.int(0)) is no period") }
            periods.append((period, rows.int(1)))
        }
        return periods
    }
}
