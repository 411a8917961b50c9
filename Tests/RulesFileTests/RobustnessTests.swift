import RulesFile
import SeededRandom
import Testing

/// Any bytes get an answer, never a crash, and give rules exactly if there is no fault.
struct RobustnessTests {
    private func check(_ bytes: [UInt8], _ note: String) {
        let reading = RulesReader.read(bytes: bytes, name: "mutated.yaml")
        #expect((reading.rules == nil) != reading.faults.isEmpty, "\(note)")
        #expect(!reading.faults.contains { $0.message == "the rules can't be read" }, "\(note)")
        #expect(
            !(reading.faults + reading.warnings).contains { $0.line < 1 || $0.column < 1 || $0.length < 1 }, "\(note)")
        _ = reading.rendered
    }

    @Test func twoThousandMutationsOfTheTemplate() {
        let template = Array(RulesTemplate.text.utf8)
        let pieces = [
            "{", "}", "[", "]", ": ", "- ", "&a ", "*a", "!!int ", "'", "\"", "|", ">", "~", "\n", "\t", "%", "#",
            "\u{FEFF}", "é", "\u{2028}", "-1", "99999999999999999999", "---\n", "...",
        ].map { Array($0.utf8) }
        for seed in UInt64(1)...2000 {
            var random = Seeded(seed: seed)
            var bytes = template
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, at + Int.random(in: 1...12, using: &random))
                switch Int.random(in: 0..<6, using: &random) {
                case 0: bytes.removeSubrange(at..<end)
                case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
                case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0..<bytes.count, using: &random))
                case 4: bytes.replaceSubrange(at..<end, with: pieces.randomElement(using: &random) ?? [])
                default: bytes.removeSubrange(max(1, at)...)
                }
            }
            check(bytes, "seed \(seed)")
        }
    }

    /// Omitting, doubling or swapping lines often leaves valid YAML, so these cases also reach the checks of names and
    /// sums.
    @Test func linesOfTheTemplateLeftOutDoubledAndSwapped() {
        let lines = RulesTemplate.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for index in lines.indices where !lines[index].isEmpty {
            var without = lines
            without.remove(at: index)
            check(Array(without.joined(separator: "\n").utf8), "without line \(index + 1)")
            var doubled = lines
            doubled.insert(lines[index], at: index)
            check(Array(doubled.joined(separator: "\n").utf8), "line \(index + 1) twice")
            var swapped = lines
            swapped.swapAt(index, max(0, index - 1))
            check(Array(swapped.joined(separator: "\n").utf8), "line \(index + 1) earlier")
        }
    }

    @Test func aFileBeyondFourMegabytesIsRefused() {
        let whole = Array(RulesTemplate.text.utf8)
        let padding = [UInt8](repeating: UInt8(ascii: "#"), count: 4 * 1024 * 1024 - whole.count - 1) + [10]
        #expect(RulesReader.read(bytes: padding + whole, name: "r").rules != nil)
        let reading = RulesReader.read(bytes: [UInt8(ascii: "#")] + padding + whole, name: "r")
        #expect(reading.faults.map(\.message) == ["the file is larger than 4 MiB"])
    }

    @Test func aFileFullOfAliasesIsReadOnce() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for level in 0..<40 { text += "b\(level): &b\(level) [*a, *a, *a, *a, *a, *a, *a, *a]\n" }
        let reading = RulesReader.read(bytes: Array(text.utf8), name: "bomb.yaml")
        #expect(reading.faults.count { $0.message.hasPrefix("rules can't have an alias") } == 320)
    }

    @Test func aByteOrderMarkAndWindowsLineEndsAreTaken() {
        let text =
            "\u{FEFF}"
            + RulesTemplate.text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\n")
        #expect(RulesReader.read(bytes: Array(text.utf8), name: "r").rendered == "")
        let faulty = Array(("\u{FEFF}# é\r\nversion: 1\r\nvërsion: 2\r\n").utf8)
        let fault = RulesReader.read(bytes: faulty, name: "r").faults.first { $0.message.hasPrefix("unknown key") }
        #expect([fault?.line, fault?.column, fault?.length] == [3, 1, 7])
    }
}
