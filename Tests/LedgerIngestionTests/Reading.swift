import Rules
import RulesFile
import TestSupport
import Testing

extension Rules {
    /// Reads the text of rules that must not have a fault.
    init(faultless text: String) throws {
        let reading = RulesReader.read(bytes: Array(text.utf8), name: "test")
        self = try #require(reading.rules, "\(reading.faults)")
    }
}

extension TemporaryFolder {
    /// The path of a ledger in the folder.
    var ledger: String { path + "/settle.db" }
}
