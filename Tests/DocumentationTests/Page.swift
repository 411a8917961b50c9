/// A Markdown page: its headings as anchors, and its links.
struct Page {
    struct Link {
        /// The line of the page that it stands on, from 1.
        var line: Int
        /// As written: `rules.md#charge`.
        var target: String
    }

    /// What a link can name behind `#`: GitHub makes it from each heading.
    private(set) var anchors: Set<String> = []
    private(set) var links: [Link] = []

    init(_ text: String) {
        var isCode = false
        for (position, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, !line.hasPrefix("```") else { continue }
            let level = line.prefix { $0 == "#" }.count
            if (1...6).contains(level), line.dropFirst(level).hasPrefix(" ") {
                addAnchor(String(line.dropFirst(level + 1)))
            }
            for match in Page.withoutCode(line).matches(of: /\[[^\]]*\]\(([^()\s]+)\)/) {
                links.append(Link(line: position + 1, target: String(match.1)))
            }
        }
    }

    /// The links that lead to files of the repository.
    var ownLinks: [Link] {
        links.filter { link in !["https://", "http://", "mailto:"].contains { link.target.hasPrefix($0) } }
    }

    /// A heading that stands twice has `-1` behind its second anchor.
    private mutating func addAnchor(_ heading: String) {
        let anchor = Page.anchor(heading)
        var unique = anchor
        var count = 0
        while !anchors.insert(unique).inserted {
            count += 1
            unique = "\(anchor)-\(count)"
        }
    }

    /// Letters, digits, `-` and `_` of a heading in lower case, with `-` for each blank.
    static func anchor(_ heading: String) -> String {
        let shown = heading.replacing(/\[([^\]]*)\]\([^()]*\)/) { String($0.1) }
        var anchor = ""
        for character in shown.lowercased() {
            if character == " " {
                anchor.append("-")
            } else if character.isLetter || character.isNumber || character == "-" || character == "_" {
                anchor.append(character)
            }
        }
        return anchor
    }

    /// A line with nothing between its backquotes.
    private static func withoutCode(_ line: Substring) -> String {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined(separator: "``")
    }
}
