import Audit
import Foundation

/// Three months closed by the real program, with late logs between the closes.
///
/// They have adjustments, a credit note, rejected lines, unrated calls, and an app that the rules of the last month no
/// longer name.
struct SampleMonths {
    static let shared = Result { try SampleMonths().closed() }

    let folder: URL
    /// In the order of closing.
    private(set) var reports: [ReportFiles] = []
    static let periods = ["2025-01", "2025-02", "2025-03"]

    private init() {
        folder = FileManager.default.temporaryDirectory.appending(path: "settle-audit-\(UUID().uuidString)")
    }

    private consuming func closed() throws -> SampleMonths {
        SampleMonths.removedAtExit = folder.path
        atexit { try? FileManager.default.removeItem(atPath: SampleMonths.removedAtExit) }
        try FileManager.default.createDirectory(at: folder.appending(path: "logs"), withIntermediateDirectories: true)
        let rules = try String(contentsOf: SampleMonths.source("settle.yaml"), encoding: .utf8)
        try Data(rules.utf8).write(to: folder.appending(path: "settle.yaml"))
        for (index, period) in SampleMonths.periods.enumerated() {
            let log = "logs/\(period).ndjson"
            try settle([
                "simulate", "--profile", "samples", "--calls", "90", "--apps", "4", "--period", period, "--seed",
                "\(index + 40)",
                "--queries-per-mille", "200", "--pending-per-mille", "120", "--malformed-per-ten-thousand", "100",
                "--quiet", log,
            ])
            // Two of three lines are in time; the third comes with the next month's log.
            let lines = try Data(contentsOf: folder.appending(path: log)).split(separator: 10)
            try write(lines.enumerated().filter { $0.offset % 3 != 0 }.map(\.element), log)
            try write(lines.enumerated().filter { $0.offset % 3 == 0 }.map(\.element), "logs/\(period)-late.ndjson")
        }
        // Three calls are billed in January. February's logs show that they were tests: a credit note.
        func call(_ number: Int, _ mode: String, _ second: Int) -> Data {
            Data(
                """
                {"time":"2025-01-10T10:00:0\(second)+01:00","app":"app-019","endpoint":"/transact","http_status":200,\
                "request":{"request_ref":"life-\(number)","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},\
                "transaction":{"mock_mode":"\(mode)","customer":{"mobile_no":"2348031234567"},"details":{"type":"sms",\
                "message":"code {otp}"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":120}}}}
                """.utf8)
        }
        try write((1...3).map { call($0, "live", 5) }, "logs/2025-01-life.ndjson")
        try write((1...3).map { call($0, "test", 1) }, "logs/2025-01-life-late.ndjson")

        let close = ["--allow-rejected", "--allow-unrated", "--quiet"]
        try settle(["close", "--period", "2025-01", "logs/2025-01.ndjson", "logs/2025-01-life.ndjson"] + close)
        try settle(
            ["close", "--period", "2025-02", "logs/2025-01-late.ndjson", "logs/2025-01-life-late.ndjson"]
                + ["logs/2025-02.ndjson"] + close)
        let later =
            rules.split(separator: "\n").filter { !$0.contains("app-012: {") }.joined(separator: "\n")
            .replacingOccurrences(of: "[app-011, app-012, app-019]", with: "[app-011, app-019]") + "\n"
        try Data(later.utf8).write(to: folder.appending(path: "settle.yaml"))
        try settle(
            ["close", "--period", "2025-03", "logs/2025-02-late.ndjson", "logs/2025-03.ndjson"] + close)
        guard case .periods(let reports) = ReportFiles.read(folder.appending(path: "reports").path) else {
            throw Trouble("no reports were written")
        }
        self.reports = reports
        return self
    }

    // Written once, before the tests begin.
    nonisolated(unsafe) private static var removedAtExit = ""

    struct Trouble: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    static func source(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    }

    private func write(_ lines: [Data], _ name: String) throws {
        try Data(lines.flatMap { $0 + [10] }).write(to: folder.appending(path: name))
    }

    /// Runs settle in the months' folder.
    ///
    /// - Throws: `Trouble` if it exits with another code than expected.
    @discardableResult
    func settle(_ arguments: [String], exits status: Int32 = 0) throws -> (output: String, errors: String) {
        let outcome = try Program.settle(arguments, in: folder)
        guard outcome.status == status else {
            throw Trouble(
                "settle \(arguments.joined(separator: " ")) → \(outcome.status): \(outcome.output)\(outcome.errors)")
        }
        return (outcome.output, outcome.errors)
    }
}

/// The built program, which is beside the test bundle.
enum Program {
    static func settle(
        _ arguments: [String], in folder: URL
    ) throws -> (status: Int32, output: String, errors: String) {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(filePath: bundle).deletingLastPathComponent().appending(path: "settle")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let outputs = ["out", "err"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
        defer { for output in outputs { try? FileManager.default.removeItem(at: output) } }
        let handles = try outputs.map { url in
            _ = FileManager.default.createFile(atPath: url.path, contents: nil)
            return try FileHandle(forWritingTo: url)
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
        process.waitUntilExit()
        let texts = try outputs.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (process.terminationStatus, texts[0], texts[1])
    }
}
