import Vocabulary

/// Reads the records of the OnePipe interface: calls and queries.
extension LogParser {
    @inline(__always)
    mutating func onePipeCall(
        _ requestFault: Rejection?, _ responseFault: Rejection?, _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        _ = try name(.id)
        let environment = try environment()
        try bodies(requestFault, responseFault)

        let ref = try requiredName(.requestRef)
        let service = try name(.requestType)
        try object(.auth)
        let authType = try name(.authType)
        let authProvider = try name(.authProvider)
        let routeMode = try name(.routeMode)
        try object(.transaction)
        let mode = try mockMode(environment)
        let transactionRef = try name(.transactionRef)
        let amount = try minorUnits(.amount) ?? 0
        try object(.customer)
        let number = try text(.mobileNumber)
        try object(.details)
        let channel = try name(.channel)
        let message = try text(.message)

        let status = try onePipeStatus()
        try object(.data)
        let providerCode = try name(.providerCode)
        let answering = try name(.provider)
        let provider = answering.isEmpty ? authProvider : answering
        try object(.providerResponse)
        let delivery = try delivery()
        let cost = try minorUnits(.cost) ?? 0
        let reference = try name(.reference)

        let destination =
            number.map { Destination.onePipe($0, countryCode: countryCode) } ?? Destination()
        var segments: Int32 = 1
        if let message, channel.equals("sms") { segments = Segments.count(message, otpLength: otpLength) }
        let kind = kind(.onepipe, service, provider, channel, authType, routeMode, mode, status, delivery)
        chunk.calls.append(
            CallRow(
                lineOffset: UInt32(chunk.lines), app: self.number(ofApp: app), kind: kind,
                destination: destination.number,
                timeNanoseconds: time,
                key: Key.call(source: .onepipe, app: app.raw, ref: ref.raw),
                transactionKey: Key.transaction(app: app.raw, ref: transactionRef.raw), amountMinor: amount,
                costMinor: cost, segments: segments, ref: chunk.keep(ref), transactionRef: chunk.keep(transactionRef),
                reference: chunk.keep(reference), providerCode: chunk.keep(providerCode)))
    }

    mutating func onePipeQuery(
        _ requestFault: Rejection?, _ responseFault: Rejection?, _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        _ = try name(.id)
        _ = try environment()
        try bodies(requestFault, responseFault)

        let ref = try requiredName(.requestRef)
        _ = try text(.requestType)
        try object(.transaction)
        let transactionRef = try requiredName(.transactionRef)

        let status = try onePipeStatus()
        try object(.data)
        let providerCode = try name(.providerCode)
        let provider = try name(.provider)
        try object(.providerResponse)
        let delivery = try delivery()
        let cost = try minorUnits(.cost)
        let reference = try name(.reference)
        chunk.queries.append(
            QueryRow(
                lineOffset: UInt32(chunk.lines), timeNanoseconds: time,
                transactionKey: Key.transaction(app: app.raw, ref: transactionRef.raw), app: Identifier(app.identifier),
                ref: Identifier(ref.identifier), transactionRef: Identifier(transactionRef.identifier), status: status,
                delivery: delivery, providerCode: Identifier(providerCode.identifier),
                provider: Identifier(provider.identifier), reference: Identifier(reference.identifier), costMinor: cost)
        )
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
