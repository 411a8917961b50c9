import Rules
import Vocabulary

/// The chain of the given folders: each closed one names the one closed before and the SHA-256 of its manifest.
struct Chain {
    /// The positions of the folders: closed ones in the order of the chain, then drafts by period.
    private(set) var order: [Int] = []
    /// The closed ones among them.
    private var closed: [Int] = []
    private(set) var findings: [Finding] = []

    init(_ folders: [Folder]) {
        closed = folders.indices.filter { folders[$0].isFinal }
        // Each folder follows the one it names. The rest (a circle, a duplicate) comes last, by period.
        var next: [Period: [Int]] = [:]
        var heads: [Int] = []
        for index in closed {
            if let previous = Chain.previous(folders[index])?.period,
                closed.contains(where: { $0 != index && folders[$0].period == previous })
            {
                next[previous, default: []].append(index)
            } else {
                heads.append(index)
            }
        }
        var waiting = Chain.sorted(heads, folders)
        while !waiting.isEmpty {
            let index = waiting.removeFirst()
            guard !order.contains(index) else { continue }
            order.append(index)
            guard let period = folders[index].period else { continue }
            waiting = Chain.sorted(next[period] ?? [], folders) + waiting
        }
        order += Chain.sorted(folders.indices.filter { !order.contains($0) && folders[$0].isFinal }, folders)
        closed = order
        order += Chain.sorted(folders.indices.filter { !folders[$0].isFinal }, folders)
    }

    /// The folders in the order in which they were made, as far as they say: each draft comes after the folder that was
    /// closed before it, and of several there the one that knows least first.
    func made(_ folders: [Folder]) -> [Int] {
        // By period already.
        let drafts = order.dropFirst(closed.count).enumerated().sorted { a, b in
            func knows(_ draft: (offset: Int, element: Int)) -> [Int] {
                let count = { (what: String) in folders[draft.element].manifest?[what]?.items?.count ?? 0 }
                return [count("inputs"), count("corrections"), draft.offset]
            }
            return knows(a).lexicographicallyPrecedes(knows(b))
        }.map(\.element)
        var made: [Int] = []
        for count in 0...closed.count {
            if count > 0 { made.append(closed[count - 1]) }
            made += drafts.filter { closed(before: $0, folders).count == count }
        }
        return made
    }

    private static func sorted(_ indices: [Int], _ folders: [Folder]) -> [Int] {
        indices.sorted { a, b in
            guard let left = folders[a].period, let right = folders[b].period, left != right else { return a < b }
            return left < right
        }
    }

    private static func previous(_ folder: Folder) -> (period: Period, sha256: String)? {
        guard let period = folder.manifest?["previous"]?["period"]?.text.flatMap({ Period($0) }),
            let sha256 = folder.manifest?["previous"]?["manifest_sha256"]?.text
        else { return nil }
        return (period, sha256)
    }

    /// The folders closed before this one. A draft may be older than the last close, as that of a period that was let
    /// go is: its manifest names the last one before it.
    private func closed(before position: Int, _ folders: [Folder]) -> ArraySlice<Int> {
        guard !folders[position].isFinal else { return closed.prefix(while: { $0 != position }) }
        guard let previous = Chain.previous(folders[position])?.period else { return [] }
        return closed.lastIndex { folders[$0].period == previous }.map { closed[...$0] } ?? closed[...]
    }

    /// Returns the folders closed before this one, by period.
    func earlier(than position: Int, _ folders: [Folder]) -> [Period: EarlierFolder] {
        var earlier: [Period: EarlierFolder] = [:]
        for (place, index) in closed(before: position, folders).enumerated() {
            let folder = folders[index]
            guard let period = folder.period else { continue }
            earlier[period] = EarlierFolder(position: place, lines: folder.adjustedLines)
        }
        return earlier
    }

    /// Returns the rules of the periods billed before a folder or by its corrections, and the folder's position.
    func past(before position: Int, _ folders: [Folder]) -> (past: [Period: PastRules], position: Int) {
        var past: [Period: PastRules] = [:]
        let before = closed(before: position, folders)
        for (place, index) in (before + [position]).enumerated() {
            let folder = folders[index]
            for correction in folder.corrections {
                // The edition is that of the period's first rules.
                var rules = correction.rules
                if let first = past[correction.facts.period]?.versions[0] { rules?.edition = first.edition }
                past[correction.facts.period]?.versions.append(rules)
                past[correction.facts.period]?.digests.append(correction.facts.sha256)
            }
            guard index != position else { break }
            let first = PastRules(
                position: place, versions: [folder.rules],
                digests: [folder.bytes("settle.yaml").map(Folder.sha256) ?? ""])
            for period in folder.statedPassedOver where past[period] == nil { past[period] = first }
            if let period = folder.period { past[period] = first }
        }
        return (past, before.count)
    }

    // MARK: - Checks

    mutating func check(_ folders: [Folder], isComplete: Bool) {
        func add(_ index: Int, _ check: Check, _ what: String, _ found: String, _ expected: String) {
            findings.append(
                Finding(check, folders[index].path("manifest.json"), "previous", what, found: found, expected: expected)
            )
        }
        var seen: [Period: Int] = [:]
        for index in closed {
            guard let period = folders[index].period else { continue }
            if let other = seen[period] {
                add(
                    index, .chain, "period", "\(period) again",
                    "each closed period once, as in \(folders[other].files.path)")
            }
            seen[period] = index
        }
        for (position, index) in closed.enumerated() {
            guard let previous = Chain.previous(folders[index]) else {
                if position > 0 {
                    add(index, .chain, "previous period", "none", "the one closed before: only the first has none")
                }
                continue
            }
            guard let before = seen[previous.period], before != index else {
                if position > 0 || isComplete {
                    add(
                        index, .chain, "previous period", "\(previous.period), which is not among the folders given",
                        "an unbroken chain")
                }
                continue
            }
            if position == 0 || closed[position - 1] != before {
                add(
                    index, .chain, "previous period", previous.period.description,
                    position == 0
                        ? "none before itself" : folders[closed[position - 1]].period?.description ?? "another")
            }
        }
        for index in folders.indices {
            guard let previous = Chain.previous(folders[index]), let before = seen[previous.period], before != index
            else { continue }
            let actual = folders[before].manifestSHA256 ?? "no manifest"
            if !same(actual, previous.sha256) {
                add(index, .chain, "SHA-256 of \(previous.period)'s manifest", previous.sha256, actual)
            }
        }
        checkInputs(folders)
    }

    /// Checks that an input has the same size and lines in every folder, and that no later folder omits it.
    private mutating func checkInputs(_ folders: [Folder]) {
        var known: [Identifier: (bytes: Int64, lines: Int64)] = [:]
        for index in closed {
            var named: Set<Identifier> = []
            for (position, input) in (folders[index].manifest?["inputs"]?.items ?? []).enumerated() {
                guard let sha256 = input["sha256"]?.text.map({ Identifier($0) }), let bytes = input["bytes"]?.whole,
                    let lines = input["lines"]?.whole
                else { continue }
                named.insert(sha256)
                if let before = known[sha256], before != (bytes, lines) {
                    findings.append(
                        Finding(
                            .inputs, folders[index].path("manifest.json"), "inputs[\(position)]", "bytes and lines",
                            found: "\(bytes) and \(lines)",
                            expected: "\(before.bytes) and \(before.lines), as in a folder before"))
                }
                known[sha256] = (bytes, lines)
            }
            for sha256 in known.keys.filter({ !named.contains($0) }).sorted() {
                findings.append(
                    Finding(
                        .inputs, folders[index].path("manifest.json"), "inputs", "input \(sha256)", found: "none",
                        expected: "one that a folder before has named"))
            }
        }
    }

    /// Whether the folder is closed and names none that was closed before it.
    func isFirst(_ folder: Folder) -> Bool { folder.isFinal && Chain.previous(folder) == nil }
}

/// Checks that numbers go up by one for each issuer, year and type, over all folders, and occur only once.
struct Numbering {
    private struct Series: Hashable {
        var issuer: Identifier
        var year: Int
        var type: String
    }

    private(set) var findings: [Finding] = []
    private var last: [Series: Int] = [:]
    private var given: Set<Identifier> = []
    /// Whether all numbers ever given are there. The series may have begun before the first folder.
    private let isWhole: Bool

    init(isWhole: Bool) {
        self.isWhole = isWhole
    }

    /// Takes the numbers of a closed folder. Folders come in the order of the chain.
    ///
    /// - Complexity: O(invoices). Each number is kept.
    mutating func take(_ folder: Folder) {
        guard folder.isFinal, folder.rules != nil, let period = folder.period else { return }
        let file = folder.path("invoices.csv")
        for invoice in folder.invoices ?? [] {
            if !given.insert(Identifier(invoice.number)).inserted {
                findings.append(
                    Finding(
                        .numberGap, file, String(invoice.line), "invoice", found: "\(invoice.number) again",
                        expected: "each number once"))
            }
            guard let (issuer, format, sequence) = folder.series(of: invoice) else { continue }
            let series = Series(issuer: issuer, year: period.numberYear, type: invoice.type)
            // No number follows the largest possible one, so the expected 1 reports any that does.
            let expected = last[series].map { $0 < .max ? $0 + 1 : 1 } ?? (isWhole ? 1 : sequence)
            if sequence != expected {
                findings.append(
                    Finding(
                        .numberGap, file, String(invoice.line), "invoice", found: invoice.number,
                        expected: format.number(year: period.numberYear, sequence: expected)))
            }
            last[series] = sequence
        }
    }
}
