public import Vocabulary

/// The outcome of a single line, as values that need no chunk; for tests and for `settle explain`.
public enum LineOutcome: Sendable, Hashable {
    case blank
    case other
    /// An earlier read already counted it (`ReadingRules.alreadyRead`).
    case passedOver
    case call(Call)
    case query(QueryRow)
    case rejected(RejectionCode, detail: String)

    /// A call with all its fields.
    public struct Call: Sendable, Hashable {
        public var timeNanoseconds: Int64
        public var ref: Identifier
        public var transactionRef: Identifier
        public var reference: Identifier
        public var amountMinor: Int64
        public var costMinor: Int64
        public var segments: Int
        public var key: UInt64
        public var transactionKey: UInt64
        public var profile: CallProfile
    }
}

extension LogParser {
    /// The outcome of one line. A terminator at its end is ignored; a line feed before that ends the line.
    public mutating func parseLine(_ bytes: [UInt8]) -> LineOutcome {
        var chunk = ParsedChunk()
        // Without a terminator, an empty line would be no line at all.
        let bytes = bytes.isEmpty ? [Bytes.lineFeed] : bytes
        bytes.withUnsafeBytes { parse($0, into: &chunk) }
        if let reject = chunk.rejects.first, reject.lineOffset == 0 {
            return .rejected(reject.code, detail: reject.detail)
        }
        if let query = chunk.queries.first, query.lineOffset == 0 { return .query(query) }
        if let row = chunk.calls.first, row.lineOffset == 0 {
            return .call(
                LineOutcome.Call(
                    timeNanoseconds: row.timeNanoseconds, ref: chunk.text(row.ref),
                    transactionRef: chunk.text(row.transactionRef), reference: chunk.text(row.reference),
                    amountMinor: row.amountMinor, costMinor: row.costMinor, segments: Int(row.segments), key: row.key,
                    transactionKey: row.transactionKey, profile: profile(of: row, in: chunk)))
        }
        if chunk.blank > 0 { return .blank }
        return chunk.other > 0 ? .other : .passedOver
    }

    /// The profile of a call of the last chunk: the fields that it shares with other calls.
    public func profile(of row: CallRow, in chunk: borrowing ParsedChunk) -> CallProfile {
        let app = apps.withForm(Int(row.app)) { Identifier(String(decoding: $0, as: UTF8.self)) }
        return CallProfile(
            kinds.withForm(Int(row.kind)) { CallKind(form: $0) }, app: app, providerCode: chunk.text(row.providerCode),
            destination: DestinationNumber.digits(Int64(row.destination)) ?? .none)
    }
}
