import Crypto
import Vocabulary

/// Hashes, files and the manifest.
extension Folder {
    /// SHA-256 in lower-case hex.
    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    var manifestSHA256: String? { bytes("manifest.json").map(Folder.sha256) }

    private static let tables = [
        "controls.json", "exceptions.csv", "invoice_lines.csv", "invoices.csv", "journal.csv", "journal.journal",
        "manifest.json", "positions.csv", "rounding.csv", "settle.yaml", "settlement.csv", "settlement.json",
        "SHA256SUMS", "summary.json", "transfers.csv", "usage.csv",
    ]

    /// The file of an invoice, without its ending.
    static func invoiceName(_ number: String) -> String { "invoices/" + Identifier(number).percentEncoded }

    mutating func checkSeals(version: String, earlier: [String]) {
        checkFiles()
        checkSums()
        guard let manifest else { return }
        checkManifest(manifest, versions: [version] + earlier)
    }

    private mutating func checkFiles() {
        for (name, reason) in files.unreadable {
            fail(.extraFile, name, "file", found: reason, expected: "a readable file of the report")
        }
        var wanted = Set(Folder.tables.map { Identifier($0) })
        // Pages came with a later version than the tables; where one is, the manifest must list it.
        var allowed: Set<Identifier> = ["index.html"]
        for invoice in invoices ?? [] {
            let name = Folder.invoiceName(CSVFile.unguarded(invoice.number) { _ in false })
            wanted.insert(Identifier(name + ".json"))
            wanted.insert(Identifier(name + ".csv"))
            allowed.insert(Identifier(name + ".html"))
        }
        for name in wanted.sorted() where files.files[name] == nil {
            fail(.missingFile, name.text, "file", found: "none", expected: "a file of every report")
        }
        guard invoices != nil else { return }
        for name in files.files.keys.sorted() where !wanted.contains(name) && !allowed.contains(name) {
            fail(.extraFile, name.text, "file", found: "a file", expected: "none of this name")
        }
    }

    private mutating func checkSums() {
        guard let sums = bytes("SHA256SUMS") else { return }
        var listed: [Identifier: String] = [:]
        var isOrdered = true
        var last: Identifier?
        for (position, line) in sums.split(separator: 10, omittingEmptySubsequences: false).dropLast().enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            let (digest, name) = (String(text.prefix(64)), Identifier(String(text.dropFirst(66))))
            guard digest.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
                digest.utf8.count == 64, text.dropFirst(64).hasPrefix("  "), !name.isEmpty, listed[name] == nil
            else {
                fail(
                    .form, "SHA256SUMS", line: position + 1, "line", found: text,
                    expected: "64 hexadecimal digits, two spaces and a name that stands once")
                continue
            }
            if let last, name < last { isOrdered = false }
            last = name
            listed[name] = digest
            guard let bytes = files.files[name] else {
                fail(.missingFile, name.text, "file", found: "none", expected: "sealed in SHA256SUMS")
                continue
            }
            let actual = Folder.sha256(bytes)
            if actual != digest { fail(.sha256, name.text, "SHA-256 in SHA256SUMS", found: digest, expected: actual) }
        }
        if sums.last != 10 {
            fail(.form, "SHA256SUMS", "end", found: "a line that is not ended", expected: "a line feed")
        }
        if !isOrdered { fail(.form, "SHA256SUMS", "order", found: "another", expected: "byte order of the names") }
        for name in files.files.keys.sorted() where listed[name] == nil && name != "SHA256SUMS" {
            fail(.extraFile, name.text, "file", found: "a file", expected: "none that SHA256SUMS does not seal")
        }
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
            fail(.manifest, name, "period", "period", found: manifest["period"]?.shown ?? "none", expected: "a month")
        }
        if let status = manifest["status"]?.text, !["draft", "final"].contains(status) {
            fail(.manifest, name, "status", "status", found: status, expected: "draft or final")
        }
        // What can be worked out is put in its place; the rest must have its form.
        func whole(_ path: [String]) -> JSONNode {
            var node: JSONNode? = manifest
            for key in path { node = node?[key] }
            if case .integer(let value)? = node, value >= 0 { return .integer(value) }
            return .integer(0)
        }
        let previous: JSONNode
        if let period = manifest["previous"]?["period"]?.text.flatMap({ Period($0) }),
            let digest = manifest["previous"]?["manifest_sha256"]?.text, digest.utf8.count == 64
        {
            previous = .object([("period", .string(period.description)), ("manifest_sha256", .string(digest))])
        } else {
            previous = .null
        }
        let outputs = files.files.keys.sorted().filter { $0 != "manifest.json" && $0 != "SHA256SUMS" }.map { name in
            let bytes = files.files[name] ?? []
            return JSONNode.object([
                ("file", .string(name.text)), ("bytes", .integer(Int64(bytes.count))),
                ("sha256", .string(Folder.sha256(bytes))),
            ])
        }
        let expected = JSONNode.object([
            ("period", manifest["period"] ?? .null), ("status", .string(isFinal ? "final" : "draft")),
            ("version", .string(version)), ("previous", previous),
            (
                "rules",
                .object([
                    ("file", .string("settle.yaml")), ("sha256", .string(Folder.sha256(bytes("settle.yaml") ?? []))),
                ])
            ),
            (
                "allowed",
                .object([
                    (
                        "unrated",
                        allowed(["no_tariff", "unknown_app", "unknown_provider"], whole(["allowed", "unrated"]))
                    ),
                    ("rejected", allowed(RejectionCode.allCases.map(\.rawValue), whole(["allowed", "rejected"]))),
                ])
            ),
            ("inputs", inputs(manifest)),
            ("controls", bytes("controls.json").flatMap { try? JSONReader.read($0) } ?? .null),
            ("outputs", .array(outputs)),
        ])
        for difference in manifest.differences(from: expected) {
            let check: Check = difference.path.hasSuffix(".sha256") ? .sha256 : .manifest
            fail(check, name, difference.path, "value", found: difference.found, expected: difference.expected)
        }
    }

    /// What a close let pass is what its exceptions list; a draft lets nothing pass.
    private func allowed(_ codes: [String], _ stated: JSONNode) -> JSONNode {
        guard isFinal else { return .integer(0) }
        guard let exceptions else { return stated }
        return .integer(Int64(exceptions.count { exception in codes.contains { same($0, exception.code) } }))
    }

    /// The inputs, with what `controls.json` says of them too.
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
                // A line has at least its line feed, but for the last; an archive may hold more than its bytes.
                if bytes < 0 { bytes = 0 }
                return .object([
                    ("file", control?["file"] ?? input["file"] ?? .null), ("bytes", .integer(bytes)), ("lines", lines),
                    ("sha256", control?["sha256"] ?? input["sha256"] ?? .null),
                ])
            })
    }
}
