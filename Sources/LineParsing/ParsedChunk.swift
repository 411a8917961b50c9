public import Vocabulary

/// A run of bytes in `ParsedChunk.arena`.
public struct ByteRange: Sendable, Hashable {
    public var offset: UInt32
    public var length: UInt32

    public init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    public static let empty = ByteRange(offset: 0, length: 0)

    public var indices: Range<Int> { Int(offset)..<Int(offset) + Int(length) }
}

/// One call as the log has it: what is its own; what it shares with many others is its app and its `CallKind`.
public struct CallRow: Sendable, Hashable {
    /// The line, counted from 0 within the chunk.
    public var lineOffset: UInt32
    /// Which of the parser's apps, from 0 in the order in which it met them (`ParsedChunk.newApps`).
    public var app: UInt32
    /// Which of the parser's kinds, likewise (`ParsedChunk.newKinds`).
    public var kind: UInt32
    /// The beginning of the called number, as `DestinationNumber` has it.
    public var destination: UInt32
    /// When the gateway received the call: nanoseconds since 1970 UTC.
    public var timeNanoseconds: Int64
    /// `Key.call` of source, app and ref. A hash: compare the ref where money hangs on it.
    public var key: UInt64
    /// `Key.transaction` of app and transaction_ref; 0 where there is none and for Paylink, which queries never name.
    public var transactionKey: UInt64
    /// Minor units of the source's currency.
    public var amountMinor: Int64
    /// What the provider charged for this message, in minor units.
    public var costMinor: Int64
    /// SMS segments; 1 for everything else.
    public var segments: Int32
    /// OnePipe: `request_ref`. Paylink: `id`, or the lower-case hex SHA-256 of the line.
    public var ref: ByteRange
    /// OnePipe: `transaction_ref`. Paylink: `orderNumber`.
    public var transactionRef: ByteRange
    /// The provider's own reference of the delivery.
    public var reference: ByteRange
    /// The provider's response code; of Paylink the HTTP status of a failure.
    public var providerCode: ByteRange
}

/// What an answer to a query says about the call it asked about. They are few, and may allocate.
public struct QueryRow: Sendable, Hashable {
    public var lineOffset: UInt32
    public var timeNanoseconds: Int64
    /// `Key.transaction` of app and transaction_ref.
    public var transactionKey: UInt64
    public var app: Identifier
    /// The query's own `request_ref`.
    public var ref: Identifier
    /// The call asked about.
    public var transactionRef: Identifier
    public var status: Status
    /// `none` where the answer names no delivery.
    public var delivery: Delivery
    /// These three are empty where the answer does not name them.
    public var providerCode: Identifier
    public var provider: Identifier
    public var reference: Identifier
    /// `nil` where the answer names no cost.
    public var costMinor: Int64?
}

/// A line that was rejected.
public struct Reject: Sendable, Hashable {
    public var lineOffset: UInt32
    public var code: RejectionCode
    /// Names the field or the byte of the line; quotes nothing of the line.
    public var detail: String
}

/// Runs of bytes, one after the other.
public struct Forms: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    public init() {}

    public var count: Int { ends.count }

    /// A run, valid within `body`.
    public func withForm<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
        }
    }

    mutating func append(_ form: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: form)
        ends.append(bytes.count)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}

/// What one chunk of lines holds. Reused from chunk to chunk: its arrays keep their room.
public struct ParsedChunk: Sendable {
    /// All lines: blank + passedOver + other + calls + queries + rejects.
    public var lines = 0
    public var blank = 0
    public var other = 0
    /// Lines left out because an earlier reading counted them (`ReadingRules.alreadyRead`).
    public var passedOver = 0
    public var calls: [CallRow] = []
    /// Whether the parser began to number apps and kinds anew with this chunk, so as not to grow without bound.
    public var numbersAnew = false
    /// The names of the apps, and the forms of the kinds, that the parser met first in this chunk. They continue the
    /// numbering of the parser's chunks before it.
    public var newApps = Forms()
    public var newKinds = Forms()
    /// The bytes of the calls' refs; `CallRow`'s ranges point in here.
    public var arena: [UInt8] = []
    public var queries: [QueryRow] = []
    public var rejects: [Reject] = []

    public init() {}

    /// The bytes of one of the calls' refs.
    public func bytes(_ range: ByteRange) -> ArraySlice<UInt8> { arena[range.indices] }

    /// The bytes of one of the calls' refs, valid within `body`.
    @inlinable
    public borrowing func withBytes<Result>(_ range: ByteRange, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range.indices])) }
    }

    /// The text of one of the calls' refs.
    public func text(_ range: ByteRange) -> Identifier {
        Identifier(String(decoding: arena[range.indices], as: UTF8.self))
    }

    /// Empties the chunk and keeps its room.
    public mutating func removeAll() {
        lines = 0
        blank = 0
        other = 0
        passedOver = 0
        calls.removeAll(keepingCapacity: true)
        numbersAnew = false
        newApps.removeAll()
        newKinds.removeAll()
        arena.removeAll(keepingCapacity: true)
        queries.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
    }
}
