public import Vocabulary

/// Makes 64-bit keys for records. The hash is fixed, the same in every process and version, because it is stored.
///
/// Words of 8 bytes are folded by a 64 × 64 → 128 bit multiplication, high half ^ low half, as in wyhash (Wang Yi,
/// public domain). The hash spreads well, but does not protect against somebody who makes collisions on purpose. So a
/// hit is checked against the stored bytes wherever money depends on it.
public enum Key {
    /// The key of a call's identity. O(bytes).
    public static func call(source: Source, app: UnsafeRawBufferPointer, ref: UnsafeRawBufferPointer) -> UInt64 {
        pair(seed: source.keySeed, app, ref)
    }

    /// The key that a call shares with the queries about it: app and `transaction_ref`. It is 0 only for an empty ref.
    public static func transaction(app: UnsafeRawBufferPointer, ref: UnsafeRawBufferPointer) -> UInt64 {
        ref.isEmpty ? 0 : pair(seed: 0x8CB9_2BA7_2F3D_8DD7, app, ref)
    }

    /// The key of a call's identity, from texts.
    public static func call(source: Source, app: Identifier, ref: Identifier) -> UInt64 {
        withBytes(app, ref) { call(source: source, app: $0, ref: $1) }
    }

    /// The key that a call shares with the queries about it, from texts.
    public static func transaction(app: Identifier, ref: Identifier) -> UInt64 {
        withBytes(app, ref) { transaction(app: $0, ref: $1) }
    }

    private static func withBytes(
        _ a: Identifier, _ b: Identifier, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> UInt64
    ) -> UInt64 {
        var first = a.text
        var second = b.text
        return first.withUTF8 { first in
            second.withUTF8 { second in body(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second)) }
        }
    }

    @inline(__always)
    private static func pair(seed: UInt64, _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> UInt64 {
        let hash = bytes(b, seed: bytes(a, seed: seed))
        return hash == 0 ? 1 : hash
    }

    /// The hash of one run of bytes. It includes the length, so that "ab"+"c" and "a"+"bc" differ.
    @inline(__always)
    static func bytes(_ buffer: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = seed ^ 0xA076_1D64_78BD_642F
        let count = buffer.count
        guard count > 0, let start = buffer.baseAddress else { return mix(hash, 0xE703_7ED1_A0B4_28DB) }
        var offset = 0
        // In bounds: offset + 8 <= count.
        while offset &+ 8 <= count {
            hash = mix(hash ^ word(start, offset), 0xE703_7ED1_A0B4_28DB)
            offset &+= 8
        }
        if offset < count {
            var tail: UInt64 = 0
            if count >= 8 {
                // The last 8 bytes overlap those already read. In bounds: count - 8 >= 0.
                tail = word(start, count &- 8)
            } else {
                for index in 0..<count { tail |= UInt64(buffer[index]) &<< UInt64(index &* 8) }
            }
            hash = mix(hash ^ tail, 0x8EBC_6AF0_9C88_C6E3)
        }
        return mix(hash ^ UInt64(count), 0x5899_65CC_7537_4CC3)
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
