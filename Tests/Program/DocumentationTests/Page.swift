import TestSupport

/// A Markdown page: its headings as anchors, and its links.
struct Page {
    struct Link {
        /// The line of the page, from 1.
        var line: Int
        /// The target as written: `rules.md#charge`.
        var target: String
    }

    /// The names that a link can have after `#`. GitHub makes one from each heading.
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

    /// The links to files of the repository.
    var ownLinks: [Link] {
        links.filter { link in !["https://", "http://", "mailto:"].contains { link.target.hasPrefix($0) } }
    }

    /// Adds the anchor of a heading. The second heading with the same text gets `-1` after its anchor, and so on.
    private mutating func addAnchor(_ heading: String) {
        let anchor = Page.anchor(heading)
        var unique = anchor
        var count = 0
        while !anchors.insert(unique).inserted {
            count += 1
            unique = "\(anchor)-\(count)"
        }
    }

    /// Returns the letters, digits, `-` and `_` of a heading in lower case, with `-` for each space.
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

    /// Returns a line with the text between backquotes removed.
    private static func withoutCode(_ line: Substring) -> String {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined(separator: "``")
    }
}

extension Repository {
    /// The paths of the pages whose transcripts and links are tested, including every page under `docs`.
    static let pages: [String] = {
        let docs = (try? files(below: "docs")) ?? []
        return ["README.md", "CONTRIBUTING.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    }()
}
