package import Vocabulary

extension LineCounts {
    /// Reads the counts from seven columns, in the order of the table `log`.
    package init(_ row: Statement, from first: Int32) {
        self.init()
        lines = row.int(first)
        blank = row.int(first + 1)
        transactions = row.int(first + 2)
        duplicates = row.int(first + 3)
        queries = row.int(first + 4)
        other = row.int(first + 5)
        rejected = row.int(first + 6)
    }
}
