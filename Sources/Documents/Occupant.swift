import Glibc
import Vocabulary

/// What stands in the place that a folder is to be published in: settle replaces what it wrote itself, and nothing else.
struct Occupant {
    /// What is in a folder that settle did not write, by its path in it; empty where all of it may be replaced.
    private(set) var strangers: [String] = []
    /// How many files are in it that settle did write.
    private(set) var own = 0

    /// A period's folder is settle's where it has a manifest of ours, and of it what its `SHA256SUMS` names. A folder that is
    /// published without a manifest (a reconciliation) is settle's as far as its files have the names of those that come.
    ///
    /// - Parameter files: those that are to take the place.
    /// - Throws: `PublishError` where the folder can't be read.
    init(of folder: String, replacedBy files: [ReportFile]) throws(PublishError) {
        let isSealed = files.contains { $0.name == ManifestHead.fileName }
        let own = isSealed ? try Self.sealed(in: folder) : Set(files.map { Identifier($0.name) })
        var folders: Set<Identifier> = []
        for name in own {
            if let slash = name.text.lastIndex(of: "/") { folders.insert(Identifier(String(name.text[..<slash]))) }
        }
        try walk(folder, below: "", own, folders)
        // An empty folder of that name is somebody's, too.
        if own.isEmpty, strangers.isEmpty { strangers = ["./"] }
        strangers.sort { Identifier($0) < Identifier($1) }
    }

    /// The files that are named by the sums of a folder that has a manifest of ours.
    private static func sealed(in folder: String) throws(PublishError) -> Set<Identifier> {
        guard let manifest = try Folders.read("\(folder)/\(ManifestHead.fileName)"), ManifestHead(manifest) != nil,
            let sums = try Folders.read("\(folder)/\(ReportFolder.sumsName)")
        else { return [] }
        var names: Set<Identifier> = [Identifier(ManifestHead.fileName), Identifier(ReportFolder.sumsName)]
        // 64 digits, two blanks, the name.
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
            // A folder of somebody's is named with what is in it.
            case S_IFDIR:
                let before = strangers.count
                try walk(place, below: inner, [], [])
                if strangers.count == before { strangers.append(inner + "/") }
            default: strangers.append(inner)
            }
        }
    }
}

/// The first members of every `manifest.json`: by them a folder is known for one of settle's, and final or not.
public struct ManifestHead: Sendable {
    public static let fileName = "manifest.json"

    /// The period's name.
    public let period: String
    public let isFinal: Bool

    /// - Returns: `nil` where the file does not begin as `Manifest` writes it.
    public init?(_ bytes: [UInt8]) {
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
