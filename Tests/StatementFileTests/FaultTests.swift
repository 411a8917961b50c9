import StatementFile
import Testing

/// A gallery of bad statements, each with the message that a user sees.
struct FaultTests {
    private static let hintOfAmount = "write digits, with a point before the decimals and nothing else: 12.50"

    @Test(arguments: [
        (
            "reference;time;status;cost\nr;2026-10-01;Failed;1\n", "1:1",
            "the header is one column, 'reference;time;status;cost'",
            "its columns seem to be separated by ';': give --separator ';'"
        ),
        (
            "reference\ttime\tstatus\tcost\n", "1:1",
            "the header is one column, 'reference\u{FFFD}time\u{FFFD}status\u{FFFD}cost'",
            "its columns seem to be separated by tabs: give --separator tab"
        ),
        ("", "1:1", "the statement is empty", "the first row names the columns; export it again"),
        (
            "reference,time,status,cost,cost\n", "1:28", "column 'cost' is there twice, as column 4 and 5",
            "rename or remove one of the two: it is not clear which is meant"
        ),
        (
            "reference,time,status,charge\n", "1:1",
            "there is no column 'cost'; the header has 'reference', 'time', 'status', 'charge'",
            "give --cost-column with the name that it has here; or name it in the rules, under statement"
        ),
        (
            "reference,status,cost\n", "1:1", "there is no column 'time'; the header has 'reference', 'status', 'cost'",
            "give --time-column with the name that it has here, or --time-column none where the statement has no time; "
                + "or name it in the rules, under statement"
        ),
        (
            "time,Request Ref,status,cost\n", "1:6",
            "there is no column 'request_ref'; the header has 'time', 'Request Ref', 'status', 'cost'",
            "names are taken as written: give --request-ref-column 'Request Ref'"
        ),
        (
            "id,time,status,cost\n", "1:1",
            "neither the provider's reference nor request_ref is a column; "
                + "the header has 'id', 'time', 'status', 'cost'",
            "name one of them with --reference-column or --request-ref-column"
        ),
    ])
    func header(text: String, place: String, message: String, hint: String) {
        #expect(Reading(text).faults == ["s.csv:\(place): error: \(message)\nhint: \(hint)"])
    }

    @Test(arguments: [
        (
            "r,2026-10-01,Failed,\"1,234.50\"", "2:21", "'1,234.50' is not an amount: it has a ',' in it",
            "where it stands between thousands, give --thousands ','; decimals follow a point"
        ),
        ("r,2026-10-01,Failed,N12", "2:21", "'N12' is not an amount", hintOfAmount),
        ("r,2026-10-01,Failed,1e3", "2:21", "'1e3' is not an amount", hintOfAmount),
        ("r,2026-10-01,Failed,", "2:21", "the cost is empty", hintOfAmount),
        (
            "r,2026-10-01,Failed,12.505", "2:21", "'12.505' has more decimals than NGN, which has 2",
            "write whole minor units of NGN"
        ),
        (
            "r,2026-10-01,Failed,99999999999999999999", "2:21", "'99999999999999999999' is too large",
            "write an amount below 92 billion"
        ),
        (
            "é,2026-10-01,DELIVRD,1", "2:14", "unknown status 'DELIVRD'",
            "write Successful, Failed or Pending; or say what it means: --status-word 'DELIVRD=Successful', or under "
                + "statement: statuses of the rules; --status-column none compares no statuses"
        ),
        (
            "2.22203E+30,2026-10-01,Failed,1", "2:1", "'2.22203E+30' is what a spreadsheet has made of a longer number",
            "take the file as the provider sent it, without opening and saving it in a spreadsheet"
        ),
        (
            "\"a\tb\",2026-10-01,Failed,1", "2:1", "'a\u{FFFD}b' holds a control character",
            "references have none; export the file anew"
        ),
        (
            ",2026-10-01,Failed,1", "2:1", "the row names neither the provider's reference nor a request_ref",
            "write one of them; a row of totals must go"
        ),
        (
            "r,2026-10-01,Failed", "2:14", "the row has 3 cells, the header 4",
            "write all cells of the row, empty ones too; a line that is no row must go"
        ),
        (
            "r,2026-10-01,Failed,1,234.50", "2:23", "the row has 5 cells, the header 4",
            "put a cell that holds the separator into quotes"
        ),
        (
            "r,\"2026-10-01,Failed,1", "2:3", "the quote that opens here is never closed",
            "close it with \", or remove it"
        ),
        (
            "r\"1,2026-10-01,Failed,1", "2:2", "there is a quote in a cell that does not begin with one",
            "put the whole cell into quotes, and write \"\" for a quote within"
        ),
        (
            "\"r\"1,2026-10-01,Failed,1", "2:4", "there is text after the closing quote",
            "write \"\" for a quote within a quoted cell"
        ),
        (
            "r,2026-10-01,Failed,1\rs,2026-10-01,Failed,1", "2:22", "a carriage return without a line feed",
            "end lines in \\n or \\r\\n; put a cell that holds one into quotes"
        ),
    ])
    func row(text: String, place: String, message: String, hint: String) {
        #expect(
            Reading("reference,time,status,cost\n\(text)\n").faults == [
                "s.csv:\(place): error: \(message)\nhint: \(hint)"
            ])
    }

    @Test func otherEncodingsAreRefusedWithAdvice() {
        let latin1: [UInt8] =
            Array("reference,time,status,cost\nr".utf8) + [0xE9] + Array("f,2026-10-01,Failed,1\n".utf8)
        #expect(
            Reading(latin1).faults == [
                """
                s.csv:2:2: error: the file is not UTF-8 here (Latin-1 or Windows-1252, it may be)
                hint: save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv
                """
            ])
        let utf16 = Array("reference".utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        for (bytes, column) in [([0xFF, 0xFE] + utf16, 1), (utf16, 2)] {
            #expect(
                Reading(bytes).faults == [
                    """
                    s.csv:1:\(column): error: the file is UTF-16, or no text at all
                    hint: save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 old.csv > new.csv
                    """
                ])
        }
    }

    @Test func allFaultsComeInOneGo() {
        let text = "reference,time,status,cost\nr,soon,Odd,x\ns,2026-10-01,Odd,1\nt,2026-10-01,Failed,0.001\n"
        let places = Reading(text).faults.map { $0.split(separator: " ")[0] }
        // The word Odd is reported once, because one remedy fixes all its rows.
        #expect(places == ["s.csv:2:3:", "s.csv:2:8:", "s.csv:2:12:", "s.csv:4:21:"])
    }

    @Test func aQuoteThatIsLeftOpenIsNotReadForEver() {
        let text = "reference,time,status,cost\n\"" + String(repeating: "x", count: 1_100_000)
        let faults = Reading(text, piece: 65_536).faults
        #expect(faults.first?.hasPrefix("s.csv:2:1: error: a record of over 1 MiB") == true)
    }
}
