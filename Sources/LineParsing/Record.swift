import Vocabulary

/// Decides what a line is: its endpoint, its service, and whether it counts.
extension LogParser {
    /// How a line that is not rejected is counted.
    enum Counted {
        case stored, other, passedOver
    }

    /// Reads the record of a scanned line.
    ///
    /// The envelope comes first. Then the service decides whether the line is *other*, before any other field is read.
    /// Then come the fields of the record.
    @inline(__always)
    mutating func record(_ line: Text, _ chunk: inout ParsedChunk) throws(Rejection) -> Counted {
        isNew = false
        try refuseRepeated(.envelope)
        guard let path = try text(.endpoint) else { throw Rejection.missing(.endpoint) }
        let endpoint = Endpoint.name(of: path)
        // A further kind of records gets its line here.
        if endpoint.equals(OnePipeCall.endpoint) { return try record(OnePipeCall.self, line, &chunk) }
        if endpoint.equals(OnePipeQuery.endpoint) { return try record(OnePipeQuery.self, line, &chunk) }
        if endpoint.equals(PaylinkCall.endpoint) { return try record(PaylinkCall.self, line, &chunk) }
        return .other
    }

    @inline(__always)
    private mutating func record<Kind: RecordKind>(
        _ kind: Kind.Type, _ line: Text, _ chunk: inout ParsedChunk
    ) throws(Rejection) -> Counted {
        guard let source = sources[Int(Kind.source.number)] else { return .other }
        isNew = source.isNew
        let requestFault = body(.request)
        switch try Kind.standing(&self, source, isReadable: requestFault == nil) {
        case .other: return .other
        case .known where !isNew: return .passedOver
        case .known, .fresh: isNew = true
        }
        let faults = BodyFaults(request: requestFault, response: body(.response))
        try refuseRepeated(Kind.fields)
        try Kind.read(line, &self, source, faults, &chunk)
        return .stored
    }

    @inline(__always)
    func refuseRepeated(_ fields: FieldSet) throws(Rejection) {
        if let field = scanner.fields.firstRepeated(of: fields) {
            throw Rejection(.duplicateKey, field, "this key occurs more than once in its object")
        }
    }

    /// Makes sure that `request` or `response` is an object, or scans the object that it holds as a string.
    ///
    /// - Returns: the fault, if there is one. The caller throws it when the field's turn comes in the order of S1.49.
    @inline(__always)
    private mutating func body(_ field: Field) -> Rejection? {
        guard let slot = scanner.fields[field], slot.kind != .object else { return nil }
        guard slot.kind == .text || slot.kind == .escapedText else {
            return Rejection(.badField, field, "neither an object nor a string that holds one")
        }
        return embedded(field, Text(start: slot.start, count: slot.count))
    }

    @inline(never)
    private mutating func embedded(_ field: Field, _ escaped: Text) -> Rejection? {
        let text = memory.unescape(escaped, asBody: true)
        guard let start = text.baseAddress else { return nil }
        let before = (scanner.fields.seen, scanner.fields.repeated)
        switch scanner.scan(start, end: start + text.count, as: field == .request ? .request : .response) {
        case .object: return nil
        case .noObject: break
        case .refused:
            scanner.fields.restore(seen: before.0, repeated: before.1)
            if scanner.fault == .depth { return Rejection(.tooDeep, field, "a string that holds more than 64 levels") }
        }
        return Rejection(.badField, field, "a string that holds something else than one JSON object")
    }

    /// Throws the faults of the two bodies. Call it when their turn comes in the order of S1.49.
    @inline(__always)
    func bodies(_ faults: BodyFaults) throws(Rejection) {
        if let fault = faults.request { throw fault }
        if scanner.fields[.request] == nil { throw Rejection.missing(.request) }
        if let fault = faults.response { throw fault }
    }

    /// The number of a call's kind. The texts are appended in the order of `CallField.textsOfKind`.
    @inline(__always)
    mutating func kind(
        _ source: Source, _ service: Text, _ provider: Text, _ channel: Text, _ authType: Text, _ routeMode: Text,
        _ mode: Mode, _ status: Status, _ delivery: Delivery
    ) -> UInt32 {
        let response: Response = scanner.fields[.response] == nil ? .absent : .present
        kindTable.begin(source, mode, status, response, delivery)
        kindTable.append(service)
        kindTable.append(provider)
        kindTable.append(channel)
        kindTable.append(authType)
        kindTable.append(routeMode)
        return kindTable.number()
    }
}

extension ParsedChunk {
    /// Copies a text into the arena, so that it outlives its line.
    @inline(__always)
    mutating func keep(_ text: Text) -> ByteRange {
        if text.isEmpty { return .empty }
        let offset = UInt32(arena.count)
        arena.append(contentsOf: text)
        return ByteRange(offset: offset, length: UInt32(text.count))
    }
}
