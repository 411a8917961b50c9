import TestSupport

extension TemporaryFolder {
    /// The path of a ledger in the folder.
    var ledger: String { path + "/settle.db" }
}
