/// The commands of a page's `console` blocks, each with the output below it.
///
/// A line that begins with `$ ` is a command, and `> ` directly below continues it. Everything else is output. In the
/// output, a line with only `…` stands for any number of lines. Blocks fenced ```` ```console norun ```` are skipped.
struct Transcript {
    struct Step {
        var command: String
        /// The line of the page on which the command begins, from 1.
        var line: Int
        /// The lines of the page with the output, as positions from 0.
        var outputLines: Range<Int>
        var output: [Substring]
    }

    private let lines: [Substring]
    let steps: [Step]

    init(page: String) {
        lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        var steps: [Step] = []
        var isInside = false
        for (position, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                isInside = !isInside && line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                steps.append(
                    Step(
                        command: String(line.dropFirst(2)), line: position + 1,
                        outputLines: (position + 1)..<(position + 1), output: []))
            } else if isInside, let last = steps.indices.last {
                if line.hasPrefix("> "), steps[last].output.isEmpty {
                    steps[last].command += "\n" + line.dropFirst(2)
                    steps[last].outputLines = (position + 1)..<(position + 1)
                } else {
                    steps[last].output.append(line)
                    steps[last].outputLines = steps[last].outputLines.lowerBound..<(position + 1)
                }
            }
        }
        self.steps = steps
    }

    /// Returns the page with other outputs, keyed by the position of their step.
    func page(with outputs: [Int: String]) -> String {
        var lines = lines
        for (position, output) in outputs.sorted(by: { $0.key > $1.key }) {
            let written =
                output.isEmpty ? [] : output.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            lines.replaceSubrange(steps[position].outputLines, with: written)
        }
        return lines.joined(separator: "\n")
    }

    /// Whether an output is exactly what the page shows.
    static func matches(_ expected: [Substring], _ output: String) -> Bool {
        guard !output.isEmpty else { return expected.isEmpty || expected == ["…"] }
        guard output.utf8.last == UInt8(ascii: "\n") else { return false }
        let lines = output.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        return matches(expected[...], lines[...])
    }

    private static func matches(_ expected: ArraySlice<Substring>, _ lines: ArraySlice<Substring>) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        guard first == "…" else {
            guard let line = lines.first, line.utf8.elementsEqual(first.utf8) else { return false }
            return matches(expected.dropFirst(), lines.dropFirst())
        }
        return (lines.startIndex...lines.endIndex).contains { matches(expected.dropFirst(), lines[$0...]) }
    }
}
