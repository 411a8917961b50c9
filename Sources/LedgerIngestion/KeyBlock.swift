import LedgerFile

/// The keys of consecutive calls, in the form of the table `call_key`: 8 bytes a key, little endian.
struct KeyBlock {
    private var identities: [UInt64] = []
    private var transactions: [UInt64] = []

    mutating func append(identity: UInt64, transaction: UInt64) {
        identities.append(identity.littleEndian)
        transactions.append(transaction.littleEndian)
    }

    func write(with insert: Statement, first: Int64) throws(LedgerError) {
        guard !identities.isEmpty else { return }
        insert.bind(1, first)
        identities.withUnsafeBytes { insert.bind(2, blob: $0) }
        transactions.withUnsafeBytes { insert.bind(3, blob: $0) }
        try insert.run()
    }

    /// The key of the call at `offset` from the first call of the block.
    @inline(__always)
    static func key(_ offset: Int, of bytes: UnsafeRawBufferPointer) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset &* 8, as: UInt64.self))
    }

    static func keys(_ bytes: UnsafeRawBufferPointer) -> [UInt64] {
        (0..<bytes.count / 8).map { key($0, of: bytes) }
    }
}
