public import Vocabulary

/// A call as `reconcile` looks at it: the ledger's row with its answer applied. Valid within the body it is given to.
public struct StreamedCall {
    public var timeNanoseconds: Int64
    /// The local day.
    public var day: CivilDate
    /// In minor units of the source's currency.
    public var costMinor: Int64
    /// What it has in common with others.
    public var profile: CallProfile
    /// The provider's reference, in UTF-8.
    public var reference: UnsafeRawBufferPointer
    /// `request_ref`; of Paylink the gateway's id or the line's SHA-256.
    public var requestRef: UnsafeRawBufferPointer
}

extension Ledger {
    /// Runs `body` on one state of the ledger: what another run stores meanwhile is not seen.
    public func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try database.execute("BEGIN")
        // Nothing was written: there is nothing to keep or to lose.
        defer { try? database.execute("ROLLBACK") }
        return try body()
    }

    /// Gives every call of the ledger to `body`, answers applied, in the order stored.
    ///
    /// - Parameters:
    ///   - choose: what `body` needs to know of a profile; asked once for each. `nil`: calls of it are passed over.
    /// - Complexity: O(calls of the ledger), memory of one call: calls are kept in no order but that of coming in.
    public func streamCalls<Choice>(
        calendar: LocalCalendar, choose: (CallProfile) throws -> Choice?,
        _ body: (StreamedCall, Choice) throws -> Void
    ) throws {
        let profiles = try self.profiles
        var choices: [Int64: (profile: CallProfile, choice: Choice)] = [:]
        for (id, profile) in profiles.all {
            if let choice = try choose(profile) { choices[id] = (profile, choice) }
        }
        let rows = try database.prepare(
            """
            SELECT coalesce(a.profile, call.profile), call.time, coalesce(a.cost, call.cost),
              coalesce(a.reference, call.reference), call.ref
            FROM call LEFT JOIN answer a ON a.call = call.id
            """)
        while try rows.step() {
            guard let (profile, choice) = choices[rows.int(0)] else { continue }
            let time = rows.int(1)
            try rows.withBytes(3) { reference in
                try rows.withBytes(4) { requestRef in
                    try body(
                        StreamedCall(
                            timeNanoseconds: time, day: calendar.day(ofNanoseconds: time), costMinor: rows.int(2),
                            profile: profile, reference: reference, requestRef: requestRef),
                        choice)
                }
            }
        }
    }
}

extension Statement {
    /// `withText` for a body that throws.
    fileprivate func withBytes(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try withText(column) { bytes in Result { try body(bytes) } }.get()
    }
}
