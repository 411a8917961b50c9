import Vocabulary

extension Answer {
    /// The columns of `query` that `init(_:from:query:)` takes.
    package static let columns = ["time", "status", "delivery", "provider_code", "provider", "reference", "cost"]

    /// Reads an answer from the seven columns of `columns`.
    ///
    /// - Parameter query: the id of the query's row, for the error message.
    package init(_ row: Statement, from first: Int32, query: Int64) throws(LedgerError) {
        guard let status = Status(rawValue: row.text(first + 1)), let delivery = Delivery(rawValue: row.text(first + 2))
        else { throw .damaged("query \(query) holds a word that is none of the schema's") }
        self.init(
            timeNanoseconds: row.int(first), status: status, delivery: delivery,
            providerCode: row.identifier(first + 3), provider: row.identifier(first + 4),
            reference: row.identifier(first + 5), costMinor: row.isNull(first + 6) ? nil : row.int(first + 6))
    }
}
