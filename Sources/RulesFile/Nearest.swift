/// Finds the known names that a mistyped name was probably meant to be.
package enum Nearest {
    /// The names nearest to `text` by edit distance, ignoring the case of ASCII letters.
    ///
    /// There are none if all names are far, or if more than three are equally near, because so many are no help.
    package static func names(to text: String, among names: [String]) -> [String] {
        let wanted = lowered(text)
        guard (1...100).contains(wanted.count) else { return [] }
        let limit = wanted.count < 3 ? 0 : min(3, max(1, wanted.count / 3))
        var best = limit + 1
        var found: [String] = []
        for name in names {
            let candidate = lowered(name)
            guard abs(candidate.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, candidate)
            if distance < best {
                best = distance
                found = [name]
            } else if distance == best, best <= limit {
                found.append(name)
            }
        }
        return found.count <= 3 ? found : []
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (Damerau,
    /// restricted).
    static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }

    private static func lowered(_ text: String) -> [UInt8] {
        text.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    }
}
