import Foundation
import TestSupport
import Testing

@Suite("The links of the pages")
struct LinkTests {
    static let pages = Repository.pages + ["CHANGELOG.md", "samples/README.md", "Benchmarks/README.md"]

    @Test("lead to existing files, and to headings that those have", arguments: pages)
    func links(path: String) throws {
        for link in Page(try Repository.text(path)).ownLinks {
            let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let file: String? = parts[0].isEmpty ? path : LinkTests.resolved(String(parts[0]), in: folder)
            guard let target = file, LinkTests.isThere(target) else {
                Issue.record("\(path):\(link.line): there is no \(link.target)")
                continue
            }
            guard parts.count == 2 else { continue }
            let anchors = target.hasSuffix(".md") ? Page(try Repository.text(target)).anchors : []
            if !anchors.contains(String(parts[1])) {
                Issue.record("\(path):\(link.line): \(target) has no heading #\(parts[1])")
            }
        }
    }

    @Test("lead from README.md to every page")
    func reach() throws {
        var seen: Set<String> = ["README.md"]
        var next = ["README.md"]
        while let path = next.popLast() {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            for link in Page(try Repository.text(path)).ownLinks {
                let file = link.target.prefix { $0 != "#" }
                guard !file.isEmpty, let target = LinkTests.resolved(String(file), in: folder),
                    target.hasSuffix(".md"), LinkTests.isThere(target), seen.insert(target).inserted
                else { continue }
                next.append(target)
            }
        }
        #expect(Set(Repository.pages).subtracting(seen).isEmpty)
    }

    private static func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Repository.root.appending(path: path).path)
    }

    /// Returns a path relative to the root of the repository; `nil` if it leads out of it.
    static func resolved(_ path: String, in folder: String) -> String? {
        var parts = folder.split(separator: "/").map(String.init)
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    @Test("are parsed as GitHub parses them")
    func reading() {
        let page = Page(
            """
            # What `settle` promises: *all* of it
            See [the rules](rules.md#a-charge), ![a picture](chart.svg), [out](https://example.org) and `[not](this)`.
            ```
            # no heading [and no link](nowhere)
            ```
            ## `invoices/<invoice>.json`
            ## Twice
            ## Twice
            """)
        #expect(page.ownLinks.map(\.target) == ["rules.md#a-charge", "chart.svg"])
        #expect(page.ownLinks.map(\.line) == [2, 2])
        #expect(
            page.anchors == ["what-settle-promises-all-of-it", "invoicesinvoicejson", "twice", "twice-1"])
        #expect(LinkTests.resolved("../samples/README.md", in: "docs") == "samples/README.md")
        #expect(LinkTests.resolved("decisions/0001.md", in: "docs") == "docs/decisions/0001.md")
        #expect(LinkTests.resolved("../../x", in: "docs") == nil)
    }
}
