import Foundation
import TestSupport
import Testing

/// What somebody reads who asks for help, in a terminal of the usual width.
struct HelpTests {
    @Test("no line of a help is wider than 80 columns")
    func fits() throws {
        let here = FileManager.default.temporaryDirectory
        let commands = try Self.commands(here)
        #expect(commands.count > 9)
        for command in commands + [""] {
            let outcome = try Program.settle(["help"] + (command.isEmpty ? [] : [command]), in: here)
            #expect(outcome.exitCode == 0)
            for line in outcome.stdoutText.split(separator: "\n") where line.count > 80 {
                Issue.record("settle help \(command): \(line.count) columns: \(line)")
            }
        }
    }

    @Test("examples stand in one line each, so that they can be pasted")
    func examples() throws {
        let here = FileManager.default.temporaryDirectory
        for command in try Self.commands(here) {
            let lines = try Program.settle(["help", command], in: here).stdoutText
                .split(separator: "\n", omittingEmptySubsequences: false)
            // A line behind an example is empty, another example, or the continuation that a backslash announces.
            for (line, next) in zip(lines, lines.dropFirst()) where line.contains("settle \(command) ") {
                guard line.hasPrefix("  "), !line.hasSuffix("\\") else { continue }
                #expect(next.isEmpty || next.hasPrefix("  "), "settle help \(command): \(line) / \(next)")
            }
        }
    }

    private static func commands(_ folder: URL) throws -> [String] {
        let help = try Program.settle(["--help"], in: folder).stdoutText
        let lines = help.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
        return lines.prefix { $0.hasPrefix("  ") && !$0.contains("See '") }.filter { !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
