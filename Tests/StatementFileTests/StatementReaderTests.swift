import Rules
import StatementFile
import Testing
import Vocabulary

private let header = "reference,request_ref,time,status,cost\n"

struct StatementReaderTests {
    @Test func aStatementAsItShouldBe() {
        let text = """
            reference,request_ref,time,status,cost
            r1,q1,2026-10-03T11:22:33.5Z,Successful,12.50
            "r,""2",,2026-10-03 11:22:33,FAILED,0
            ,q3,2026-10-03,pending,-1.5

            é,q4,2026-10-31T23:30:00Z,Successful,1250.000
            """
        let rows = [
            "2|r1|q1|2026-10-03|Successful|1250", "3|r,\"2||2026-10-03|Failed|0", "4||q3|2026-10-03|Pending|-150",
            // 23:30 UTC is the next day in Lagos.
            "6|é|q4|2026-11-01|Successful|125000",
        ]
        #expect(Reading(text).rows == rows)
        #expect(Reading("\u{FEFF}" + text).rows == rows)
        #expect(
            Reading(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")).rows
                == rows)
        #expect(Reading(text + "\n").rows == rows)
    }

    @Test func piecesOfAnySizeGiveTheSame() {
        let texts: [[UInt8]] = [
            Array("\u{FEFF}reference,time,status,cost\r\n\"a\"\"é\",2026-10-01,Failed,1\r\nb,2026-10-02,Failed,2".utf8),
            Array("\(header)r,q,x,Odd,1.234\n".utf8), Array(header.utf8) + [0x72, 0xE9, 0x2C], [0xEF, 0xBB, 0xBF],
            [0xEF],
            Array("\"open".utf8), Array("a\rb".utf8), [],
        ]
        for text in texts {
            let whole = Reading(text)
            for piece in 1...7 { #expect(Reading(text, piece: piece) == whole) }
        }
    }

    @Test func everySmallCellIsReadAsItWasWritten() {
        // Every quoted cell of up to three of the characters that CSV treats specially.
        let alphabet = ["a", ",", "\"", "\n", "\r", ";", " ", "é"]
        var cells = [""]
        for _ in 0..<3 { cells += cells.flatMap { cell in alphabet.map { cell + $0 } } }
        for cell in Set(cells) {
            let written = "\"" + cell.replacing("\"", with: "\"\"") + "\""
            var reader = CSVReader()
            var read: [[String]] = []
            func take(_ record: CSVRecord) { read.append((0..<record.count).map { record.text($0) }) }
            let bytes = Array("x,\(written),y\r\n\(written)".utf8)
            #expect(throws: Never.self) {
                try bytes.withUnsafeBytes { try reader.read($0, take) }
                try reader.finish(take)
            }
            #expect(read.map { $0.map { Identifier($0) } } == [["x", Identifier(cell), "y"], [Identifier(cell)]])
        }
    }

    @Test func columnsMayBeNamedOrSaidNotToBe() {
        let text = "Message ID;State;When;Charge;Network\nr1;DELIVRD;whenever;1,250;MTN\n"
        let reading = Reading(text) { format in
            format = StatementFormat(
                StatementRules(
                    reference: "Message ID", time: "none", status: "State", cost: "Charge", unit: .minor,
                    statuses: ["DELIVRD": .successful]),
                currency: format.currency, calendar: format.calendar, separator: UInt8(ascii: ";"),
                thousands: UInt8(ascii: ","))
        }
        #expect(reading.rows == ["2|r1|||Successful|1250"])
        #expect(reading.unread == ["When", "Network"])
    }

    @Test func thousandsAreWholeGroupsOfThree() {
        let good = [
            "1,234.50": "123450", "12,345": "1234500", "1,234,567.8": "123456780", "-1,000": "-100000", "999": "99900",
        ]
        for (text, minor) in good {
            let reading = Reading("reference,time,status,cost\nr,2026-10-01,Failed,\"\(text)\"\n") {
                $0.thousands = UInt8(ascii: ",")
            }
            #expect(reading.rows == ["2|r||2026-10-01|Failed|\(minor)"], "\(text)")
        }
        for text in ["1,23", "1234,567", ",123", "1,,234", "1.234,567", "1,234,", "12,34.50"] {
            let reading = Reading("reference,time,status,cost\nr,2026-10-01,Failed,\"\(text)\"\n") {
                $0.thousands = UInt8(ascii: ",")
            }
            #expect(reading.faults.count == 1, "\(text): \(reading.rows)")
        }
    }

    @Test func timesThatAreNoneAreRefused() {
        for time in [
            "03/10/2026", "2026-10-32", "2026-13-01", "2026-10-03T24:00:00Z", "2026-10-03T11", "2026-10-03 11:22:33 ",
            "2026-10-03T11:22:33+0100", "2026-10-03T11:22:33.Z", "20261003", "2026-10-03X11:22", "2026-1-3",
            "1760000000",
        ] {
            let reading = Reading("reference,time,status,cost\nr,\(time),Failed,1\n")
            #expect(
                reading.faults == [
                    """
                    s.csv:2:3: error: '\(time)' is not a time
                    hint: write 2026-10-03, 2026-10-03 11:22:33 (local to Africa/Lagos) or RFC 3339 with an offset
                    """
                ])
        }
    }

    @Test func manyFaultsStopAtTwenty() {
        let rows = (0..<50).map { "r\($0),q,2026-10-01,Failed,x\n" }.joined()
        #expect(Reading(header + rows).faults.count == StatementReader.faultsMax)
    }
}
