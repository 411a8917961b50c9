import ArgumentParser
import Audit
import Documents
import Glibc
import JSONFormat
import Vocabulary
import Workflow

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Audit reports, using only their files.",
        usage: "settle verify [<options>] <folders> ...",
        discussion: """
            Examples:

              settle verify reports/2026-10
              settle verify reports
              settle verify reports --logs logs/ --rules settle.yaml

            Works everything out again without a database, and without the code that wrote
            the files: hashes, the chain of manifests, invoice lines from the usage, taxes,
            totals, splits, positions, transfers, the journal, control totals, and document
            numbers without gaps across the folders. Prints nothing if all checks pass;
            otherwise one line for each failed check, with exit code 65.

            A folder is a period's folder, or a folder of such. In the latter, the first
            closed period must be the first one ever closed. If earlier ones are elsewhere,
            name single periods' folders, or add the archive's folder.

            With --logs, every folder is made again from the raw logs, under its own
            settle.yaml, and compared byte for byte. --rules must be the settle.yaml of
            the last folder. This needs every folder since the first close, and space for
            a ledger in TMPDIR.
            """)

    @OptionGroup var options: CommonOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: "Raw logs, files or folders: make everything again from them. Logs not in a manifest are skipped.",
        completion: Completions.logs)
    var logs: [String] = []

    @Argument(help: "Periods' folders, or folders of these.", completion: .directory)
    var folders: [String]

    func validate() throws {
        if folders.isEmpty { throw ValidationError("Name a folder, for example reports/2026-10.") }
        if logs.contains("-") {
            throw ValidationError("--logs takes files and folders; standard input can't be read twice.")
        }
    }

    func run() throws {
        let clock = try Clock.read()
        var reports: [ReportFiles] = []
        var isComplete = false
        for folder in folders {
            switch ReportFiles.read(folder) {
            case .missing:
                throw Failure(
                    .noInput, "No such folder: \(folder). Name a period's folder, such as reports/2026-10.")
            case .periods(let periods) where periods.isEmpty:
                throw Failure(
                    .noInput,
                    "\(folder) holds no report: it has no manifest.json and no folder named after a period, such as "
                        + "2026-10.")
            case .period(let period):
                reports.append(period)
            case .periods(let periods):
                reports += periods
                isComplete = true
            }
        }
        // A folder given under two names counts once.
        var paths: Set<String> = []
        reports = reports.filter { paths.insert(FolderPath.canonical($0.path)).inserted }

        let audit = Audit(version: Version.text, earlierVersions: Version.earlierOfSameFiles)
        var findings = audit.findings(of: reports, isComplete: isComplete)
        if !logs.isEmpty {
            let rebuilding = RebuildPeriods(
                logs: logs, rules: try LoadedRules(at: options.rules).bytes, nowNanoseconds: clock.nanoseconds,
                threads: Cores.workers, versions: (Version.text, Version.earlierOfSameFiles),
                words: { Failure($0)?.message ?? "\($0)" })
            findings += try rebuilding.findings(of: audit.order(of: reports))
        }
        try say(findings, reports)
    }

    private func say(_ findings: [Finding], _ reports: [ReportFiles]) throws {
        if options.json {
            let failed = findings.map { finding in
                JSONText.object([
                    ("check", .string(finding.check.rawValue)), ("file", .string(finding.file)),
                    ("place", .string(finding.place)), ("what", .string(finding.what)),
                    ("found", .string(finding.found)), ("expected", .string(finding.expected)),
                ])
            }
            let result = JSONText.object([
                ("folders", .array(reports.map { .string($0.path) })), ("from_logs", .bool(!logs.isEmpty)),
                ("holds", .bool(findings.isEmpty)), ("failed", .array(failed)),
            ])
            Terminal.print(result)
        } else {
            for finding in findings { Terminal.print(finding.description) }
        }
        guard findings.isEmpty else {
            let checks = Set(findings.map(\.check)).map(\.rawValue).sorted().joined(separator: ", ")
            let count = findings.count
            throw Failure(
                .data,
                "\(count.counted("check")) failed (\(checks)): "
                    + "these reports are not as settle wrote them.")
        }
    }
}

enum FolderPath {
    /// The path without links and dots, so that one folder has one path.
    static func canonical(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
