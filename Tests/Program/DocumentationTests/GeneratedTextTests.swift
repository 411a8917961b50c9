import TestSupport
import Testing

@Suite("Files written for users to start from")
struct GeneratedTextTests {
    @Test("The committed JSON Schema is the one that the program writes")
    func schema() throws {
        let outcome = try Shell().run("settle check --schema")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == (try Repository.text("samples/settle.schema.json")))
    }

    @Test("The template of init passes check without a warning, and init never overwrites a file")
    func template() throws {
        let shell = try Shell()
        #expect(try shell.run("settle init").exitCode == 0)
        let check = try shell.run("settle check")
        #expect(check.exitCode == 0)
        #expect(check.output.hasSuffix("; no faults, 0 warnings\n"), "\(check.output)")
        #expect(try shell.run("settle init").exitCode == 73)
    }

    @Test("The sample rules pass check without a warning")
    func samples() throws {
        let check = try Shell().run("settle check --rules samples/settle.yaml")
        #expect(check.exitCode == 0)
        #expect(check.output.hasSuffix("; no faults, 0 warnings\n"), "\(check.output)")
    }

    @Test("Completions are written for each shell", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let outcome = try Shell().run("settle --generate-completion-script \(shell)")
        #expect(outcome.exitCode == 0)
        for word in ["ingest", "allow-rejected", "simulate"] {
            #expect(outcome.output.contains(word), "\(shell) completions without \(word)")
        }
    }

    @Test("The commands in samples/README.md make the sample logs, byte for byte")
    func sampleLogs() throws {
        let commands = Transcript(page: try Repository.text("samples/README.md")).steps.map(\.command)
        #expect(commands.count == 2)
        let shell = try Shell()
        for command in commands { #expect(try shell.run(command).exitCode == 0) }
        for (name, content) in [("onepipe.ndjson", "cat"), ("paylink.ndjson.gz", "zcat")] {
            let comparison = try shell.run("cmp <(\(content) \(name)) <(\(content) samples/logs/\(name))")
            #expect(comparison.exitCode == 0, "\(comparison.output)")
        }
    }
}
