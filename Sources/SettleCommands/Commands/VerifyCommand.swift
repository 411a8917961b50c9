import ArgumentParser
import Audit
import Documents
import Glibc

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "An auditor's check of reports, from their files alone.",
        discussion: """
            Examples:

              settle verify reports/2026-10
              settle verify reports
              settle verify reports --logs logs/ --rules settle.yaml

            Works out again, with no database and none of the parts that wrote the files: hashes, the chain of manifests,
            lines from the usage, taxes, totals, splits, positions, transfers, the journal, the control totals, and numbers
            without gaps over the folders given. Silent where all holds; else one line for each failed check and exit 65.

            A DIR is a period's folder or a folder of such. Of a folder of such, the first closed period must be the first
            ever closed; give the folders of single periods, or an archive besides, where earlier ones are elsewhere.

            With --logs, each folder is made again from the raw logs under its own settle.yaml, and compared byte for byte;
            --rules must be the settle.yaml of the last. Needs every folder since the first close, and room for a ledger
            where TMPDIR points.
            """)

    @OptionGroup var options: CommonOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: "Raw logs, files or folders: make everything again from them. Others than a manifest's are passed over.")
    var logs: [String] = []

    @Argument(help: "Folders of periods, or of such folders.")
    var folders: [String]

    func validate() throws {
        if folders.isEmpty { throw ValidationError("give a folder, for instance reports/2026-10.") }
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
                    .noInput, "There is no folder \(folder). Give a period's folder, such as reports/2026-10.")
            case .periods(let periods) where periods.isEmpty:
                throw Failure(.noInput, "\(folder) holds no report: no folder named YYYY-MM, no manifest.json.")
            case .period(let period):
                reports.append(period)
            case .periods(let periods):
                reports += periods
                isComplete = true
            }
        }
        // The same folder by two names is one.
        var paths: Set<String> = []
        reports = reports.filter { paths.insert(FolderPath.canonical($0.path)).inserted }

        let audit = Audit(version: Version.text, earlierVersions: Version.earlierOfSameFiles)
        var findings = audit.findings(of: reports, isComplete: isComplete)
        if !logs.isEmpty {
            let rules = try RulesLoading.rules(at: options.rules)
            let rebuilding = Rebuilding(logs: logs, rules: rules.bytes, rulesPath: options.rules, clock: clock)
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
            Terminal.write(String(decoding: result.document, as: UTF8.self), to: STDOUT_FILENO)
        } else {
            for finding in findings { Terminal.print(finding.description) }
        }
        guard findings.isEmpty else {
            let checks = Set(findings.map(\.check)).map(\.rawValue).sorted().joined(separator: ", ")
            let count = findings.count
            throw Failure(
                .data,
                "\(count.grouped) check\(count == 1 ? "" : "s") failed (\(checks)): "
                    + "these are not the reports as settle wrote them.")
        }
    }
}

enum FolderPath {
    /// Without links and dots, so that one folder has one path.
    static func canonical(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
