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
        isOfNewService = false
        try refuseRepeated(.envelope)
        guard let path = try text(.endpoint) else { throw Rejection.missing(.endpoint) }
        guard let endpoint = Endpoint(path) else { return .other }
        guard endpoint == .paylink ? rules.paylink != nil : rules.onePipe != nil else { return .other }

        let requestFault: Rejection?
        let standing: ServiceList.Standing
        if endpoint == .paylink {
            standing = services.paylink
            requestFault = standing == .fresh ? body(.request) : nil
        } else {
            requestFault = body(.request)
            standing = try onePipeStanding(isQuery: endpoint == .query, isReadable: requestFault == nil)
        }
        switch standing {
        case .other: return .other
        case .known: return .passedOver
        case .fresh: isOfNewService = true
        }
        let responseFault = body(.response)
        switch endpoint {
        case .transact:
            try refuseRepeated(.call)
            try onePipeCall(requestFault, responseFault, &chunk)
        case .query:
            try refuseRepeated(.query)
            try onePipeQuery(requestFault, responseFault, &chunk)
        case .paylink:
            try refuseRepeated(.paylink)
            try paylinkCall(line, requestFault, responseFault, &chunk)
        }
        return .stored
    }

    /// How a OnePipe record relates to the listed services. A call that names no service counts as *other*; a query
    /// need not name one.
    @inline(__always)
    private mutating func onePipeStanding(isQuery: Bool, isReadable: Bool) throws(Rejection) -> ServiceList.Standing {
        guard isReadable, scanner.fields[.request] != nil else { return services.unnamed }
        try refuseRepeated(.service)
        guard let slot = scanner.fields[.requestType] else { return isQuery ? services.unnamed : .other }
        guard slot.kind == .text || slot.kind == .escapedText, let name = try text(.requestType) else {
            return services.unnamed
        }
        return services.standing(name)
    }

    @inline(__always)
    private func refuseRepeated(_ fields: FieldSet) throws(Rejection) {
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
    func bodies(_ requestFault: Rejection?, _ responseFault: Rejection?) throws(Rejection) {
        if let requestFault { throw requestFault }
        if scanner.fields[.request] == nil { throw Rejection.missing(.request) }
        if let responseFault { throw responseFault }
    }
}
