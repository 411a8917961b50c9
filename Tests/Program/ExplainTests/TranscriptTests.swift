import Foundation
import TestSupport
import Testing

/// The output that people see, one file per command: the command first, then its output, then the exit code if it is
/// not 0. `SETTLE_RECORD=1 swift test --filter Transcripts` records them again; read the difference before committing.
@Suite("Transcripts of explain")
struct TranscriptTests {
    static let folder = Repository.root.appending(path: "Tests/Program/ExplainTests/Transcripts")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("there are some")
    func present() {
        #expect(Self.names.count >= 12)
    }

    /// Names that start with `sample` use the sample month; the others use the quarter.
    @Test("are what the program prints", arguments: names)
    func transcript(name: String) throws {
        let url = Self.folder.appending(path: name)
        let expected = try String(contentsOf: url, encoding: String.Encoding.utf8)
        let command = String(expected.prefix { $0 != "\n" })
        try #require(command.hasPrefix("$ settle "))
        let folder = try (name.hasPrefix("sample") ? ExplainFolder.samples : ExplainFolder.quarter).get()
        let outcome = try folder.settle(command.dropFirst(9).split(separator: " ").map(String.init))
        var printed = command + "\n" + outcome.stdoutText + outcome.stderrText
        if outcome.exitCode != 0 { printed += "[exit \(outcome.exitCode)]\n" }
        if Repository.isRecording {
            try printed.write(to: url, atomically: true, encoding: String.Encoding.utf8)
        } else {
            #expect(printed == expected)
        }
    }
}
