import Glibc

/// A growing buffer for log lines, without a bounds check for each byte.
///
/// This is the only unsafe code of the simulator. The rule: before a line is written, ``reserve(_:)`` is called with
/// the maximum bytes that it can need. Writing then only advances a pointer; debug builds check that it stays inside.
///
/// ```swift
/// var buffer = LineBuffer()
/// buffer.reserve(64)
/// buffer.literal("{\"amount\":")
/// buffer.decimal(1200)
/// ```
package struct LineBuffer: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    /// The number of bytes written so far.
    package private(set) var count = 0

    /// Makes an empty buffer with room for `capacity` bytes.
    package init(capacity: Int = 1 << 16) {
        self.capacity = max(capacity, 64)
        start = .allocate(capacity: self.capacity)
    }

    deinit { start.deallocate() }

    /// A copy of the bytes written.
    package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

    /// Removes all bytes and keeps the memory.
    package mutating func removeAll() { count = 0 }

    /// Makes room for `extra` more bytes.
    package mutating func reserve(_ extra: Int) {
        guard count + extra > capacity else { return }
        capacity = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: start, count: count)
        start.deallocate()
        start = larger
    }

    /// Writes all bytes to a file, in as many system calls as it takes.
    ///
    /// - Returns: 0, or the `errno` of the write that failed.
    package func write(to fileDescriptor: Int32) -> Int32 {
        var written = 0
        while written < count {
            let result = Glibc.write(fileDescriptor, start + written, count - written)
            if result < 0 {
                if errno == EINTR { continue }
                return errno
            }
            written += result
        }
        return 0
    }

    // MARK: Writing

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        assert(count < capacity)
        start[count] = value
        count += 1
    }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        assert(count + text.utf8CodeUnitCount <= capacity)
        (start + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    /// Appends a text of any length and makes room for it.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 {
            guard let first = $0.baseAddress else { return }
            reserve($0.count)
            (start + count).update(from: first, count: $0.count)
            count += $0.count
        }
    }

    /// Appends a slice of an array.
    @inline(__always)
    mutating func slice(_ source: [UInt8], at offset: Int, count length: Int) {
        assert(count + length <= capacity && offset + length <= source.count)
        source.withUnsafeBufferPointer { (start + count).update(from: $0.baseAddress! + offset, count: length) }
        count += length
    }

    /// Appends `width` decimal digits, with leading zeros. Digits of higher places are dropped.
    @inline(__always)
    mutating func digits(_ value: UInt64, width: Int) {
        assert(count + width <= capacity)
        var rest = value
        var place = count + width
        count = place
        while place > count - width {
            place -= 1
            start[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    /// Appends a number without leading zeros.
    mutating func decimal(_ value: UInt64) {
        var width = 1
        var limit = value / 10
        while limit > 0 {
            width += 1
            limit /= 10
        }
        digits(value, width: width)
    }

    /// Appends 16 lower-case hexadecimal digits.
    @inline(__always)
    mutating func hex(_ value: UInt64) {
        assert(count + 16 <= capacity)
        let raw = UnsafeMutableRawPointer(start + count)
        raw.storeBytes(of: Self.hexDigits(UInt32(value >> 32)), as: UInt64.self)
        (raw + 8).storeBytes(of: Self.hexDigits(UInt32(truncatingIfNeeded: value)), as: UInt64.self)
        count += 16
    }

    /// Returns the ASCII digits of eight nibbles as eight bytes, the highest first in memory.
    @inline(__always)
    private static func hexDigits(_ value: UInt32) -> UInt64 {
        var spread = UInt64(value)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (spread + 0x3030_3030_3030_3030 + letters * 39).bigEndian
    }

    // MARK: Changing what was written

    /// Replaces the last byte: for instance, the comma after an object's last member with `}`.
    @inline(__always)
    mutating func replaceLast(with value: UInt8) {
        assert(count > 0)
        start[count - 1] = value
    }

    /// Removes everything after the first `length` bytes.
    mutating func truncate(to length: Int) {
        assert(length <= count)
        count = length
    }

    /// Appends `times` spaces.
    mutating func spaces(_ times: Int) {
        reserve(times)
        (start + count).update(repeating: 0x20, count: times)
        count += times
    }

    /// Turns everything from `mark` on into one JSON string: quoted, with its quotes and backslashes escaped.
    mutating func quote(from mark: Int) {
        let length = count - mark
        reserve(length + 2)
        var place = count
        var extra = 2
        for index in mark..<count where start[index] == 0x22 || start[index] == 0x5C { extra += 1 }
        count += extra
        var target = count - 1
        start[target] = 0x22
        while place > mark {
            place -= 1
            target -= 1
            start[target] = start[place]
            if start[place] == 0x22 || start[place] == 0x5C {
                target -= 1
                start[target] = 0x5C
            }
        }
        start[mark] = 0x22
    }
}
