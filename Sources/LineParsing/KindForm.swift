public import Vocabulary

/// Writes and reads the *form* of a kind of calls: a byte each for source, mode, status with response, and delivery,
/// then each text of `CallField.textsOfKind` after 4 bytes of length. Equal kinds have equal forms. The parser writes the same form
/// (`LogParser.kind`).
extension CallKind {
    /// The values of the first four bytes of a form, at the index that is their code.
    static let sources: [Source] = Source.allCases.sorted { $0.number < $1.number }
    static let modes: [Mode] = [.live, .test]
    static let statuses: [(Status, Response)] = [
        (.successful, .present), (.failed, .present), (.pending, .present), (.pending, .absent), (.pending, .unknown),
    ]
    static let deliveries: [Delivery] = [.delivered, .failed, .pending, .logged, .none]

    @inline(__always)
    static func code(_ mode: Mode) -> UInt8 { mode == .live ? 0 : 1 }
    @inline(__always)
    static func code(_ status: Status, _ response: Response) -> UInt8 {
        switch status {
        case .successful: 0
        case .failed: 1
        case .pending: response == .present ? 2 : response == .absent ? 3 : 4
        }
    }
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

    /// Appends the kind's form to `form`.
    public func append(to form: inout [UInt8]) {
        form += [source.number, Self.code(mode), Self.code(status, response), Self.code(delivery)]
        for field in CallField.textsOfKind {
            var text = (self[field] ?? .none).text
            text.withUTF8 { Self.append(UnsafeRawBufferPointer($0), to: &form) }
        }
    }

    /// Appends one text of a form; texts come in the order of `CallField.textsOfKind`.
    public static func append(_ text: UnsafeRawBufferPointer, to form: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(text.count).littleEndian) { form.append(contentsOf: $0) }
        form.append(contentsOf: text)
    }

    /// Reads a kind from its form.
    ///
    /// - Parameter form: written by `append(to:)`.
    public init(form: UnsafeRawBufferPointer) {
        var offset = 4
        func text() -> Identifier {
            let count = Int(UInt32(littleEndian: form.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            defer { offset += 4 + count }
            return Identifier(String(decoding: form[offset + 4..<offset + 4 + count], as: UTF8.self))
        }
        let texts = CallField.textsOfKind.map { ($0, text()) }
        let (status, response) = Self.statuses[Int(form[2])]
        self.init(
            source: Self.sources[Int(form[0])], mode: Self.modes[Int(form[1])], status: status,
            delivery: Self.deliveries[Int(form[3])], response: response
        ) { field in texts.first { $0.0 == field }?.1 ?? .none }
    }
}
