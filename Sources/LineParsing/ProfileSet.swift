public import Vocabulary

/// Profiles, each once, numbered from 0 in the order in which they were met, and found by the bytes of their fields.
///
/// A profile is held as its *form*: a byte each for source, mode, status and delivery, then each text after 4 bytes of
/// length. Equal forms are equal profiles, so that no text is made for a profile that is known.
public struct ProfileSet: Sendable {
    /// The forms, one after the other, and where each begins and the last one ends.
    private var forms: [UInt8] = []
    private var begins: [UInt32] = [0]
    /// Open addressing over a power of two.
    private var buckets = Array(repeating: Bucket(), count: 256)

    /// All that it takes to compare, so that a look-up goes to two places of memory and no more.
    private struct Bucket {
        var hash: UInt32 = 0
        /// Of the profile, plus 1; 0 for none.
        var number: UInt32 = 0
        /// Where its form stands.
        var begin: UInt32 = 0
        var count: UInt32 = 0
    }

    public init() {}

    public var count: Int { begins.count - 1 }

    /// The number of the profile with this form, which is added where it is new. O(bytes).
    ///
    /// - Parameter form: what `append` of a `CallProfile`, or another set's `withForm`, gives.
    @inline(__always)
    public mutating func number(of form: UnsafeRawBufferPointer) -> Int {
        let hash = Key.bytes(form, seed: 0x2545_F491_4F6C_DD1D)
        let half = UInt32(truncatingIfNeeded: hash &>> 32)
        var index = Int(truncatingIfNeeded: hash) & (buckets.count &- 1)
        while true {
            let bucket = buckets[index]
            if bucket.number == 0 { return insert(form, hash) }
            if bucket.hash == half, matches(bucket, form) { return Int(bucket.number) &- 1 }
            index = (index &+ 1) & (buckets.count &- 1)
        }
    }

    public mutating func number(of profile: CallProfile) -> Int {
        var form: [UInt8] = []
        profile.append(to: &form)
        return form.withUnsafeBytes { number(of: $0) }
    }

    /// The form of a profile, valid within `body`.
    public func withForm<Result>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        forms.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[Int(begins[number])..<Int(begins[number + 1])]))
        }
    }

    /// The profile of a number. Its texts are made anew each time.
    public subscript(_ number: Int) -> CallProfile { withForm(number) { CallProfile(form: $0) } }

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

    @inline(never)
    private mutating func insert(_ form: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        precondition(forms.count + form.count <= UInt32.max, "profiles of more than 4 GiB")
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
            place(number, withForm(number) { Key.bytes($0, seed: 0x2545_F491_4F6C_DD1D) })
        }
    }
}

extension CallProfile {
    /// The codes of the first four bytes of a form.
    static let sources: [Source] = [.onepipe, .paylink]
    static let modes: [Mode] = [.live, .test]
    static let statuses: [Status] = [.successful, .failed, .pending]
    static let deliveries: [Delivery] = [.delivered, .failed, .pending, .logged, .none]

    @inline(__always)
    static func code(_ source: Source) -> UInt8 { source == .onepipe ? 0 : 1 }
    @inline(__always)
    static func code(_ mode: Mode) -> UInt8 { mode == .live ? 0 : 1 }
    @inline(__always)
    static func code(_ status: Status) -> UInt8 { status == .successful ? 0 : status == .failed ? 1 : 2 }
    @inline(__always)
    static func code(_ delivery: Delivery) -> UInt8 {
        switch delivery {
        case .delivered: 0
        case .failed: 1
        case .pending: 2
        case .logged: 3
        case .none: 4
        }
    }

    /// Writes the profile's form (see `ProfileSet`).
    public func append(to form: inout [UInt8]) {
        Self.append(source, mode, status, delivery, to: &form)
        for text in [app, service, provider, channel, authType, routeMode, providerCode, destination] {
            var text = text.text
            text.withUTF8 { Self.append(UnsafeRawBufferPointer($0), to: &form) }
        }
    }

    /// The beginning of a form.
    public static func append(
        _ source: Source, _ mode: Mode, _ status: Status, _ delivery: Delivery, to form: inout [UInt8]
    ) {
        form += [code(source), code(mode), code(status), code(delivery)]
    }

    /// One text of a form: app, service, provider, channel, auth type, route mode, provider code, destination.
    public static func append(_ text: UnsafeRawBufferPointer, to form: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(text.count).littleEndian) { form.append(contentsOf: $0) }
        form.append(contentsOf: text)
    }

    init(form: UnsafeRawBufferPointer) {
        var offset = 4
        func text() -> Identifier {
            let count = Int(UInt32(littleEndian: form.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            defer { offset += 4 + count }
            return Identifier(String(decoding: form[offset + 4..<offset + 4 + count], as: UTF8.self))
        }
        let (app, service, provider, channel) = (text(), text(), text(), text())
        let (authType, routeMode, providerCode, destination) = (text(), text(), text(), text())
        self.init(
            source: Self.sources[Int(form[0])], app: app, service: service, provider: provider, channel: channel,
            authType: authType, routeMode: routeMode, mode: Self.modes[Int(form[1])],
            status: Self.statuses[Int(form[2])], delivery: Self.deliveries[Int(form[3])], providerCode: providerCode,
            destination: destination)
    }
}
