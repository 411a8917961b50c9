import Audit
import Foundation
import TestSupport

/// Three months closed by the real program, with late logs between the closes.
///
/// They have adjustments, a credit note, rejected lines, unrated calls, and an app that the rules of the last month no
/// longer name.
struct SampleMonths {
    static let shared = Result { try SampleMonths().closed() }

    private let place: TemporaryFolder
    var folder: URL { place.url }
    /// In the order of closing.
    private(set) var reports: [ReportFiles] = []
    static let periods = ["2025-01", "2025-02", "2025-03"]

    private init() throws { place = try TemporaryFolder() }

    private consuming func closed() throws -> SampleMonths {
        // A static value is never let go of, so the folder would stay.
        SampleMonths.removedAtExit = place.path
        atexit { try? FileManager.default.removeItem(atPath: SampleMonths.removedAtExit) }
        try FileManager.default.createDirectory(at: folder.appending(path: "logs"), withIntermediateDirectories: true)
        let rules = try Repository.text("Tests/AuditTests/settle.yaml")
        try place.write(rules, to: "settle.yaml")
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
        try place.write(later, to: "settle.yaml")
        try settle(
            ["close", "--period", "2025-03", "logs/2025-02-late.ndjson", "logs/2025-03.ndjson"] + close)
        guard case .periods(let reports) = ReportFiles.read("\(place.path)/reports") else { throw NoReports() }
        self.reports = reports
        return self
    }

    // Written once, before the tests begin.
    nonisolated(unsafe) private static var removedAtExit = ""

    struct NoReports: Error {}

    private func write(_ lines: [Data], _ name: String) throws {
        try place.write(Data(lines.flatMap { $0 + [10] }), to: name)
    }

    /// Runs settle in the months' folder.
    @discardableResult
    func settle(_ arguments: [String], exits code: Int32 = 0) throws -> Program.Outcome {
        try place.settle(arguments, exits: code)
    }
}
