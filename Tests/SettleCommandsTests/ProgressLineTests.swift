import Testing

@testable import SettleCommands

struct ProgressLineTests {
    @Test("a line is cut to the window from the left, and leaves the last column free")
    func cut() {
        #expect(ProgressLine.cut("a.log: 1 %", to: 80) == "a.log: 1 %")
        #expect(ProgressLine.cut("a.log: 1 %", to: 11) == "a.log: 1 %")
        #expect(ProgressLine.cut("a.log: 1 %", to: 10) == "…log: 1 %")
        for columns in 2...12 { #expect(ProgressLine.cut("a.log: 100 %", to: columns).count == columns - 1) }
    }
}
