import Vocabulary

/// A call through OnePipe (S1.20).
enum OnePipeCall: RecordKind {
    static var source: Source { .onepipe }
    static var endpoint: StaticString { "/transact" }
    static let fields = FieldSet.envelope.union(
        FieldSet(
            .requestRef, .requestType, .auth, .authType, .authProvider, .routeMode, .transaction, .mockMode,
            .transactionRef, .amount, .customer, .mobileNumber, .details, .channel, .message)
    ).union(OnePipeQuery.answer)

    @inline(__always)
    static func standing(
        _ parser: inout LogParser, _ source: SourceSettings, isReadable: Bool
    ) throws(Rejection) -> ServiceList.Standing {
        try parser.namedStanding(isReadable: isReadable, ofNone: .other)
    }

    @inline(__always)
    static func read(
        _ line: Text, _ parser: inout LogParser, _ source: SourceSettings, _ faults: BodyFaults,
        _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        try parser.onePipeCall(source, faults, &chunk)
    }
}

/// A query about a call through OnePipe, and its answer (S1.22).
enum OnePipeQuery: RecordKind {
    static var source: Source { .onepipe }
    static var endpoint: StaticString { "/transact/query" }
    static let fields = FieldSet.envelope.union(
        FieldSet(.requestRef, .requestType, .transaction, .transactionRef)
    ).union(answer)
    /// What names the service; looked at before all else.
    fileprivate static let service = FieldSet(.requestType)
    /// The response, which is like that to a call.
    fileprivate static let answer = FieldSet(
        .status, .data, .providerCode, .provider, .providerResponse, .delivery, .cost, .reference)

    @inline(__always)
    static func standing(
        _ parser: inout LogParser, _ source: SourceSettings, isReadable: Bool
    ) throws(Rejection) -> ServiceList.Standing {
        try parser.namedStanding(isReadable: isReadable, ofNone: parser.services.unnamed)
    }

    static func read(
        _ line: Text, _ parser: inout LogParser, _ source: SourceSettings, _ faults: BodyFaults,
        _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        try parser.onePipeQuery(faults, &chunk)
    }
}

extension LogParser {
    /// The standing of a record that names its service.
    ///
    /// - Parameter none: the standing of one that names none.
    @inline(__always)
    fileprivate mutating func namedStanding(
        isReadable: Bool, ofNone none: ServiceList.Standing
    ) throws(Rejection) -> ServiceList.Standing {
        guard isReadable, scanner.fields[.request] != nil else { return services.unnamed }
        try refuseRepeated(OnePipeQuery.service)
        guard let slot = scanner.fields[.requestType] else { return none }
        guard slot.kind == .text || slot.kind == .escapedText, let name = try text(.requestType) else {
            return services.unnamed
        }
        return services.standing(name)
    }

    @inline(__always)
    fileprivate mutating func onePipeCall(
        _ source: SourceSettings, _ faults: BodyFaults, _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        _ = try name(.id)
        let environment = try environment()
        try bodies(faults)

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

        let status = try answeredStatus()
        try object(.data)
        let providerCode = try name(.providerCode)
        let answering = try name(.provider)
        let provider = answering.isEmpty ? authProvider : answering
        try object(.providerResponse)
        let delivery = try delivery()
        let cost = try minorUnits(.cost) ?? 0
        let reference = try name(.reference)

        let destination =
            number.map { Destination.onePipe($0, countryCode: source.countryCode) } ?? Destination()
        var segments: Int32 = 1
        if let message, channel.equals("sms") { segments = Segments.count(message, otpLength: source.otpLength) }
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

    fileprivate mutating func onePipeQuery(_ faults: BodyFaults, _ chunk: inout ParsedChunk) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        _ = try name(.id)
        _ = try environment()
        try bodies(faults)

        let ref = try requiredName(.requestRef)
        _ = try text(.requestType)
        try object(.transaction)
        let transactionRef = try requiredName(.transactionRef)

        let status = try answeredStatus()
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

    @inline(__always)
    fileprivate mutating func mockMode(_ environment: Mode?) throws(Rejection) -> Mode {
        if let text = try text(.mockMode) { return text.equalsIgnoringCase("live") ? .live : .test }
        if let environment { return environment }
        return try unsetMode(.mockMode)
    }

    @inline(__always)
    fileprivate mutating func answeredStatus() throws(Rejection) -> Status {
        guard let text = try text(.status) else { return .pending }
        if text.equalsIgnoringCase("successful") { return .successful }
        if text.equalsIgnoringCase("failed") { return .failed }
        return .pending
    }

    @inline(__always)
    fileprivate mutating func delivery() throws(Rejection) -> Delivery {
        guard let text = try text(.delivery) else { return .none }
        if text.equals("delivered") { return .delivered }
        if text.equals("failed") { return .failed }
        if text.equals("pending") { return .pending }
        if text.equals("logged") { return .logged }
        throw Rejection(.unknownDelivery, .delivery, "none of delivered, failed, pending, logged")
    }
}

extension Destination {
    /// The destination of a OnePipe `mobile_no`. Only digits count; a leading `00` is dropped; then a single leading
    /// `0` is replaced by the country code. O(bytes).
    @inline(__always)
    fileprivate static func onePipe(_ number: Text, countryCode: Destination) -> Destination {
        // The first 12 digits are enough: two that may be dropped, two that show a single 0, and six that are kept.
        var first: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in number where Bytes.isDigit(byte) {
            if count < 8 {
                first.0 |= UInt64(byte) &<< UInt64(count &* 8)
            } else {
                first.1 |= UInt64(byte) &<< UInt64((count &- 8) &* 8)
            }
            count &+= 1
            if count == 12 { break }
        }
        func digit(_ index: Int) -> UInt8 {
            UInt8(
                truncatingIfNeeded: index < 8 ? first.0 &>> UInt64(index &* 8) : first.1 &>> UInt64((index &- 8) &* 8))
        }
        let zero = UInt8(ascii: "0")
        var from = 0
        if count >= 2, digit(0) == zero, digit(1) == zero { from = 2 }
        var result = Destination()
        if from < count, digit(from) == zero, from &+ 1 >= count || digit(from &+ 1) != zero {
            result.append(countryCode)
            from &+= 1
        }
        while from < count, result.count < digitsMax {
            result.append(digit(from))
            from &+= 1
        }
        return result
    }
}
