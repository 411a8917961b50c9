import Foundation
import TestSupport
import Testing

@Suite("The transcripts of the pages")
struct TranscriptTests {
    @Test("show what the program prints for the samples, in order", arguments: Repository.pages)
    func page(path: String) throws {
        let transcript = Transcript(page: try Repository.text(path))
        let shell = try Shell()
        var outputs: [Int: String] = [:]
        for (position, step) in transcript.steps.enumerated() {
            let outcome = try shell.run(step.command)
            guard !Transcript.matches(step.output, outcome.output) else { continue }
            outputs[position] = outcome.output
            if !Repository.isRecording {
                Issue.record("\(path):\(step.line): `\(step.command)` prints\n\(outcome.output)")
            }
        }
        if Repository.isRecording, !outputs.isEmpty {
            let page = transcript.page(with: outputs)
            try Data(page.utf8).write(to: Repository.root.appending(path: path))
        }
    }

    @Test("are on the pages where readers look for them")
    func places() throws {
        for (path, least) in [("README.md", 1), ("docs/guide.md", 25), ("docs/ledger.md", 10), ("docs/reports.md", 2)] {
            let steps = Transcript(page: try Repository.text(path)).steps
            #expect(steps.count >= least, "\(path) has \(steps.count) commands")
        }
        #expect(Transcript(page: try Repository.text("README.md")).steps.first?.output.isEmpty == false)
    }

    @Test("may omit lines, but nothing else")
    func matching() {
        #expect(Transcript.matches(["a", "b"], "a\nb\n"))
        #expect(Transcript.matches([], ""))
        #expect(Transcript.matches(["…"], ""))
        #expect(Transcript.matches(["a", "…", "d"], "a\nb\nc\nd\n"))
        #expect(Transcript.matches(["a", "…"], "a\n"))
        #expect(!Transcript.matches(["a", "b"], "a\nb"))
        #expect(!Transcript.matches(["a"], "a\nb\n"))
        #expect(!Transcript.matches(["a", "…", "d"], "a\nb\n"))
        #expect(!Transcript.matches(["\u{E9}"], "e\u{301}\n"))
        #expect(!Transcript.matches(["a"], ""))
    }

    @Test("are parsed from their blocks")
    func parsing() {
        let page = """
            ```console
            $ one "
            > two"
            out
            > put
            $ three
            ```
            ```console norun
            $ four
            ```
            $ five
            """
        let transcript = Transcript(page: page)
        #expect(transcript.steps.map(\.command) == ["one \"\ntwo\"", "three"])
        #expect(transcript.steps.map(\.output) == [["out", "> put"], []])
        #expect(transcript.steps.map(\.line) == [2, 6])
        let changed = transcript.page(with: [0: "new\n", 1: "last\n"])
        #expect(changed.contains("> two\"\nnew\n$ three\nlast\n```"))
    }
}
