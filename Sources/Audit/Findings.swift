import Vocabulary

/// What failed, with no end of it kept in bounds.
struct Findings {
    private(set) var all: [Finding] = []
    /// By check and file, with the first finding of each.
    private var counts: [String: (count: Int, first: Finding)] = [:]
    /// A file that several checks read is found out of form once.
    private var seen: Set<Finding> = []
    /// Of one check in one file; a file of another month would otherwise fill the screen.
    static let most = 20

    mutating func add(_ finding: Finding) {
        guard seen.insert(finding).inserted else { return }
        let key = finding.check.rawValue + " " + finding.file
        counts[key, default: (0, finding)].count += 1
        if counts[key, default: (0, finding)].count <= Findings.most { all.append(finding) }
    }

    /// With a line for what was left out of each check and file.
    var listed: [Finding] {
        all
            + counts.filter { $0.value.count > Findings.most }.sorted { $0.key < $1.key }.map { _, value in
                let (count, first) = value
                return Finding(
                    first.check, first.file, "", "more of the same", found: "\(count - Findings.most) more",
                    expected: "none")
            }
    }
}
