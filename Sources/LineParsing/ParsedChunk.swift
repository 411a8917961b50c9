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

/// One call of a log, with its own fields. The fields that it shares with many calls are its app and its `CallKind`.
public struct CallRow: Sendable, Hashable {
    /// The line, counted from 0 within the chunk.
    public var lineOffset: UInt32
    /// The index of the app. Apps are numbered from 0 in the order in which the parser met them
    /// (`ParsedChunk.newApps`).
    public var app: UInt32
    /// The index of the kind, numbered likewise (`ParsedChunk.newKinds`).
    public var kind: UInt32
    /// The beginning of the called number, in the form of `DestinationNumber`.
    public var destination: UInt32
    /// When the gateway received the call: nanoseconds since 1970 UTC.
    public var timeNanoseconds: Int64
    /// `Key.call` of source, app and ref. It is a hash: compare the ref too where money depends on it.
    public var key: UInt64
    /// `Key.transaction` of app and transaction_ref. 0 if there is no transaction_ref, and for Paylink, which has no
    /// queries.
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
    /// The provider's own reference for the delivery.
    public var reference: ByteRange
    /// The provider's response code. For Paylink: the HTTP status of a failed call.
    public var providerCode: ByteRange
}

/// The answer of a query to the call it asks about. Queries are few, so they may allocate.
public struct QueryRow: Sendable, Hashable {
    public var lineOffset: UInt32
    public var timeNanoseconds: Int64
    /// `Key.transaction` of app and transaction_ref.
    public var transactionKey: UInt64
    public var app: Identifier
    /// The query's own `request_ref`.
    public var ref: Identifier
    /// The `transaction_ref` of the call that the query asks about.
    public var transactionRef: Identifier
    public var status: Status
    /// `none` if the answer names no delivery.
    public var delivery: Delivery
    /// These three are empty if the answer does not name them.
    public var providerCode: Identifier
    public var provider: Identifier
    public var reference: Identifier
    /// `nil` if the answer names no cost.
    public var costMinor: Int64?
}

/// A rejected line.
public struct Reject: Sendable, Hashable {
    public var lineOffset: UInt32
    public var code: RejectionCode
    /// Names the field or the byte of the line, but never quotes the line.
    public var detail: String
}

/// A list of byte runs, stored one after the other.
public struct Forms: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    public init() {}

    public var count: Int { ends.count }

    /// Calls `body` with one run, which is valid only within `body`.
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

/// The content of one chunk of lines. Chunks are reused, and their arrays keep their capacity.
public struct ParsedChunk: Sendable {
    /// All lines: blank + passedOver + other + calls + queries + rejects.
    public var lines = 0
    public var blank = 0
    public var other = 0
    /// Lines left out because an earlier read counted them (`ReadingRules.alreadyRead`).
    public var passedOver = 0
    public var calls: [CallRow] = []
    /// Whether the parser started to number apps and kinds anew with this chunk, to bound its memory.
    public var numbersAnew = false
    /// The names of the apps, and the forms of the kinds, that the parser first met in this chunk. They continue the
    /// numbering of its earlier chunks.
    public var newApps = Forms()
    public var newKinds = Forms()
    /// The bytes of the calls' refs. The `ByteRange`s of a `CallRow` point into it.
    public var arena: [UInt8] = []
    public var queries: [QueryRow] = []
    public var rejects: [Reject] = []

    public init() {}

    /// The bytes of one ref of a call.
    public func bytes(_ range: ByteRange) -> ArraySlice<UInt8> { arena[range.indices] }

    /// Calls `body` with the bytes of one ref, which are valid only within `body`.
    @inlinable
    public borrowing func withBytes<Result>(_ range: ByteRange, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range.indices])) }
    }

    /// The text of one ref of a call.
    public func text(_ range: ByteRange) -> Identifier {
        Identifier(String(decoding: arena[range.indices], as: UTF8.self))
    }

    /// Empties the chunk but keeps its capacity.
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
