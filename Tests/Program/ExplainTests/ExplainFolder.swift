import Foundation
import TestSupport

/// A folder with a ledger made by the built `settle`, for tests of `explain`.
struct ExplainFolder: Sendable {
    private let folder: TemporaryFolder
    var url: URL { folder.url }

    /// `explain` did not say what a test asks it for.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes a new folder with a copy of `source`, a path from the root of the repository.
    init(copyOf source: String) throws {
        folder = try TemporaryFolder(copying: Repository.root.appending(path: source))
    }

    func settle(_ arguments: [String]) throws -> Program.Outcome { try folder.settle(arguments) }

    /// Runs a command that must succeed.
    func must(_ arguments: [String]) throws { try folder.settle(arguments, exits: 0) }

    /// The sample month as drafts. All tests of the run use it, so it stays in the machine's temporary folder.
    static let samples = Result {
        let folder = try ExplainFolder(copyOf: "samples")
        try folder.must(["run", "--quiet", "--period", "2026-10", "logs"])
        return folder
    }

    /// A quarter with two closed months and an open one; each log brings something that the logs before it did not
    /// have. It stays, as the samples do.
    static let quarter = Result {
        let folder = try ExplainFolder(copyOf: "Tests/Program/ExplainTests/Quarter")
        try folder.must(["close", "--quiet", "--period", "2025-07", "--allow-unrated", "1-july.ndjson"])
        try folder.must(["close", "--quiet", "--period", "2025-08", "2-august.ndjson"])
        try folder.must(["run", "--quiet", "--period", "2025-09", "3-september.ndjson"])
        return folder
    }

    /// The explanation of an id as JSON; the first one if there are several.
    func explained(_ id: String, _ options: [String] = []) throws -> [String: Any] {
        let outcome = try settle(["explain", id, "--json"] + options)
        guard outcome.exitCode == 0 else { throw Failed(description: "\(id): \(outcome.stderrText)") }
        let document = try JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any]
        guard let first = (document?["explained"] as? [[String: Any]])?.first else {
            throw Failed(description: "\(id): nothing explained")
        }
        return first
    }
}

/// `"1234.50"` in hundredths, exactly.
func minor(_ text: Any?) throws -> Int {
    guard let text = text as? String, let value = Int(text.filter { $0 != "." }),
        text.split(separator: ".").last?.count == 2
    else { throw ExplainFolder.Failed(description: "\(String(describing: text)) is no amount") }
    return value
}
