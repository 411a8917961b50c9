import Foundation
import TestSupport
import Testing

/// A month with nine calls of one provider, small enough to work out by hand.
private let log = """
    {"time":"2026-10-01T09:00:00Z","app":"app-017","endpoint":"/transact","request":{"request_ref":"q1","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200,"reference":"b1"}}}}
    {"time":"2026-10-02T09:00:00Z","app":"app-017","endpoint":"/transact","request":{"request_ref":"q2","request_type":"send_otp","auth":{"auth_provider":"BCPTR"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200,"reference":"b2"}}}}
    {"time":"2026-10-10T09:00:00Z","app":"app-017","endpoint":"/transact","request":{"request_ref":"q3","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Failed","data":{"provider_response":{"cost":300,"reference":"b3"}}}}
    {"time":"2026-10-20T09:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q4","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200}}}}
    {"time":"2026-10-31T09:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q5","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200,"reference":"b5"}}}}
    {"time":"2026-10-05T09:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q6","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"test","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200,"reference":"b6"}}}}
    {"time":"2026-10-05T10:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q7","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","transaction_ref":"t7","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":null}
    {"time":"2026-10-05T11:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q8","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":null}
    {"time":"2026-09-15T11:00:00Z","app":"app-016","endpoint":"/transact","request":{"request_ref":"q9","request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"mock_mode":"live","customer":{"mobile_no":"08070000000"},"details":{"type":"sms"}}},"response":{"status":"Successful","data":{"provider_response":{"cost":1200,"reference":"b9"}}}}
    {"time":"2026-11-02T11:00:00Z","app":"app-016","endpoint":"/transact/query","request":{"request_ref":"ask","transaction":{"transaction_ref":"t7"}},"response":{"status":"Successful","data":{"provider_response":{"cost":1100,"reference":"b7"}}}}

    """

struct ReconcileTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
        try place.write(try SampleFiles.rules(), to: "settle.yaml")
        try place.write(log, to: "log.ndjson")
        #expect(try place.settle(["ingest", "--quiet", "log.ndjson"]).exitCode == 0)
    }

    private func reconcile(_ statement: String, _ options: [String] = []) throws -> Program.Outcome {
        try place.write(statement, to: "statement.csv")
        return try place.settle(
            ["reconcile", "--period", "2026-10", "--provider", "beeceptor", "statement.csv"] + options)
    }

    @Test func everyClassWithItsReason() throws {
        let outcome = try reconcile(
            """
            reference,request_ref,time,status,cost
            b1,q1,2026-10-01,Successful,12.00
            b2,,2026-10-02,Successful,12.50
            b3,,2026-10-10,Successful,3.00
            ,q4,2026-10-20,Successful,12.00
            b7,,2026-10-05,Successful,11.00
            b1,q1,2026-10-01,Successful,12.00
            b9,,2026-10-01T00:30:00+01:00,Successful,12.00
            x1,,2026-10-07,Failed,1.00

            """)
        #expect(outcome.exitCode == 65)
        #expect(
            outcome.stderrText == """
                error: 6 items are open: see reports/reconciliation-2026-10-beeceptor/reconciliation.csv. Raise them with \
                Beeceptor, or use --report-only to exit with 0.

                """)
        #expect(
            try place.read("reports/reconciliation-2026-10-beeceptor/reconciliation.csv") == """
                class,line,matched_by,app,request_ref,reference,time,ledger_status,statement_status,ledger_cost,statement_cost,difference,outcome,tariff,age_days,detail
                matched,2,reference,app-017,q1,b1,2026-10-01T09:00:00Z,Successful,Successful,12.00,12.00,0.00,billed,sms-ng,31,
                matched,5,request_ref,app-016,q4,,2026-10-20T09:00:00Z,Successful,Successful,12.00,12.00,0.00,billed,sms-ng,12,
                matched,6,reference,app-016,q7,b7,2026-10-05T10:00:00Z,Successful,Successful,11.00,11.00,0.00,billed,sms-ng,27,
                amount_differs,3,reference,app-017,q2,b2,2026-10-02T09:00:00Z,Successful,Successful,12.00,12.50,0.50,billed,sms-ng,30,
                status_differs,4,reference,app-017,q3,b3,2026-10-10T09:00:00Z,Failed,Successful,3.00,3.00,0.00,billed,sms-ng,22,
                only_in_ledger,,,app-016,q5,b5,2026-10-31T09:00:00Z,Successful,,12.00,,-12.00,billed,sms-ng,1,
                only_in_statement,8,,,,b9,2026-10-01,,Successful,,12.00,12.00,,,31,"the ledger has it in 2026-09, provider beeceptor"
                only_in_statement,9,,,,x1,2026-10-07,,Failed,,1.00,1.00,,,25,
                duplicate_in_statement,7,,,q1,b1,2026-10-01,,Successful,,12.00,12.00,,,31,as line 2
                not_expected,,,app-016,q6,b6,2026-10-05T09:00:00Z,Successful,,12.00,,-12.00,test,,27,test
                not_expected,,,app-016,q8,,2026-10-05T11:00:00Z,Pending,,0.00,,0.00,pending,,27,pending_at_no_cost

                """)
        #expect(
            outcome.stdoutText == """
                Beeceptor (beeceptor), 2026-10 (Africa/Lagos), NGN: 8 calls against 8 rows of statement.csv

                                            items  cost in ledger  in statement  difference  oldest, days
                matched                         3           35.00         35.00        0.00
                amount differs                  1           12.00         12.50        0.50            30
                status differs                  1            3.00          3.00        0.00            22
                only in the ledger              1           12.00          0.00      -12.00             1
                only in the statement           2            0.00         13.00       13.00            31
                duplicate in the statement      1            0.00         12.00       12.00            31
                not expected                    2           12.00          0.00      -12.00
                all                            11           74.00         75.50        1.50
                not expected in the statement: 1 test, 1 pending at no cost

                open, by age in days        1-7  8-14  15-21  22-31  outside the period  no time
                amount differs                0     0      0      1                   0        0
                status differs                0     0      0      1                   0        0
                only in the ledger            1     0      0      0                   0        0
                only in the statement         0     0      0      2                   0        0
                duplicate in the statement    0     0      0      1                   0        0

                statement.csv:3: amount differs: b2, 12.00 in the ledger, 12.50 in the statement
                statement.csv:4: status differs: b3, Failed in the ledger, Successful in the statement
                beeceptor on 2026-10-31: only in the ledger: b5, 12.00
                statement.csv:8: only in the statement: b9, 12.00; the ledger has it in 2026-09, provider beeceptor
                statement.csv:9: only in the statement: x1, 1.00
                statement.csv:7: duplicate in the statement: b1, 12.00; as line 2

                Tie-out: calls, the provider's cost, and what is invoiced
                                     calls  on statement  cost in ledger  in statement  invoiced
                billed, sms-ng           6             5           62.00         50.50   3000.00
                left out: test           1             0           12.00          0.00
                left out: pending        1             0            0.00          0.00
                calls of the period      8             5           74.00         50.50   3000.00
                rows without a call                    3                         25.00
                statement                              8                         75.50
                Invoiced: each tariff's charges before tax, divided among their providers by units, the largest remainder first.

                6 open; published reports/reconciliation-2026-10-beeceptor

                """)
    }

    @Test func toleranceReportOnlyAndOpenOnly() throws {
        let statement = """
            reference,request_ref,time,status,cost
            b1,,2026-10-01,Successful,12.00
            b2,,2026-10-02,Successful,12.50
            b3,,2026-10-10,Failed,3.00
            ,q4,2026-10-20,Successful,12.00
            b5,,2026-10-31,Successful,12.00
            b7,,2026-10-05,Successful,11.00

            """
        let csv = "reports/reconciliation-2026-10-beeceptor/reconciliation.csv"
        let strict = try reconcile(statement, ["--quiet", "--open-only"])
        #expect(strict.exitCode == 65)
        #expect(strict.stderrText.hasPrefix("error: 1 item is open"))
        #expect(try place.read(csv).split(separator: "\n").count == 2)
        #expect(try reconcile(statement, ["--quiet", "--report-only"]).exitCode == 0)
        #expect(try reconcile(statement, ["--quiet", "--tolerance", "0.49"]).exitCode == 65)
        let lenient = try reconcile(statement, ["--quiet", "--tolerance", "0.50"])
        #expect(lenient.exitCode == 0)
        #expect(lenient.stderrText == "" && lenient.stdoutText == "")
        #expect(try place.read(csv).contains("within the tolerance"))
        #expect(try reconcile(statement, ["--tolerance", "0.505"]).exitCode == 64)
    }

    @Test func theRulesNameTheColumnsAndOptionsOverrideThem() throws {
        let rules = try place.read("settle.yaml").replacing(
            "name: Beeceptor, aliases: [BCPTR]}",
            with:
                "name: Beeceptor, aliases: [BCPTR], statement: {reference: Ref, time: none, status: State, cost: Kobo, "
                + "unit: minor, statuses: {DELIVRD: Successful, UNDELIV: Failed}}}")
        try place.write(rules, to: "settle.yaml")
        let rows = "b1;DELIVRD;1200\nb2;DELIVRD;1200\nb3;UNDELIV;300\nb5;DELIVRD;1200\nb7;DELIVRD;1,100\n"
        let options = ["--separator", ";", "--thousands", ",", "--json"]
        let outcome = try reconcile("Ref;State;Kobo\n" + rows, options)
        #expect(outcome.exitCode == 65)
        #expect(outcome.stdoutText.contains("\"open\": 1,"))
        #expect(outcome.stdoutText == (try place.read("reports/reconciliation-2026-10-beeceptor/reconciliation.json")))
        let renamed = try reconcile("Reference;State;Kobo\n" + rows, options + ["--reference-column", "Reference"])
        #expect(
            renamed.stdoutText
                == outcome.stdoutText.replacing(/"sha256": "[0-9a-f]*"/, with: sha256(renamed.stdoutText)))
        let words = try reconcile(
            "Ref;State;Kobo\nb1;LOST;1200\n", options + ["--report-only", "--status-word", "LOST=Failed"])
        #expect(words.exitCode == 0)
        #expect(
            try place.read("reports/reconciliation-2026-10-beeceptor/reconciliation.csv").contains("status_differs,2,"))
    }

    private func sha256(_ json: String) -> String {
        json.firstMatch(of: /"sha256": "[0-9a-f]*"/).map { String($0.output) } ?? ""
    }

    @Test func theSameBytesWhateverTheOrderOfTheLog() throws {
        let statement = "reference,time,status,cost\nb1,2026-10-01,Successful,12.00\nb7,2026-10-02,Failed,1.00\n"
        _ = try reconcile(statement)
        let folder = "reports/reconciliation-2026-10-beeceptor/reconciliation"
        let before = (try place.read(folder + ".csv"), try place.read(folder + ".json"))
        try place.write(
            log.split(separator: "\n").reversed().map { $0 + "\n" }.joined(), to: "turned.ndjson")
        #expect(try place.settle(["ingest", "--quiet", "--database", "turned.db", "turned.ndjson"]).exitCode == 0)
        _ = try reconcile(statement, ["--database", "turned.db"])
        #expect(try place.read(folder + ".csv") == before.0)
        #expect(try place.read(folder + ".json") == before.1)
    }

    @Test func whatCannotBeReconciledIsSaid() throws {
        let cases: [(statement: String, options: [String], exitCode: Int32, message: String)] = [
            (
                "reference;time;status;cost\nb1;2026-10-01;Successful;12\n", [], 65,
                """
                error: statement.csv:1:1: error: the header is one column, 'reference;time;status;cost'
                hint: its columns seem to be separated by ';': give --separator ';'
                1 fault in statement.csv; what follows was not looked at. Nothing was compared or written.

                """
            ),
            (
                "reference,time,status,cost\nb1,2026-10-01,Successful,\"1,200.00\"\nb2,2026-10-01,Successful,x\n", [],
                65,
                """
                error: statement.csv:2:26: error: '1,200.00' is not an amount: it has a ',' in it
                hint: where it stands between thousands, give --thousands ','; decimals follow a point
                statement.csv:3:26: error: 'x' is not an amount
                hint: write digits, with a point before the decimals and nothing else: 12.50
                2 faults in statement.csv. Nothing was compared or written.

                """
            ),
            (
                "", ["--provider", "nobody"], 64,
                "error: The rules name no provider nobody. Its providers are: beeceptor, naijatext, swiftsms, stcpay.\n"
            ),
            (
                "", ["--provider", "onepipe"], 64,
                "error: onepipe is onepipe, not a provider: it has no statement to reconcile.\n"
            ),
            (
                "", ["--currency", "USD"], 64,
                "error: --currency takes a currency of the rules' sources (NGN, SAR), not USD.\n"
            ),
        ]
        for (statement, options, exitCode, message) in cases {
            let outcome = try reconcile(statement, options)
            #expect(outcome.exitCode == exitCode, "\(outcome.stderrText)")
            #expect(outcome.stderrText == message)
            #expect(outcome.stdoutText == "")
        }
        #expect(!place.exists("reports"))
        let missing = try place.settle(["reconcile", "--period", "2026-10", "--provider", "beeceptor", "nowhere.csv"])
        #expect(missing.exitCode == 66)
        let noLedger = try reconcile("", ["--database", "nowhere.db"])
        #expect(noLedger.exitCode == 66)
        #expect(!place.exists("nowhere.db"))
    }
}

struct ReconcileSampleTests {
    /// If the ledger's content comes back as a statement, everything matches, in any order of rows.
    @Test(arguments: ["beeceptor", "naijatext", "swiftsms", "stcpay"])
    func aStatementThatSaysWhatTheLedgerHasLeavesNothingOpen(provider: String) throws {
        let place = try TemporaryFolder.ofSamples()
        func reconcile(_ file: String) throws -> Program.Outcome {
            try place.settle(["reconcile", "--period", "2026-10", "--provider", provider, "--quiet", file])
        }
        try place.write("reference,request_ref,time,status,cost\n", to: "empty.csv")
        #expect(try reconcile("empty.csv").exitCode == 65)
        let csv = "reports/reconciliation-2026-10-\(provider)/reconciliation.csv"
        let items = try place.read(csv).split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(items.count > 100)
        #expect(items.allSatisfy { $0[0] == "only_in_ledger" || $0[0] == "not_expected" })
        let rows = items.map { [$0[5], $0[4], $0[6], $0[7], $0[9]].joined(separator: ",") + "\n" }
        for (name, order) in [("statement.csv", rows), ("turned.csv", rows.reversed())] {
            try place.write("reference,request_ref,time,status,cost\n" + order.joined(), to: name)
            let outcome = try reconcile(name)
            #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
            let classes = Set(try place.read(csv).split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } })
            #expect(classes == ["matched"])
        }
    }

    @Test func aClosedPeriodsFolderIsLeftAsItIs() throws {
        let place = try TemporaryFolder.ofSamples()
        for period in ["2026-09", "2026-10"] {
            #expect(try place.settle(["close", "--quiet", "--allow-rejected", "--period", period]).exitCode == 0)
        }
        let manifest = try place.read("reports/2026-10/manifest.json")
        try place.write("reference,time,status,cost\nb1,2026-10-01,Successful,12.00\n", to: "s.csv")
        let arguments = [
            "reconcile", "--period", "2026-10", "--provider", "naijatext", "s.csv", "--report-only", "--json",
        ]
        let closed = try place.settle(arguments)
        #expect(closed.exitCode == 0)
        #expect(try place.read("reports/2026-10/manifest.json") == manifest)
        // The frozen rules bill the month, whatever the file now says.
        try place.write(try place.read("settle.yaml").replacing("price: 16.00", with: "price: 1.00"), to: "settle.yaml")
        #expect(try place.settle(arguments).stdoutText == closed.stdoutText)
    }
}
