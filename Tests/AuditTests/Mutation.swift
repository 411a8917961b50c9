import Audit
import Crypto
import Foundation
import SeededRandom
import Vocabulary

/// One edit of closed months, as somebody might make it by accident or on purpose.
enum Mutation: String, CaseIterable {
    // Plain edits, which the hashes reveal.
    case flipBit, changeDigit, dropLine, doubleLine, swapLines, truncate, empty, deleteFile, addFile, renameFile
    // Edits of the chain.
    case wrongPrevious, removeFolder, swapFolders
    // Edits by somebody who then seals everything again, including the manifests of later months.
    case resealedDigit, resealedSign, resealedDrop, resealedDouble, resealedSwap, resealedFile

    var isResealed: Bool { rawValue.hasPrefix("resealed") }
}

/// The result of an edit.
struct Edit {
    var reports: [ReportFiles]
    /// The edited file; for a table, also the column, and the line before and after.
    var file = ""
    /// The folder's path.
    var folder = ""
    var column = ""
    var before = ""
    var after = ""
    var isComplete = true

    var description: String { "\(file) \(column)\n  - \(before)\n  + \(after)" }
}

extension Mutation {
    /// - Returns: `nil` if the random choice can't be edited in this way.
    func edit(_ reports: [ReportFiles], _ dice: inout Seeded) -> Edit? {
        var edit = Edit(reports: reports)
        let index = Int.random(in: 0..<reports.count, using: &dice)
        switch self {
        case .wrongPrevious:
            guard index > 0, let old = text(reports[index], "manifest.json").firstMatch(of: /"manifest_sha256": "(.)/)
            else { return nil }
            var manifest = text(reports[index], "manifest.json")
            manifest.replaceSubrange(old.1.startIndex..<old.1.endIndex, with: old.1 == "0" ? "1" : "0")
            edit.file = "manifest.json"
            edit.reports[index].files["manifest.json"] = Array(manifest.utf8)
            Seal.renew(&edit.reports, from: index, changed: [])
            return edit
        case .removeFolder:
            guard index < reports.count - 1 else { return nil }
            edit.file = reports[index].path
            edit.reports.remove(at: index)
            return edit
        case .swapFolders:
            guard index > 0 else { return nil }
            edit.file = reports[index].path
            (edit.reports[index].files, edit.reports[0].files) = (reports[0].files, reports[index].files)
            return edit
        case .addFile:
            edit.file = ["extra.csv", "invoices/INV-2025-000099.json", ".hidden", "index.htm"].randomElement(
                using: &dice)!
            edit.reports[index].files[Identifier(edit.file)] = Array("x\n".utf8)
            return edit
        default: break
        }
        var names = reports[index].files.names
        if isResealed { names.removeAll { $0 == "SHA256SUMS" } }
        // Small files are as likely as large ones, and tables are more likely than the many invoices.
        if Bool.random(using: &dice) { names.removeAll { $0.text.hasPrefix("invoices/") } }
        let name = names.randomElement(using: &dice)!
        edit.file = name.text
        edit.folder = reports[index].path
        var bytes = reports[index].files[name]!
        guard change(&bytes, &edit, &dice),
            bytes != reports[index].files[name]! || self == .deleteFile || self == .renameFile
        else { return nil }
        switch self {
        case .deleteFile: edit.reports[index].files[name] = nil
        case .renameFile:
            edit.reports[index].files[name] = nil
            edit.reports[index].files[Identifier(name.text + "2")] = bytes
        case .resealedFile:
            edit.reports[index].files[name] = nil
        default: edit.reports[index].files[name] = bytes
        }
        if isResealed { Seal.renew(&edit.reports, from: index, changed: [name]) }
        return edit
    }

    private func text(_ report: ReportFiles, _ name: String) -> String {
        String(decoding: report.files[Identifier(name)] ?? [], as: UTF8.self)
    }

    private func change(_ bytes: inout [UInt8], _ edit: inout Edit, _ dice: inout Seeded) -> Bool {
        switch self {
        case .flipBit:
            guard let place = bytes.indices.randomElement(using: &dice) else { return false }
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            return true
        case .changeDigit, .resealedDigit:
            let places = bytes.indices.filter { (48...57).contains(bytes[$0]) }
            guard let place = places.randomElement(using: &dice) else { return false }
            note(bytes, place, &edit)
            bytes[place] = UInt8((48...57).filter { $0 != bytes[place] }.randomElement(using: &dice)!)
            edit.after = Mutation.line(bytes, place).text
            return true
        case .resealedSign:
            // An amount becomes its negation.
            let places = bytes.indices.filter {
                (48...57).contains(bytes[$0]) && $0 > 0 && [44, 34, 45].contains(bytes[$0 - 1])
            }
            guard let place = places.randomElement(using: &dice) else { return false }
            note(bytes, place, &edit)
            if bytes[place - 1] == 45 { bytes.remove(at: place - 1) } else { bytes.insert(45, at: place) }
            edit.after = Mutation.line(bytes, place - 1).text
            return true
        case .dropLine, .doubleLine, .swapLines, .resealedDrop, .resealedDouble, .resealedSwap:
            var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map(Array.init)
            guard lines.count > 2 else { return false }
            let at = Int.random(in: 1..<lines.count - 1, using: &dice)
            edit.before = String(decoding: lines[at], as: UTF8.self)
            switch self {
            case .dropLine, .resealedDrop: lines.remove(at: at)
            case .doubleLine, .resealedDouble: lines.insert(lines[at], at: at)
            default: lines.swapAt(at, at + 1)
            }
            bytes = Array(lines.joined(separator: [10])) + [10]
            return true
        case .truncate:
            guard bytes.count > 1 else { return false }
            bytes = Array(bytes.prefix(Int.random(in: 1..<bytes.count, using: &dice)))
            return true
        case .empty:
            bytes = []
            return true
        case .deleteFile, .renameFile, .resealedFile: return true
        case .wrongPrevious, .removeFolder, .swapFolders, .addFile: return false
        }
    }

    /// Notes the line of a digit, and for a table its column.
    private func note(_ bytes: [UInt8], _ place: Int, _ edit: inout Edit) {
        let (text, begin) = Mutation.line(bytes, place)
        edit.before = text
        guard edit.file.hasSuffix(".csv") else {
            edit.column = text.firstMatch(of: #/"([a-z0-9_]+)": /#).map { String($0.1) } ?? ""
            return
        }
        var isQuoted = false
        var column = 0
        for byte in bytes[begin..<place] {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ","), !isQuoted { column += 1 }
        }
        let header = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self).split(separator: ",")
        edit.column = column < header.count ? String(header[column]) : ""
    }

    private static func line(_ bytes: [UInt8], _ place: Int) -> (text: String, begin: Int) {
        let begin = bytes[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(of: 10) ?? bytes.count
        return (String(decoding: bytes[begin..<end], as: UTF8.self), begin)
    }
}

/// Seals edited files again, like a forger who knows how the files depend on each other.
enum Seal {
    /// Renews hashes, sizes and the copied controls in the manifest, `SHA256SUMS`, and the chain of the later months.
    static func renew(_ reports: inout [ReportFiles], from index: Int, changed: [Identifier]) {
        let old = String(decoding: reports[index].files["manifest.json"] ?? [], as: UTF8.self)
        if !changed.contains("manifest.json"), !changed.isEmpty {
            var manifest = old
            for name in changed {
                let place = NSRegularExpression.escapedPattern(for: name.text)
                let bytes = reports[index].files[name]
                let entry = try! NSRegularExpression(
                    pattern: "(\"file\": \"\(place)\",\\s+)\"bytes\": \\d+,(\\s+)\"sha256\": \"[0-9a-f]+\"")
                let range = NSRange(manifest.startIndex..., in: manifest)
                manifest = entry.stringByReplacingMatches(
                    in: manifest, range: range,
                    withTemplate: "$1\"bytes\": \(bytes?.count ?? 0),$2\"sha256\": \"\(sha256(bytes ?? []))\"")
                if name == "settle.yaml" {
                    manifest = manifest.replacing(/("rules": \{\s+"file": "settle.yaml",\s+"sha256": ")[0-9a-f]+/) {
                        "\($0.1)\(sha256(bytes ?? []))"
                    }
                }
                if name == "controls.json", let bytes {
                    let text = String(decoding: bytes, as: UTF8.self).dropLast().replacing("\n", with: "\n  ")
                    manifest = manifest.replacing(/"controls": \{[\s\S]*?\n  \},\n  "outputs"/) { _ in
                        "\"controls\": \(text),\n  \"outputs\""
                    }
                }
            }
            reports[index].files["manifest.json"] = Array(manifest.utf8)
        }
        sums(&reports[index])
        // The chain: each later manifest names the SHA-256 of the one before.
        var digest = sha256(reports[index].files["manifest.json"] ?? [])
        for later in reports.indices where later > index {
            let manifest = String(decoding: reports[later].files["manifest.json"] ?? [], as: UTF8.self)
                .replacing(/("manifest_sha256": ")[0-9a-f]+/) { "\($0.1)\(digest)" }
            reports[later].files["manifest.json"] = Array(manifest.utf8)
            sums(&reports[later])
            digest = sha256(reports[later].files["manifest.json"] ?? [])
        }
    }

    private static func sums(_ report: inout ReportFiles) {
        let names = report.files.names.filter { $0 != "SHA256SUMS" }
        report.files["SHA256SUMS"] = Array(
            names.map { "\(sha256(report.files[$0] ?? []))  \($0)\n" }.joined().utf8)
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }
}
