import Foundation
import Recomputation
import SeededRandom
import TestSupport
import Testing

/// A world so small that everything collides: a few references, times on both sides of a month's end, queries that tie,
/// duplicates that differ in every billing field. The order of reading must not show in the results.
struct CollisionTests {
    @Test(arguments: (1...12).map { UInt64($0) })
    func orderNeverShows(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let lines = (0..<140).map { _ in Self.line(&random) }
        let plain = try Self.billed([lines], threads: 1)

        let shuffled = try Self.billed([lines.shuffled(using: &random)], threads: 2)
        let spread = try Self.billed(lines.shuffled(using: &random).cut(into: 6).map { Array($0) }, threads: 3)
        let halves = lines.shuffled(using: &random).cut(into: 2).map { Array($0) }
        let overlapping = try Self.billed([halves[0], lines.reversed(), halves[1]], threads: 2)
        for period in ["2026-09", "2026-10", "2026-11"] {
            let expected = try plain.accounts(of: period)
            expectSame(try shuffled.accounts(of: period), as: expected, "seed \(seed), \(period), shuffled")
            expectSame(try spread.accounts(of: period), as: expected, "seed \(seed), \(period), in six readings")
            expectSame(try overlapping.accounts(of: period), as: expected, "seed \(seed), \(period), overlapping")
            let listed = try plain.listed(of: period)
            #expect(try shuffled.listed(of: period) == listed, "seed \(seed), \(period), shuffled")
            #expect(try spread.listed(of: period) == listed, "seed \(seed), \(period), in six readings")
            let pending = try plain.pending(of: period)
            #expect(try shuffled.pending(of: period) == pending, "seed \(seed), \(period), shuffled")
            #expect(try spread.pending(of: period) == pending, "seed \(seed), \(period), in six readings")
            #expect(try overlapping.pending(of: period) == pending, "seed \(seed), \(period), overlapping")
        }
        // Check that the world is as crowded as intended.
        #expect(try CSVFile(plain.report.appending(path: "invoices.csv")).rows.count >= 1, "seed \(seed)")
        #expect(try plain.listed().keys.contains { $0.hasPrefix("conflicting_duplicate") }, "seed \(seed)")
    }

    /// The specification worked out a second time comes to the same, also where the months are closed between the logs.
    @Test(arguments: (21...28).map { UInt64($0) })
    func agreesWithTheRecomputation(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let logs = (0..<4).map { _ in (0..<50).map { _ in Self.line(&random) }.log }
        let bench = try Bench(rules: Data(Self.rules.utf8))
        var model = try Recomputation(rules: Array(Self.rules.utf8))
        for (log, (period, command)) in zip(
            logs, [("2026-09", "run"), ("2026-09", "close"), ("2026-10", "close"), ("2026-11", "run")])
        {
            let name = "\(period)-\(command).ndjson"
            try bench.folder.write(log, to: name)
            let mayPass = command == "close" ? ["--allow-unrated", "--allow-rejected"] : []
            try bench.settle([command, "--quiet", "--period", period, name] + mayPass)
            model.read(name: name, bytes: Array(log))
            for (file, bytes) in try model.report(period: period, closing: command == "close")
            where file != "exceptions.csv" {
                let written = try Data(contentsOf: bench.folder.url.appending(path: "reports/\(period)/\(file)"))
                guard written != Data(bytes) else { continue }
                Issue.record(
                    "seed \(seed), \(period)/\(file):\n\(LineDifference.text(expected: Data(bytes), got: written))")
            }
        }
        try bench.settle(["verify", "reports"])
        try bench.settle(
            ["verify", "reports", "--logs"]
                + ["2026-09-run", "2026-09-close", "2026-10-close", "2026-11-run"].map { "\($0).ndjson" })
    }

    /// A ledger that read the logs one after the other, with October billed after each.
    private static func billed(_ logs: [[Data]], threads: Int) throws -> Bench {
        let bench = try Bench(rules: Data(rules.utf8))
        for (number, lines) in logs.enumerated() {
            try bench.ingest(lines.log, as: "log-\(number).ndjson", threads: threads)
            if number == 0, logs.count > 1 { try bench.run() }
        }
        for period in ["2026-09", "2026-10", "2026-11"] { try bench.run(period) }
        return bench
    }

    /// A random line of the small world.
    private static func line(_ random: inout Seeded) -> Data {
        func pick(_ values: [String]) -> String { values.randomElement(using: &random)! }
        let app = pick(["anna", "bola"])
        let time = pick([
            "2026-09-30T22:59:59.999999999Z", "2026-09-30T23:00:00Z", "2026-10-01T00:00:00+01:00",
            "2026-10-05T10:00:00Z",
            "2026-10-05T10:00:00.5Z", "2026-10-31T22:59:59Z", "2026-10-31T23:00:00Z",
        ])
        let status = pick(["Successful", "failed", "Pending", "Unknown"])
        let provider = pick(["alpha", "ALPHA", "Zeta", ""])
        let code = pick(["00", "51", ""])
        let delivery = pick(["\"delivered\"", "\"failed\"", "null"])
        let cost = pick(["9", "10", "\"100\"", "null"])
        let reference = pick(["x", "y", ""])
        let response = """
            {"status":"\(status)","data":{"provider":"\(provider)","provider_response_code":"\(code)",\
            "provider_response":{"delivery_status":\(delivery),"cost":\(cost),"reference":"\(reference)"}}}
            """
        let transaction = pick(["t1", "t2", "t3", "t4"])
        if Int.random(in: 0..<10, using: &random) < 4 {
            return Data(
                """
                {"time":"\(time)","app":"\(app)","endpoint":"/transact/query","request":{"request_ref":"q",\
                "transaction":{"transaction_ref":"\(transaction)"}},"response":\(response)}
                """.utf8)
        }
        let ref = pick(["r1", "r2", "r3", "r4", "r5", "r6"])
        let auth = pick(["card", "wallet", "msisdn"])
        let mode = pick(["live", "live", "live", "test"])
        let amount = pick(["9", "10", "1e1", "\"10\""])
        let details = #"{"type":"\#(pick(["sms", "ussd"]))","message":"\#(pick(["hello", "ç"]))"}"#
        return Data(
            """
            {"time":"\(time)","app":"\(app)","endpoint":"/transact","request":{"request_ref":"\(ref)","request_type":\
            "send_otp","auth":{"type":"\(auth)","auth_provider":"alpha"},"transaction":{"mock_mode":"\(mode)",\
            "transaction_ref":"\(transaction)","amount":\(amount),"details":\(details)}},\
            "response":\(pick([response, response, "null"]))}
            """.utf8)
    }

    private static let rules = """
        version: 1
        time_zone: Africa/Lagos
        services: [send_otp]
        sources:
          onepipe: {currency: NGN, country_code: "234"}
        invoice:
          issuer: host
          number: "INV-{year}-{sequence:6}"
          credit_note_number: "CN-{year}-{sequence:6}"
          due_days: 14
          tax: {NGN: vat}
        taxes:
          vat: {name: VAT, rate: 7.5%}
        parties:
          host: {role: host, name: Host Bank}
          onepipe: {role: onepipe, name: OnePipe}
          alpha: {role: provider, name: Alpha}
          zeta: {role: provider, name: Zeta}
        apps:
          anna: {name: Anna}
          bola: {name: Bola}
        tariffs:
          - {id: failed, match: {provider_code: "51"}, charge: free}
          - id: sms
            currency: NGN
            match: {channel: sms}
            charge: {cost_plus: {rate: 3%, fixed: 0.125}}
            split: shared
          - {id: rest, currency: NGN, charge: {percentage: {rate: 50%, min: 0.015}}, split: shared}
        income:
          - {id: own, currency: NGN, match: {auth_type: [card]}, charge: {cost_plus: {rate: 5%}}, split: shared}
        splits:
          shared:
            - {to: provider, cost: true}
            - {to: provider, share: 33.3%}
            - {to: onepipe, share: 33.3%}
            - {to: host, remaining: true}

        """
}
