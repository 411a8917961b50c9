import Foundation
import TestSupport
import Testing

/// Checks that every rule that comments and pages cite exists in `docs/specification.md`.
@Suite("The specification")
struct SpecificationTests {
    let specification: Specification
    let files: [RepositoryTexts.File]

    init() throws {
        files = try RepositoryTexts().files
        let page = try #require(files.first { $0.path == Specification.path })
        specification = Specification(page.text)
    }

    @Test("numbers its rules from 1 in each section, without gaps or repeats")
    func numbers() {
        #expect(specification.rules.count > 150)
        var section = 1
        var number = 0
        for rule in specification.rules {
            if rule == "S\(section + 1).1" {
                section += 1
                number = 0
            }
            number += 1
            #expect(rule == "S\(section).\(number)")
            if rule != "S\(section).\(number)" { return }
        }
    }

    @Test("has every rule that is cited")
    func citations() throws {
        let known = Set(specification.rules)
        let folders = ["Sources/", "Tests/", "Benchmarks/", "bin/", "docs/", ".ci/"]
        let pages: Set = ["README.md", "CHANGELOG.md", "Package.swift"]
        var cited: Set<String> = []
        for file in files where pages.contains(file.path) || folders.contains(where: file.path.hasPrefix) {
            for (rule, line) in try Specification.citations(in: file.text) {
                if file.path.hasPrefix("Sources/") { cited.insert(rule) }
                if !known.contains(rule) {
                    Issue.record("\(file.path):\(line) cites \(rule), which \(Specification.path) does not have")
                }
            }
        }
        #expect(cited.count > 50, "the sources cite rules")
    }

    @Test("is cited instead of the earlier document")
    func earlierCitations() throws {
        #expect(files.count > 300)
        for file in files {
            for (words, line) in try Specification.earlierCitations(in: file.text) {
                Issue.record("\(file.path):\(line) cites \"\(words)\": cite a rule of \(Specification.path)")
            }
        }
    }

    @Test("names tests that exist, and at least one for each rule of calls and of amounts")
    func tests() {
        for (rule, test) in specification.shown {
            #expect(specification.rules.contains(rule), "the table shows \(rule), which is no rule")
            let place = Repository.root.appending(path: Specification.place(of: test)).path
            #expect(FileManager.default.fileExists(atPath: place), "\(rule): there is no \(place)")
        }
        let shown = Set(specification.shown.map(\.rule))
        for rule in specification.rules where rule.hasPrefix("S2.") || rule.hasPrefix("S4.") {
            #expect(shown.contains(rule), "no test of the table shows \(rule)")
        }
    }

    /// The numbers are assembled here, so that this file does not cite a rule that does not exist.
    @Test("only real citations are found, not text that looks like one")
    func whatACitationIs() throws {
        let rule = "S" + "99.1"
        let text = """
            (\(rule), \(rule)2) and \(rule).
            /\(rule)`: two; XS4.1, S3.amazonaws, _\(rule), \(rule)a, \(rule)_ and S4: none
            """
        let found = try Specification.citations(in: text)
        #expect(found.map(\.rule) == [rule, rule + "2", rule, rule])
        #expect(found.map(\.line) == [1, 1, 1, 2])

        let word = "contract"
        let earlier = try Specification.earlierCitations(
            in: "(\(word) 4, *Charge*)\nThe \(word.capitalized), section 2; a \(word), 3 of them; sub\(word) 1")
        #expect(earlier.map(\.words) == ["\(word) 4", "\(word.capitalized), section 2"])
        #expect(earlier.map(\.line) == [1, 2])
    }

    @Test("a rule and a row of the table are read from their lines")
    func whatARuleIs() {
        let one = "S" + "1.1"
        let page = Specification(
            """
            * **\(one)** A rule, with **bold** words.
              * **no rule**
            | rule | shown by |
            |---|---|
            | \(one) | `Cases/one` `MoneyTests` |
            """)
        #expect(page.rules == [one])
        #expect(page.shown.map(\.rule) == [one, one])
        #expect(page.shown.map(\.test) == ["Cases/one", "MoneyTests"])
        #expect(Specification.place(of: "Cases/one") == "Tests/Program/ProgramTests/Cases/one")
        #expect(Specification.place(of: "ExplainTests/Quarter") == "Tests/Program/ExplainTests/Quarter")
        #expect(Specification.place(of: "MoneyTests") == "Tests/MoneyTests")
    }
}
