import Glibc

/// The logs that an argument of the command line means.
public struct FoundLogs: Sendable, Hashable {
    /// Paths as they are opened and shown: the argument, or the argument joined with the name below it. In byte order.
    public var logs: [String]
    /// What was left out below a folder: hidden names, other endings, what is no regular file. In byte order.
    public var passedOver: [String]
}

/// Finds logs below a folder.
public enum LogFinder {
    /// Standard input's name on the command line.
    public static let standardInput = "-"

    private static let endings = [".ndjson", ".jsonl", ".json", ".log"]
    private static let archiveEndings = [".gz", ".zst"]

    /// A file or `-` means itself, whatever it is called; a folder means every log below it.
    ///
    /// A folder is entered once, however many links lead to it, so links in a circle end.
    ///
    /// - Throws: `LogReadError.missing` where there is nothing at the path, `.unreadable` for a folder that can't be
    ///   listed, a link that leads nowhere under a log's name, or a log's name that is not UTF-8.
    public static func logs(at path: String) throws -> FoundLogs {
        if path == standardInput { return FoundLogs(logs: [path], passedOver: []) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw LogReadError.ofSystem(path, errno) }
        guard isFolder(status) else { return FoundLogs(logs: [path], passedOver: []) }
        var found = FoundLogs(logs: [], passedOver: [])
        var entered: Set<FileIdentity> = []
        try enter(path, status, &entered, &found)
        found.logs.sort(by: precedes)
        found.passedOver.sort(by: precedes)
        return found
    }

    /// Whether a name is that of a log.
    static func isLogName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        if bytes.first == UInt8(ascii: ".") { return false }
        // An archive in a folder of logs is a log, whatever it is called before its ending.
        if archiveEndings.contains(where: { ends(bytes, $0) && bytes.count > $0.utf8.count }) { return true }
        return endings.contains { ends(bytes, $0) && bytes.count > $0.utf8.count }
    }

    /// What tells one file from every other.
    private struct FileIdentity: Hashable {
        var device: UInt64
        var node: UInt64
    }

    private static func enter(
        _ folder: String, _ status: stat, _ entered: inout Set<FileIdentity>, _ found: inout FoundLogs
    ) throws {
        let identity = FileIdentity(device: UInt64(status.st_dev), node: UInt64(status.st_ino))
        guard entered.insert(identity).inserted else { return }
        let names = try names(in: folder)
        if names.contains("SHA256SUMS"), names.contains("manifest.json") {
            // A report of this program: its JSON files are no logs, though a folder above both was given.
            found.passedOver.append(folder)
            return
        }
        for name in names {
            let path = ends(Array(folder.utf8), "/") ? folder + name : folder + "/" + name
            var status = stat()
            if name.utf8.first == UInt8(ascii: ".") {
                found.passedOver.append(path)
            } else if stat(path, &status) != 0 {
                // Gone meanwhile, a link to nowhere, or not for us: to lose a log in silence would lose money.
                if isLogName(name) { throw LogReadError.unreadable(path: path, detail: systemText(errno)) }
                found.passedOver.append(path)
            } else if isFolder(status) {
                try enter(path, status, &entered, &found)
            } else if status.st_mode & S_IFMT == S_IFREG, isLogName(name) {
                found.logs.append(path)
            } else {
                found.passedOver.append(path)
            }
        }
    }

    /// The names in a folder, in byte order.
    private static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else {
            throw LogReadError.unreadable(path: folder, detail: systemText(errno))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw LogReadError.unreadable(path: folder, detail: systemText(errno)) }
                break
            }
            // The name is an array of the entry, ended by a NUL.
            let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
            let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            guard let name = String(validatingCString: bytes) else {
                let repaired = String(cString: bytes)
                throw LogReadError.unreadable(path: folder + "/" + repaired, detail: "its name is not UTF-8")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted(by: precedes)
    }

    private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private static func ends(_ bytes: [UInt8], _ ending: String) -> Bool {
        bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}

/// The system's words for an error number.
func systemText(_ number: Int32) -> String {
    String(cString: strerror(number))
}

extension LogReadError {
    /// A failure to find or open a file: what is not there is told from what can't be read.
    static func ofSystem(_ path: String, _ number: Int32) -> LogReadError {
        number == ENOENT || number == ENOTDIR
            ? .missing(path: path) : .unreadable(path: path, detail: systemText(number))
    }
}
