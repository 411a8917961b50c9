import Testing

@testable import Recomputation

/// Whole reports, worked out by hand.
@Suite struct ReportTests {
    private let rules = Array(
        rulesText(
            tariffs: """
                [{id: sms, currency: NGN, match: {channel: sms}, charge: {graduated: [{up_to: 2, price: 4.00}, \
                {price: 3.005}]}, split: s}]
                """,
            split: """
                [{to: provider, cost: true}, {to: provider, share: 60%}, {to: settlement, remaining: true, \
                among: [{to: onepipe, share: 40%}, {to: host, share: 40%}, {to: iso, share: 20%, otherwise: host}]}]
                """, more: "fees: [{id: fee, apps: all, amount: 10.00, currency: NGN, until: 2026-10-01, split: f}]"
        ).replacing("splits:\n", with: "splits:\n  f: [{to: host, share: 100%}]\n").utf8)

    private func line(
        _ reference: String, _ day: String = "2026-09-10", app: String = "app-1", status: String = "Successful",
        cost: Int = 100
    ) -> String {
        #"{"time":"\#(day)T12:00:00Z","app":"\#(app)","endpoint":"/transact","environment":"live","request":"#
            + #"{"request_ref":"\#(reference)","request_type":"send_otp","#
            + #""transaction":{"transaction_ref":"t-\#(reference)","#
            + #""details":{"type":"sms"}}},"#
            + #""response":{"status":"\#(status)","data":{"provider":"bcptr","#
            + #""provider_response":{"cost":\#(cost)}}}}"# + "\n"
    }

    private func query(_ reference: String, _ time: String, _ status: String) -> String {
        #"{"time":"\#(time)","app":"app-1","endpoint":"/transact/query","request":{"request_ref":"q-\#(reference)","#
            + #""transaction":{"transaction_ref":"t-\#(reference)"}},"response":{"status":"\#(status)"}}"# + "\n"
    }

    private func text(_ files: [String: [UInt8]], _ name: String) -> String {
        String(decoding: files[name] ?? [], as: UTF8.self)
    }

    @Test func closingAndAfter() throws {
        var model = try Recomputation(rules: rules)
        model.read(name: "a", bytes: Array((line("1") + line("2") + line("3") + line("4", status: "Wait")).utf8))
        let first = try model.report(period: "2026-09", closing: true)
        // 2 × 4.00 + 1 × 3.005 (3.01 half up) + the fee.
        #expect(
            text(first, "invoices.csv") == """
                invoice,type,status,app,customer,currency,subtotal,tax,total,issue_date,due_date
                INV-2026-0001,invoice,final,app-1,One,NGN,21.01,1.58,22.59,2026-10-01,2026-10-15
                INV-2026-0002,invoice,final,app-2,Two,NGN,10.00,0.75,10.75,2026-10-01,2026-10-15

                """)
        // A 11.01, cost 3.00, base 8.01: 60 % 4.806 → 4.81, the pool 3.204 → 3.20 = 1.28 + 1.28 + 0.64.
        #expect(
            text(first, "settlement.csv") == """
                stream,app,currency,tariff,period,party,role,amount
                invoice,app-1,NGN,sms,2026-09,beeceptor,provider,7.81
                invoice,app-1,NGN,sms,2026-09,host,host,1.28
                invoice,app-1,NGN,sms,2026-09,onepipe,onepipe,1.28
                invoice,app-1,NGN,sms,2026-09,partner,iso,0.64
                invoice,app-1,NGN,fee,2026-09,host,host,10.00
                invoice,app-2,NGN,fee,2026-09,host,host,10.00

                """)

        // The pending call fails after all, and another one came late: 2 × 4.00 + 3 × 3.005 (9.02) = 17.02, was 11.01.
        model.read(name: "b", bytes: Array((query("4", "2026-10-02T00:00:00Z", "Failed") + line("5")).utf8))
        let second = try model.report(period: "2026-10", closing: true)
        #expect(
            text(second, "invoice_lines.csv") == """
                invoice,app,currency,line,kind,tariff,tier,quantity,unit,unit_price,amount,description,tax,tax_rate
                INV-2026-0003,app-1,NGN,1,adjustment,sms,,,,,6.01,Adjustment of 2026-09: sms,vat,7.5%

                """)
        // Base 17.02 − 5.00 = 12.02: 60 % 7.212 → 7.21, the pool 4.808 → 4.81 = 1.93 + 1.92 + 0.96 (the missing unit
        // goes to the first of the two largest fractions). The shares already given are subtracted.
        #expect(
            text(second, "settlement.csv") == """
                stream,app,currency,tariff,period,party,role,amount
                invoice,app-1,NGN,sms,2026-09,beeceptor,provider,4.40
                invoice,app-1,NGN,sms,2026-09,host,host,0.64
                invoice,app-1,NGN,sms,2026-09,onepipe,onepipe,0.65
                invoice,app-1,NGN,sms,2026-09,partner,iso,0.32

                """)
        #expect(
            text(second, "positions.csv") == """
                party,role,currency,entitled,collected,net
                beeceptor,provider,NGN,4.40,0.00,4.40
                host,host,NGN,0.64,6.01,-5.37
                onepipe,onepipe,NGN,0.65,0.00,0.65
                partner,iso,NGN,0.32,0.00,0.32

                """)

        // An earlier record of call 5, in August, takes it out of September: 3.01 less. August was passed over: its call is
        // billed with November, 4.00 and no fee. 0.99, VAT 0.07425.
        model.read(name: "c", bytes: Array(line("5", "2026-08-31", cost: 7).utf8))
        #expect(throws: RecomputationFault.passedOver("2026-08")) {
            try model.report(period: "2026-08", closing: true)
        }
        let last = try model.report(period: "2026-11", closing: true)
        #expect(
            text(last, "invoices.csv") == """
                invoice,type,status,app,customer,currency,subtotal,tax,total,issue_date,due_date
                INV-2026-0004,invoice,final,app-1,One,NGN,0.99,0.07,1.06,2026-12-01,2026-12-15

                """)
        #expect(
            text(last, "invoice_lines.csv") == """
                invoice,app,currency,line,kind,tariff,tier,quantity,unit,unit_price,amount,description,tax,tax_rate
                INV-2026-0004,app-1,NGN,1,adjustment,sms,,,,,4.00,Adjustment of 2026-08: sms,vat,7.5%
                INV-2026-0004,app-1,NGN,2,adjustment,sms,,,,,-3.01,Adjustment of 2026-09: sms,vat,7.5%

                """)
        #expect(throws: RecomputationFault.alreadyClosed("2026-11")) {
            try model.report(period: "2026-11", closing: false)
        }
    }

    @Test func closedPeriodsKeepTheirRules() throws {
        var model = try Recomputation(rules: rules)
        model.read(name: "a", bytes: Array(line("1").utf8))
        _ = try model.report(period: "2026-09", closing: true)
        let dearer = String(decoding: rules, as: UTF8.self).replacing("4.00", with: "5.00")
        try model.use(rules: Array(dearer.utf8))
        model.read(name: "b", bytes: Array((line("2") + line("3", "2026-10-02")).utf8))
        let files = try model.report(period: "2026-10", closing: false)
        let rows = text(files, "invoice_lines.csv").split(separator: "\n").dropFirst()
        #expect(
            Array(rows) == [
                "DRAFT-app-1-NGN,app-1,NGN,1,usage,sms,1,1,call,5.00,5.00,sms,vat,7.5%",
                "DRAFT-app-1-NGN,app-1,NGN,2,adjustment,sms,,,,,4.00,Adjustment of 2026-09: sms,vat,7.5%",
            ])
    }

    @Test func orderAndCutsDoNotMatter() throws {
        var all = (1...30).map { line("\($0 % 20)", "2026-09-\(10 + $0 / 2)", cost: $0) }
        all += (0..<20).map { query("\($0)", "2026-10-01T00:00:0\($0 % 7)Z", $0 % 3 == 0 ? "Failed" : "Wait") }
        var whole = try Recomputation(rules: rules)
        whole.read(name: "whole", bytes: Array(all.joined().utf8))
        var expected = try whole.report(period: "2026-09", closing: false)
        expected["exceptions.csv"] = nil
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5 {
            all.shuffle(using: &generator)
            var cut = try Recomputation(rules: rules)
            cut.read(name: "1", bytes: Array(all[..<20].joined().utf8))
            cut.read(name: "2", bytes: Array(all[15...].joined().utf8))
            cut.read(name: "3", bytes: Array(all[15...].joined().utf8))
            var found = try cut.report(period: "2026-09", closing: false)
            found["exceptions.csv"] = nil
            #expect(found == expected)
        }
    }

    @Test func shortfallGoesToTheIssuer() throws {
        var model = try Recomputation(rules: rules)
        model.read(name: "a", bytes: Array(line("1", "2026-10-05", app: "app-2", cost: 900).utf8))
        let files = try model.report(period: "2026-10", closing: false)
        #expect(
            text(files, "settlement.csv") == """
                stream,app,currency,tariff,period,party,role,amount
                invoice,app-2,NGN,sms,2026-10,beeceptor,provider,9.00
                invoice,app-2,NGN,sms,2026-10,host,host,-5.00

                """)
        #expect(
            text(files, "transfers.csv") == """
                from,to,currency,amount
                host,settlement,NGN,9.00
                settlement,beeceptor,NGN,9.00

                """)
        #expect(text(files, "rounding.csv").split(separator: "\n").count == 1)
    }

    @Test func cellsThatASpreadsheetWouldWorkOut() {
        #expect(Cell.text("=1").bytes == Array("'=1".utf8))
        #expect(Cell.text("-a,\"b").bytes == Array("\"'-a,\"\"b\"".utf8))
        #expect(Cell.number("-1.00").bytes == Array("-1.00".utf8))
    }
}
