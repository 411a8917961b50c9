import Glibc
import Vocabulary

/// The contents of the place where a folder is to be published. Settle replaces only what it wrote itself.
struct Occupant {
    /// Paths of files and folders that settle did not write, relative to the folder; empty if all may be replaced.
    private(set) var strangers: [String] = []
    /// The number of files that settle did write.
    private(set) var own = 0

    /// Looks through the folder and sorts its files into settle's own and others.
    ///
    /// In a period's folder with settle's manifest, the files named in `SHA256SUMS` are settle's. In a folder published
    /// without a manifest (a reconciliation), the files with the same names as the new ones are settle's.
    ///
    /// - Parameter files: the new files.
    /// - Throws: `PublishError` if the folder can't be read.
    init(of folder: String, replacedBy files: [ReportFile]) throws(PublishError) {
        let isSealed = files.contains { $0.name == ManifestHead.fileName }
        let own = isSealed ? try Self.sealed(in: folder) : Set(files.map { Identifier($0.name) })
        var folders: Set<Identifier> = []
        for name in own {
            if let slash = name.text.lastIndex(of: "/") { folders.insert(Identifier(String(name.text[..<slash]))) }
        }
        try walk(folder, below: "", own, folders)
        // An empty folder of that name also belongs to somebody else.
        if own.isEmpty, strangers.isEmpty { strangers = ["./"] }
        strangers.sort { Identifier($0) < Identifier($1) }
    }

    /// Returns the files named in `SHA256SUMS`, if the folder has a manifest written by settle.
    private static func sealed(in folder: String) throws(PublishError) -> Set<Identifier> {
        guard let manifest = try Folders.read("\(folder)/\(ManifestHead.fileName)"), ManifestHead(manifest) != nil,
            let sums = try Folders.read("\(folder)/\(ReportFolder.sumsName)")
        else { return [] }
        var names: Set<Identifier> = [Identifier(ManifestHead.fileName), Identifier(ReportFolder.sumsName)]
        // A line has 64 digits, two spaces and the name.
        for line in sums.split(separator: UInt8(ascii: "\n")) where line.count > 66 {
            names.insert(Identifier(String(decoding: line.dropFirst(66), as: UTF8.self)))
        }
        return names
    }

    private mutating func walk(
        _ path: String, below: String, _ files: Set<Identifier>, _ folders: Set<Identifier>
    ) throws(PublishError) {
        for name in try Folders.names(in: path) {
            let (inner, place) = (below.isEmpty ? name : "\(below)/\(name)", "\(path)/\(name)")
            var status = stat()
            guard lstat(place, &status) == 0 else { throw PublishError.last(.failed, place, "looking at") }
            switch status.st_mode & S_IFMT {
            case S_IFREG where files.contains(Identifier(inner)): own += 1
            case S_IFDIR where folders.contains(Identifier(inner)):
                try walk(place, below: inner, files, folders)
            // Somebody else's folder is named through the files in it, or by itself if it is empty.
            case S_IFDIR:
                let before = strangers.count
                try walk(place, below: inner, [], [])
                if strangers.count == before { strangers.append(inner + "/") }
            default: strangers.append(inner)
            }
        }
    }
}

/// The first members of every `manifest.json`. They tell whether a folder is settle's, and whether it is final.
package struct ManifestHead: Sendable {
    package static let fileName = "manifest.json"

    /// The period's name.
    package let period: String
    package let isFinal: Bool

    /// - Returns: `nil` if the file does not begin as `Manifest` writes it.
    package init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes.prefix(200), as: UTF8.self).split(separator: "\n", maxSplits: 3)
        guard lines.count == 4, lines[0] == "{", lines[1].hasPrefix("  \"period\": \""), lines[1].hasSuffix("\",")
        else { return nil }
        switch lines[2] {
        case "  \"status\": \"draft\",": isFinal = false
        case "  \"status\": \"final\",": isFinal = true
        default: return nil
        }
        period = String(lines[1].dropFirst("  \"period\": \"".count).dropLast(2))
    }
}
