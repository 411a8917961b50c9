import Vocabulary

/// The failed checks. The number kept for each check and file is limited.
struct Findings {
    private(set) var all: [Finding] = []
    /// The number of findings and the first one, by check and file.
    private var counts: [String: (count: Int, first: Finding)] = [:]
    /// Each distinct finding once: several checks read the same file and find the same fault in its form.
    private var seen: Set<Finding> = []
    /// The limit for one check in one file. Otherwise a file of another month would fill the screen.
    static let most = 20

    mutating func add(_ finding: Finding) {
        guard seen.insert(finding).inserted else { return }
        let key = finding.check.rawValue + " " + finding.file
        counts[key, default: (0, finding)].count += 1
        if counts[key, default: (0, finding)].count <= Findings.most { all.append(finding) }
    }

    /// The findings, and for each check and file over the limit, a line with the number left out.
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
