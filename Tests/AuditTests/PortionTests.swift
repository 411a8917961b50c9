import Testing
import Vocabulary

@testable import Audit

@Suite("Portions of the tables")
struct PortionTests {
    private func opened(_ report: ReportFiles) -> Folder {
        var folder = Folder(report)
        folder.readInvoices()
        return folder
    }

    @Test("tables as settle writes them hold in portions of any size", arguments: [1, 64, 1_000, 1 << 20])
    func holds(bytes: Int) throws {
        for report in try SampleMonths.shared.get().reports {
            var folder = opened(report)
            // Without the months before, adjustments are taken as they stand.
            let holds = folder.holdsInPortions(bytes: bytes)
            #expect(holds, "\(report.path)")
            let portions = try #require(Portions(of: folder, bytes: bytes))
            #expect(bytes == 1 ? portions.all.count > 3 : bytes < 1 << 20 || portions.all.count == 1)
            #expect(portions.all.map(\.invoices.count).reduce(0, +) == folder.invoices?.count)
        }
    }

    @Test("portions add up to the sums of the whole")
    func sums() throws {
        for report in try SampleMonths.shared.get().reports {
            var (parts, whole) = (opened(report), opened(report))
            let holds = parts.holdsInPortions(bytes: 1)
            #expect(holds)
            whole.readTables(isWhole: true)
            whole.checkRows()
            #expect(whole.findings.listed == [])
            #expect(parts.totals == whole.totals)
        }
    }

    @Test("a table whose apps are out of order has no portions")
    func order() throws {
        var report = try #require(try SampleMonths.shared.get().reports.first)
        for name in ["usage.csv", "invoice_lines.csv", "settlement.csv", "rounding.csv", "journal.csv", "invoices.csv"]
        {
            let bytes = try #require(report.files[Identifier(name)])
            var rows = bytes.split(separator: 10).map(Array.init)
            rows.append(rows.remove(at: 1))
            report.files[Identifier(name)] = Array(rows.joined(separator: [10])) + [10]
            #expect(Portions(of: opened(report), bytes: 1) == nil, "\(name)")
            report.files[Identifier(name)] = bytes
        }
        #expect(Portions(of: opened(report), bytes: 1) != nil)
    }
}
