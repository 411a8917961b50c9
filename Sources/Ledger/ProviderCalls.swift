import LedgerFile
package import Vocabulary

/// A call as `reconcile` reads it, with its answer applied. It is valid only within the body that receives it.
package struct StreamedCall {
    package var timeNanoseconds: Int64
    /// The local day.
    package var day: CivilDate
    /// In minor units of the source's currency.
    package var costMinor: Int64
    /// The fields that it shares with many calls.
    package var kind: CallKind
    package var app: Identifier
    package var destination: Identifier
    package var providerCode: Identifier
    /// The provider's reference, in UTF-8.
    package var reference: UnsafeRawBufferPointer
    /// `request_ref`. For Paylink: the gateway's id, or the SHA-256 of the line.
    package var requestRef: UnsafeRawBufferPointer
}

extension Ledger {
    /// Calls `body` with every call of the ledger, with answers applied, in the order in which they are stored.
    ///
    /// - Parameters:
    ///   - choose: makes the value that `body` needs for a kind; called once for each kind.
    /// - Complexity: O(calls of the ledger) in the memory of one call. The only order of calls is that of their
    ///   storing.
    package func streamCalls<Choice>(
        calendar: LocalCalendar, choose: (CallKind) throws -> Choice,
        _ body: (StreamedCall, Choice) throws -> Void
    ) throws {
        let names = try names
        var choices: [Int64: (kind: CallKind, choice: Choice)] = [:]
        for (id, kind) in names.allKinds { choices[id] = (kind, try choose(kind)) }
        let rows = try database.prepare(
            """
            SELECT coalesce(a.kind, call.kind), call.time, coalesce(a.cost, call.cost),
              coalesce(a.reference, call.reference), call.ref, call.app, call.destination,
              coalesce(a.provider_code, call.provider_code)
            FROM call LEFT JOIN answer a ON a.call = call.id
            """)
        while try rows.step() {
            guard let (kind, choice) = choices[rows.int(0)], let destination = DestinationNumber.digits(rows.int(6))
            else {
                throw LedgerError.damaged("a call has no kind, or a destination that is none")
            }
            let app = try names.app(rows.int(5))
            let time = rows.int(1)
            try rows.withBytes(3) { reference in
                try rows.withBytes(4) { requestRef in
                    try body(
                        StreamedCall(
                            timeNanoseconds: time, day: calendar.day(ofNanoseconds: time), costMinor: rows.int(2),
                            kind: kind, app: app, destination: destination, providerCode: rows.identifier(7),
                            reference: reference, requestRef: requestRef),
                        choice)
                }
            }
        }
    }
}

extension Statement {
    /// Like `withText`, but for a body that throws.
    fileprivate func withBytes(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try withText(column) { bytes in Result { try body(bytes) } }.get()
    }
}
