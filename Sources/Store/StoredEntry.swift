package import Settlement

/// An entry by hand with the place that it was read from.
package struct StoredEntry: Sendable {
    package var entry: HandEntry
    package var file: String
    package var line: Int
    /// The closing that booked it; `nil` while it is open.
    package var closing: Int64?

    package init(entry: HandEntry, file: String, line: Int, closing: Int64? = nil) {
        self.entry = entry
        self.file = file
        self.line = line
        self.closing = closing
    }
}
