/// A live call that has no final status, as `pending.csv` lists it (S5.39).
package struct PendingCall: Sendable {
    package var app: Identifier
    /// `request_ref`. For Paylink: the gateway's id, or the SHA-256 of the line.
    package var reference: Identifier
    package var timeNanoseconds: Int64
    package var source: Source
    /// As logged.
    package var provider: Identifier
    /// In minor units of the source's currency.
    package var costMinor: Int64
    /// The log and the line that the call came from.
    package var file: Identifier
    package var line: Int64

    package init(
        app: Identifier, reference: Identifier, timeNanoseconds: Int64, source: Source, provider: Identifier,
        costMinor: Int64, file: Identifier, line: Int64
    ) {
        self.app = app
        self.reference = reference
        self.timeNanoseconds = timeNanoseconds
        self.source = source
        self.provider = provider
        self.costMinor = costMinor
        self.file = file
        self.line = line
    }
}
