import Glibc

/// The logs that a command-line argument stands for.
package struct FoundLogs: Sendable, Hashable {
    /// The paths as they are opened and shown: the argument, or the argument joined with the name below it. In byte
    /// order.
    package var logs: [String]
    /// The paths below a folder that were left out: hidden names, other endings, and files that are not regular. In
    /// byte order.
    package var passedOver: [String]
}

/// Finds the logs that a command-line argument stands for.
package enum LogFinder {
    /// The argument that means standard input.
    package static let standardInput = "-"

    private static let endings = [".ndjson", ".jsonl", ".json", ".log"]
    private static let archiveEndings = [".gz", ".zst"]

    /// Finds the logs at a path. A file or `-` means itself, whatever its name; a folder means every log below it.
    ///
    /// A folder is entered only once, even if several links lead to it. So links that form a circle do no harm.
    ///
    /// - Throws: `LogReadError.missing` if there is nothing at the path. `.unreadable` if a folder can't be listed, if
    ///   a link with a log's name leads nowhere, or if a log's name is not UTF-8.
    package static func logs(at path: String) throws -> FoundLogs {
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

    /// Whether a name is the name of a log.
    static func isLogName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        if bytes.first == UInt8(ascii: ".") { return false }
        // Any archive in a folder of logs is a log, whatever its name is before the ending.
        if archiveEndings.contains(where: { ends(bytes, $0) && bytes.count > $0.utf8.count }) { return true }
        return endings.contains { ends(bytes, $0) && bytes.count > $0.utf8.count }
    }

    /// The device and inode of a file, which identify it.
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
            // This is a report of settle. Its JSON files are not logs, even if the given folder holds both.
            found.passedOver.append(folder)
            return
        }
        for name in names {
            let path = ends(Array(folder.utf8), "/") ? folder + name : folder + "/" + name
            var status = stat()
            if name.utf8.first == UInt8(ascii: ".") {
                found.passedOver.append(path)
            } else if stat(path, &status) != 0 {
                // The file disappeared, is a link to nowhere, or may not be read. To skip a log silently would lose
                // money.
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
            // The name is an array within the entry and ends with a NUL.
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

/// The system's text for an error number.
func systemText(_ number: Int32) -> String {
    String(cString: strerror(number))
}

extension LogReadError {
    /// The error for a file that can't be found or opened. A missing file is told apart from an unreadable one.
    static func ofSystem(_ path: String, _ number: Int32) -> LogReadError {
        number == ENOENT || number == ENOTDIR
            ? .missing(path: path) : .unreadable(path: path, detail: systemText(number))
    }
}
