import Glibc
import Threads
package import Vocabulary

/// Whether two texts have equal bytes. `==` of `String` also treats é as one or two code points alike.
func same(_ a: String, _ b: String) -> Bool {
    var (a, b) = (a, b)
    return a.withUTF8 { a in
        b.withUTF8 { b in
            // In bounds: both have `a.count` bytes. An empty buffer may have no address.
            a.count == b.count && (a.isEmpty || memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0)
        }
    }
}

/// A period's folder: the names of its files, and their bytes on request.
package struct ReportFiles: Sendable {
    /// The path as given, for messages.
    package var path: String
    /// The period that the folder is named after, if it is.
    package var namedPeriod: Period?
    /// Keyed by name within the folder, for instance `invoices/INV-2026-000001.json`.
    package var files: FolderFiles
    /// Everything that is not a readable regular file, and why.
    package var unreadable: [(name: String, reason: String)]

    package init(
        path: String, namedPeriod: Period?, files: FolderFiles,
        unreadable: [(name: String, reason: String)] = []
    ) {
        self.path = path
        self.namedPeriod = namedPeriod
        self.files = files
        self.unreadable = unreadable
    }

    /// The kind of path that was given.
    package enum Place: Sendable {
        case missing
        /// A period's own folder.
        case period(ReportFiles)
        /// A folder of periods' folders, in the order of their periods.
        case periods([ReportFiles])
    }

    /// Reads a period's folder, or all periods' folders in a folder.
    ///
    /// A folder is a period's if it is named like one (`2026-10`, `2026-W41`) or has a `manifest.json` or `SHA256SUMS`. In a folder of
    /// periods' folders, anything not named like a period is ignored.
    package static func read(_ path: String) -> Place {
        var trimmed = path
        while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
        guard kind(of: trimmed) == .folder else { return .missing }
        let name = trimmed.utf8.split(separator: UInt8(ascii: "/")).last.map { String($0) ?? "" } ?? ""
        let marks = ["manifest.json", "SHA256SUMS"].map { "\(trimmed)/\($0)" }
        if let period = Period(name) { return .period(folder(trimmed, period)) }
        if marks.contains(where: { access($0, F_OK) == 0 }) { return .period(folder(trimmed, nil)) }
        let periods = (names(in: trimmed) ?? []).compactMap { name in
            Period(name).map { (name, $0) }
        }.filter { kind(of: "\(trimmed)/\($0.0)") == .folder }.sorted { $0.1 < $1.1 }
        return .periods(periods.map { folder("\(trimmed)/\($0.0)", $0.1) })
    }

    private static func folder(_ path: String, _ period: Period?) -> ReportFiles {
        var folder = ReportFiles(path: path, namedPeriod: period, files: FolderFiles(root: path))
        folder.enter("", depth: 0)
        return folder
    }

    private mutating func enter(_ below: String, depth: Int) {
        let place = below.isEmpty ? path : "\(path)/\(below)"
        guard depth < 4, let names = ReportFiles.names(in: place) else {
            unreadable.append((below, "it can't be listed"))
            return
        }
        let root = path
        // A folder may have two hundred thousand files.
        let found = Threads.map(names, portion: 256) { name in
            ReportFiles.find("\(root)/\(below.isEmpty ? name : "\(below)/\(name)")")
        }
        for (name, found) in zip(names, found) {
            let inner = below.isEmpty ? name : "\(below)/\(name)"
            switch found {
            case .folder: enter(inner, depth: depth + 1)
            case .file(let size): files.add(Identifier(inner), bytes: size)
            case .unreadable(let reason): unreadable.append((inner, reason))
            }
        }
    }

    private enum Found {
        case folder
        case file(size: Int)
        case unreadable(String)
    }

    private static func find(_ path: String) -> Found {
        switch kind(of: path) {
        case .folder: return .folder
        case .file:
            guard let file = FilePieces(path: path) else { return .unreadable(String(cString: strerror(errno))) }
            // A sparse file takes no space on the disk, but reading it would take hours.
            let size = file.size
            return size <= mostBytes ? .file(size: size) : .unreadable("\(size) bytes: more than any report's")
        case .other: return .unreadable("it is no regular file")
        }
    }

    private enum Kind { case file, folder, other }

    /// Returns the kind of a path. A link counts as a link, not as the file that it leads to.
    private static func kind(of path: String) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK:
            var target = stat()
            return stat(path, &target) == 0 && target.st_mode & S_IFMT == S_IFDIR ? .folder : .other
        default: return .other
        }
    }

    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        while let entry = readdir(stream) {
            // The name is a field of the entry, ended by a NUL.
            let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let name = String(cString: bytes)
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { Identifier($0) < Identifier($1) }
    }

    /// More than any file of a report has: exceptions with twenty million rejected lines take 1.4 GB.
    private static let mostBytes = 1 << 31
}
