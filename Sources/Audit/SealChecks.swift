import Crypto
import Rules
import Threads
import Vocabulary

/// Checks hashes, files and the manifest.
extension Folder {
    /// Returns the SHA-256 in lower-case hexadecimal digits.
    static func sha256(_ bytes: [UInt8]) -> String { Seal(bytes).sha256 }

    var manifestSHA256: String? { bytes("manifest.json").map(Folder.sha256) }

    /// The files of every report of an edition, besides those of its invoices.
    private static func tables(_ edition: Edition) -> [String] {
        edition.listsWaitingAndPending ? tablesOfFirst + ["entries.csv", "pending.csv", "waiting.csv"] : tablesOfFirst
    }

    private static let tablesOfFirst = [
        "controls.json", "exceptions.csv", "invoice_lines.csv", "invoices.csv", "journal.csv", "journal.journal",
        "manifest.json", "positions.csv", "rounding.csv", "settle.yaml", "settlement.csv", "settlement.json",
        "SHA256SUMS", "summary.json", "transfers.csv", "usage.csv",
    ]

    /// Returns the name of an invoice's files, without the extension.
    static func invoiceName(_ number: String) -> String { "invoices/" + Identifier(number).percentEncoded }

    mutating func checkSeals(version: String, earlier: [String]) {
        // Those of invoices that hold are known already.
        for (name, seal) in Seal.all(of: files.files, names.filter { seals[$0] == nil }) { seals[name] = seal }
        checkFiles()
        checkSums()
        guard let manifest else { return }
        checkManifest(manifest, versions: [version] + earlier)
    }

    private mutating func checkFiles() {
        for (name, reason) in files.unreadable {
            fail(.extraFile, name, "file", found: reason, expected: "a readable file of the report")
        }
        var wanted = Set(Folder.tables(edition).map { Identifier($0) })
        if hasParts { wanted.insert(Identifier(Folder.partsName)) }
        // This version writes no pages but allows them. If there is one, the manifest must list it.
        let page: Identifier = "index.html"
        for invoice in invoices ?? [] {
            let name = Folder.invoiceName(CSVFile.unguarded(invoice.number) { _ in false })
            wanted.insert(Identifier(name + ".json"))
            wanted.insert(Identifier(name + ".csv"))
        }
        for correction in corrections { wanted.insert(Identifier(correction.facts.file)) }
        for name in wanted.filter({ !files.files.contains($0) }).sorted() {
            fail(.missingFile, name.text, "file", found: "none", expected: "a file of every report")
        }
        guard invoices != nil else { return }
        for name in names where !wanted.contains(name) && name != page {
            // Invoices may have a page beside their tables.
            if name.text.hasSuffix(".html"), wanted.contains(Identifier(name.text.dropLast(5) + ".json")) { continue }
            fail(.extraFile, name.text, "file", found: "a file", expected: "none of this name")
        }
    }

    private mutating func checkSums() {
        guard let sums = bytes("SHA256SUMS") else { return }
        var listed: Set<Identifier> = []
        var isOrdered = true
        var last: Identifier?
        for (position, line) in sums.split(separator: 10, omittingEmptySubsequences: false).dropLast().enumerated() {
            guard let (digest, name) = Folder.sum(line), !listed.contains(name) else {
                fail(
                    .form, "SHA256SUMS", line: position + 1, "line", found: String(decoding: line, as: UTF8.self),
                    expected: "64 hexadecimal digits, two spaces and a name that stands once")
                continue
            }
            if let last, name < last { isOrdered = false }
            last = name
            listed.insert(name)
            guard let actual = seals[name]?.sha256 else {
                fail(.missingFile, name.text, "file", found: "none", expected: "sealed in SHA256SUMS")
                continue
            }
            if !same(actual, digest) {
                fail(.sha256, name.text, "SHA-256 in SHA256SUMS", found: digest, expected: actual)
            }
        }
        if sums.last != 10 {
            fail(.form, "SHA256SUMS", "end", found: "a line that is not ended", expected: "a line feed")
        }
        if !isOrdered { fail(.form, "SHA256SUMS", "order", found: "another", expected: "byte order of the names") }
        for name in names where !listed.contains(name) && name != "SHA256SUMS" {
            fail(.extraFile, name.text, "file", found: "a file", expected: "none that SHA256SUMS does not seal")
        }
    }

    /// Reads a line of `SHA256SUMS`: digest, two spaces, name.
    private static func sum(_ line: ArraySlice<UInt8>) -> (digest: String, name: Identifier)? {
        let begin = line.startIndex
        guard line.count > 66, line[begin + 64] == 32, line[begin + 65] == 32,
            line.prefix(64).allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return (
            String(decoding: line.prefix(64), as: UTF8.self),
            Identifier(String(decoding: line.dropFirst(66), as: UTF8.self))
        )
    }

    private mutating func checkManifest(_ manifest: JSONNode, versions: [String]) {
        let name = "manifest.json"
        let version = manifest["version"]?.text ?? ""
        if !versions.contains(where: { same($0, version) }) {
            fail(
                .version, name, "version", "made by settle", found: version,
                expected: versions.joined(separator: " or ") + "; verify it with its own version")
        }
        if let named = files.namedPeriod, named != period {
            fail(
                .manifest, name, "period", "period", found: manifest["period"]?.shown ?? "none",
                expected: "\(named), as the folder is named")
        } else if period == nil {
            fail(
                .manifest, name, "period", "period", found: manifest["period"]?.shown ?? "none",
                expected: "a \(rhythm.name)")
        } else if let period, period.rhythm != rhythm {
            fail(
                .manifest, name, "period", "period", found: period.description,
                expected: "a \(rhythm.name) \(rhythm.form), as invoice.every of settle.yaml says")
        }
        if let status = manifest["status"]?.text, !["draft", "final"].contains(status) {
            fail(.manifest, name, "status", "status", found: status, expected: "draft or final")
        }
        // Values that can be calculated are replaced; the rest only need the right form.
        func whole(_ path: [String]) -> JSONNode {
            var node: JSONNode? = manifest
            for key in path { node = node?[key] }
            if case .integer(let value)? = node, value >= 0 { return .integer(value) }
            return .integer(0)
        }
        let previous: JSONNode
        if let period = manifest["previous"]?["period"]?.text.flatMap({ Period($0, rhythm) }),
            let digest = manifest["previous"]?["manifest_sha256"]?.text, digest.utf8.count == 64
        {
            previous = .object([("period", .string(period.description)), ("manifest_sha256", .string(digest))])
        } else {
            previous = .null
        }
        let outputs = names.filter { $0 != "manifest.json" && $0 != "SHA256SUMS" }
        var allowed = [
            (
                "unrated",
                self.allowed(["no_tariff", "unknown_app", "unknown_provider"], whole(["allowed", "unrated"]))
            ),
            ("rejected", self.allowed(RejectionCode.allCases.map(\.rawValue), whole(["allowed", "rejected"]))),
        ]
        if edition.namesSkippedPeriods { allowed.append(("skipped", skipped(manifest))) }
        var members: [(key: String, value: JSONNode)] = [
            ("period", manifest["period"] ?? .null), ("status", .string(isFinal ? "final" : "draft")),
            ("version", .string(version)), ("previous", previous),
            (
                "rules",
                .object([
                    ("file", .string("settle.yaml")),
                    ("sha256", .string(seals["settle.yaml"]?.sha256 ?? Folder.sha256([]))),
                ])
            ),
            ("allowed", .object(allowed)),
        ]
        if edition.namesCorrections {
            members += [("passed_over", possiblePassedOver()), ("corrections", possibleCorrections())]
        }
        members += [
            ("inputs", inputs(manifest)),
            ("controls", bytes("controls.json").flatMap { try? JSONReader.read($0) } ?? .null),
            (
                "outputs",
                .list(count: outputs.count) { [seals] position in
                    let seal = seals[outputs[position]]
                    return .object([
                        ("file", .string(outputs[position].text)), ("bytes", .integer(Int64(seal?.bytes ?? 0))),
                        ("sha256", .string(seal?.sha256 ?? "")),
                    ])
                }
            ),
        ]
        let expected = JSONNode.object(members)
        // Usually the manifest is exactly this. Only if it is not is it read as a whole.
        guard let bytes = bytes(name), !expected.isWritten(as: bytes), let whole = json(name) else { return }
        for difference in whole.differences(from: expected) {
            let check: Check = difference.path.hasSuffix(".sha256") ? .sha256 : .manifest
            fail(check, name, difference.path, "value", found: difference.found, expected: difference.expected)
        }
    }

    /// Returns the periods that the close may have let go: of those stated, the ones between the folder closed before and
    /// this one, in order, each once; for a draft, none. Which of them it let go only the manifest says.
    private func skipped(_ manifest: JSONNode) -> JSONNode {
        guard isFinal, let period else { return .array([]) }
        let before = manifest["previous"]?["period"]?.text.flatMap { Period($0, rhythm) }
        let possible = Set(ManifestFacts.skipped(manifest, rhythm)).filter { skipped in
            skipped < period && (before.map { skipped > $0 } ?? true)
        }
        return .array(possible.sorted().map { .string($0.description) })
    }

    /// Returns the allowed number: for a close, as many as its exceptions list; for a draft, 0.
    private func allowed(_ codes: [String], _ stated: JSONNode) -> JSONNode {
        guard isFinal else { return .integer(0) }
        guard let exceptions else { return stated }
        return .integer(exceptions.count(of: codes))
    }

    /// Returns the expected inputs. Values that `controls.json` also has are taken from there.
    private func inputs(_ manifest: JSONNode) -> JSONNode {
        let stated = manifest["inputs"]?.items ?? []
        let controls = bytes("controls.json").flatMap { try? JSONReader.read($0) }?["files"]?.items
        let count = controls?.count ?? stated.count
        return .array(
            (0..<count).map { position in
                let input = position < stated.count ? stated[position] : .null
                let control = controls?[position]
                var bytes = input["bytes"]?.whole ?? 0
                let lines = control?["lines"] ?? input["lines"] ?? .null
                // The size can't be checked against anything in the folder. It only must not be negative.
                if bytes < 0 { bytes = 0 }
                return .object([
                    ("file", control?["file"] ?? input["file"] ?? .null), ("bytes", .integer(bytes)), ("lines", lines),
                    ("sha256", control?["sha256"] ?? input["sha256"] ?? .null),
                ])
            })
    }
}

/// The size and SHA-256 of a file.
struct Seal: Sendable {
    let bytes: Int
    let digest: SHA256.Digest

    init(bytes: Int, digest: SHA256.Digest) {
        self.bytes = bytes
        self.digest = digest
    }

    init(_ bytes: [UInt8]) {
        self.init(bytes: bytes.count, digest: SHA256.hash(data: bytes))
    }

    /// The SHA-256 in lower-case hexadecimal digits.
    var sha256: String {
        Hex.text(digest)
    }

    /// Returns the seals of files, read piece by piece on all cores. A file that can't be read has none.
    static func all(of files: FolderFiles, _ names: [Identifier]) -> [Identifier: Seal] {
        let found = Threads.map(names, portion: 64) { name -> Seal? in
            var (hash, count) = (SHA256(), 0)
            let isRead = files.forEachPiece(of: name) { piece in
                hash.update(bufferPointer: piece)
                count += piece.count
            }
            return isRead ? Seal(bytes: count, digest: hash.finalize()) : nil
        }
        var seals = [Identifier: Seal](minimumCapacity: names.count)
        for (name, seal) in zip(names, found) { seals[name] = seal }
        return seals
    }
}
