/// A set of byte runs, numbered from 0 in the order in which they were met. It holds the names of apps, and the forms
/// of kinds of calls (`CallKind.append(to:)`). Looking up a known run creates no string.
public struct FormSet: Sendable {
    /// The forms, one after the other; then where each begins, and where the last one ends.
    private var forms: [UInt8] = []
    private var begins: [UInt32] = [0]
    /// A hash table with open addressing; its size is a power of two.
    private var buckets = Array(repeating: Bucket(), count: 256)

    /// All that a comparison needs, so that a look-up touches only two places in memory.
    private struct Bucket {
        var hash: UInt32 = 0
        /// The number of the form, plus 1; 0 if the bucket is empty.
        var number: UInt32 = 0
        /// Where the form begins in `forms`.
        var begin: UInt32 = 0
        var count: UInt32 = 0
    }

    public init() {}

    public var count: Int { begins.count - 1 }

    /// The number of a form. A new form is added. O(bytes).
    @inline(__always)
    public mutating func number(of form: UnsafeRawBufferPointer) -> Int {
        let hash = Self.hash(form)
        let half = UInt32(truncatingIfNeeded: hash &>> 32)
        var index = Int(truncatingIfNeeded: hash) & (buckets.count &- 1)
        while true {
            let bucket = buckets[index]
            if bucket.number == 0 { return insert(form, hash) }
            if bucket.hash == half, matches(bucket, form) { return Int(bucket.number) &- 1 }
            index = (index &+ 1) & (buckets.count &- 1)
        }
    }

    /// The number of a form, or `nil` if it is not in the set. O(bytes).
    public func find(_ form: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(form)
        var index = Int(truncatingIfNeeded: hash) & (buckets.count &- 1)
        while buckets[index].number != 0 {
            if buckets[index].hash == UInt32(truncatingIfNeeded: hash &>> 32), matches(buckets[index], form) {
                return Int(buckets[index].number) &- 1
            }
            index = (index &+ 1) & (buckets.count &- 1)
        }
        return nil
    }

    @inline(__always)
    private static func hash(_ form: UnsafeRawBufferPointer) -> UInt64 { Key.bytes(form, seed: 0x2545_F491_4F6C_DD1D) }

    /// Calls `body` with a form, which is valid only within `body`.
    public func withForm<Result>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        forms.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[Int(begins[number])..<Int(begins[number + 1])]))
        }
    }

    @inline(__always)
    private func matches(_ bucket: Bucket, _ form: UnsafeRawBufferPointer) -> Bool {
        guard Int(bucket.count) == form.count else { return false }
        let base = Int(bucket.begin)
        return forms.withUnsafeBytes { forms in
            var index = 0
            // In bounds: index + 8 <= the count of both.
            while index &+ 8 <= form.count {
                let known = forms.loadUnaligned(fromByteOffset: base &+ index, as: UInt64.self)
                guard known == form.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
                index &+= 8
            }
            while index < form.count {
                guard forms[base &+ index] == form[index] else { return false }
                index &+= 1
            }
            return true
        }
    }

    /// Forgets everything.
    public mutating func removeAll() { self = FormSet() }

    @inline(never)
    private mutating func insert(_ form: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        precondition(forms.count + form.count <= UInt32.max, "texts of more than 4 GiB")
        forms.append(contentsOf: form)
        begins.append(UInt32(forms.count))
        if count * 2 > buckets.count { grow() } else { place(count - 1, hash) }
        return count - 1
    }

    private mutating func place(_ number: Int, _ hash: UInt64) {
        var index = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
        while buckets[index].number != 0 { index = (index + 1) & (buckets.count - 1) }
        buckets[index] = Bucket(
            hash: UInt32(truncatingIfNeeded: hash >> 32), number: UInt32(number + 1), begin: begins[number],
            count: begins[number + 1] - begins[number])
    }

    private mutating func grow() {
        buckets = Array(repeating: Bucket(), count: buckets.count * 2)
        for number in 0..<count {
            place(number, withForm(number) { Self.hash($0) })
        }
    }
}
