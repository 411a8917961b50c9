/// Bytes in two lower-case hexadecimal digits each, as a SHA-256 is written everywhere.
package enum Hex {
    /// The digits of the bytes.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        func put(_ digit: UInt8) { text.append(digit < 10 ? 48 + digit : 87 + digit) }
        for byte in bytes {
            put(byte >> 4)
            put(byte & 15)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
