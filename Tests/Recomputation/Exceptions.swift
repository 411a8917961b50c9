/// A row of `exceptions.csv`.
struct ExceptionRow: Hashable {
    let code: ByteString
    let place: Place
    let app: ByteString
    let reference: ByteString
    let detail: ByteString
    /// Of an unrated call what it is known by: it stays the same call when an earlier record of it comes.
    var identity: [ByteString] = []
}

/// The identity of an exception across reports.
struct ExceptionKey: Hashable {
    let code: ByteString
    let content: String
    let line: Int
}

extension ExceptionRow {
    var key: ExceptionKey {
        identity.isEmpty
            ? ExceptionKey(code: code, content: place.content, line: place.line)
            : ExceptionKey(code: "unrated", content: identity.map(\.text).joined(separator: "\0"), line: 0)
    }

    /// The order of the file.
    static func comes(_ a: ExceptionRow, before b: ExceptionRow) -> Bool {
        if a.code != b.code { return a.code < b.code }
        if a.place.file != b.place.file { return a.place.file < b.place.file }
        if a.place.line != b.place.line { return a.place.line < b.place.line }
        return precedes([a.app, a.reference, a.detail], [b.app, b.reference, b.detail])
    }

    init(rejected: Rejection, at place: Place) {
        self.init(
            code: ByteString(rejected.code), place: place, app: "", reference: "", detail: ByteString(rejected.path))
    }

    init(_ conflict: Conflict) {
        self.init(
            code: "conflicting_duplicate", place: conflict.place, app: conflict.transaction.call.app,
            reference: conflict.transaction.call.reference, detail: ByteString(conflict.fields.joined(separator: " ")))
    }

    init(withoutCall query: Placed<Query>) {
        self.init(
            code: "query_without_call", place: query.place, app: query.record.app,
            reference: query.record.transactionReference, detail: "")
    }

    /// Makes the row of an unrated transaction; nil for any other.
    init?(_ item: Judged) {
        guard case .unrated(let code) = item.verdict.rating else { return nil }
        let transaction = item.transaction
        self.init(
            code: ByteString(code), place: transaction.place, app: transaction.call.app,
            reference: transaction.call.reference, detail: code == "unknown_provider" ? transaction.provider : "",
            identity: [transaction.call.source, transaction.call.app, transaction.call.reference])
    }
}
