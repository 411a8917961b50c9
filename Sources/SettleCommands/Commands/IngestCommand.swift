import ArgumentParser
import Documents
import JSONFormat
import Workflow

struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read logs into the ledger.",
        usage: "settle ingest [<options>] <logs> ...",
        discussion: """
            Examples:

              settle ingest logs/2026-10-03.ndjson.gz
              zcat old/*.gz | settle ingest -

            A log is a file (plain, .gz or .zst), a folder (every log below it, by name),
            or - for standard input. A file is stored whole or not at all. A file that was
            read before, with the same bytes, is skipped.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var reading: ReadingOptions

    @Argument(help: "Logs: files, folders, or -.", completion: Completions.logs)
    var logs: [String]

    func run() throws {
        let paths = try Ingestion.paths(logs, quiet: options.quiet)
        let workspace = try Workspace(options)
        let reports = try Ingestion(workspace: workspace, options: options, reading: reading).read(paths)
        if options.json {
            Terminal.print(JSONText.object([("files", Ingestion.json(reports))]))
        }
    }
}
