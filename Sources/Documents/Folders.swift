import CPlatform
import Glibc
import Synchronization
import Threads

/// Operations on folders and files. Each write reaches the disk before the next step.
package enum Folders {
    /// At most four: with more, threads wait for each other in the kernel, because all files are made in one folder.
    private static let threads = min(4, Threads.cores)

    /// Makes the folder with these files. All of it is on the disk when this returns.
    ///
    /// - Complexity: O(bytes), with one `fsync` for each file, or one `syncfs` if there are many.
    static func write(_ files: [ReportFile], to folder: String) throws {
        try makeFolder(folder, kind: .unwritable)
        // Opened before anything is written: its sync reports every write that fails from now on.
        let whole = files.count >= WholeSync.leastFiles ? WholeSync.of(folder) : nil
        let isWhole = whole != nil
        var folders: Set<String> = [folder]
        for file in files {
            let name = file.name
            if let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) {
                let sub = "\(folder)/\(name[..<slash])"
                if folders.insert(sub).inserted { try makeFolder(sub, kind: .failed) }
            }
        }
        // Files that contain the seals of others come after them.
        let others = tablesFirst(files.filter { !$0.namesOthers })
        // While one thread waits for the disk, others make files.
        try Threads.forEach(others, threads: threads) { try write($0, to: "\(folder)/\($0.name)", syncs: !isWhole) }
        for file in files where file.namesOthers { try write(file, to: "\(folder)/\(file.name)", syncs: !isWhole) }
        if let whole {
            try whole.sync()
            return
        }
        for folder in folders.sorted(by: >) { try sync(folder) }
    }

    private static func write(_ file: ReportFile, to path: String, syncs: Bool) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw PublishError.last(.failed, path, "creating") }
        defer { close(descriptor) }
        var failure: PublishError?
        try file.forEachPiece { piece in
            // After a failure the remaining bytes are still made, but not written; the file is removed later.
            guard failure == nil else { return }
            if !writeAll(piece, to: descriptor) { failure = PublishError.last(.failed, path, "writing") }
        }
        if let failure { throw failure }
        guard !syncs || fsync(descriptor) == 0 else { throw PublishError.last(.failed, path, "syncing") }
    }

    /// - Returns: `false` if not everything could be written; `errno` says why.
    static func writeAll(_ piece: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = piece
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    /// Puts the tables, which grow with the month, before the many small files in subfolders.
    private static func tablesFirst(_ files: [ReportFile]) -> [ReportFile] {
        files.filter { !$0.name.utf8.contains(UInt8(ascii: "/")) }
            + files.filter { $0.name.utf8.contains(UInt8(ascii: "/")) }
    }

    /// Whether the folder has each of these files, byte for byte.
    ///
    /// - Complexity: O(bytes), or less if one of the small files that identify a report differs.
    static func hold(_ files: [ReportFile], in folder: String) throws -> Bool {
        let telling = files.filter { ["settle.yaml", "controls.json", "summary.json"].contains($0.name) }
        for file in telling {
            if try !holds(file, at: "\(folder)/\(file.name)") { return false }
        }
        // Files that contain the seals of others come after them.
        let differs = Atomic(false)
        for part in [tablesFirst(files.filter { !$0.namesOthers }), files.filter(\.namesOthers)] {
            try Threads.forEach(part, threads: threads) { file in
                if differs.load(ordering: .relaxed) { return }
                if try !holds(file, at: "\(folder)/\(file.name)") { differs.store(true, ordering: .relaxed) }
            }
        }
        return !differs.load(ordering: .relaxed)
    }

    private static func holds(_ file: ReportFile, at path: String) throws -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var isSame = true
        try file.forEachPiece { piece in
            guard isSame else { return }
            isSame = withUnsafeTemporaryAllocation(byteCount: piece.count, alignment: 16) { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let space = UnsafeMutableRawBufferPointer(rebasing: rest)
                    let count = Glibc.read(descriptor, space.baseAddress, space.count)
                    if count < 0, errno == EINTR { continue }
                    if count <= 0 { return false }
                    rest = rest.dropFirst(count)
                }
                return buffer.elementsEqual(piece)
            }
        }
        var last: UInt8 = 0
        return isSame && Glibc.read(descriptor, &last, 1) == 0
    }

    static func sync(_ folder: String) throws(PublishError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PublishError.last(.failed, folder, "opening") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PublishError.last(.failed, folder, "syncing") }
    }

    /// Makes a folder and its missing parents durably. A folder that exists is left as it is.
    static func make(_ path: String) throws(PublishError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            guard access(prefix, F_OK) != 0 else { continue }
            try makeFolder(prefix, kind: .unwritable)
            // Without this, a power cut could remove the new folder with everything that was synced in it.
            let above = prefix.split(separator: "/").dropLast().joined(separator: "/")
            try sync(prefix.hasPrefix("/") ? "/" + above : above.isEmpty ? "." : above)
        }
    }

    private static func makeFolder(_ path: String, kind: PublishError.Kind) throws(PublishError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw PublishError.last(kind, path, "making the folder")
        }
    }

    /// Removes a file, or a folder with everything below it; does nothing if it is missing. Links are not followed.
    package static func remove(_ path: String) throws(PublishError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw PublishError.last(.unwritable, path, "removing") }
        for name in try names(in: path) { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw PublishError.last(.unwritable, path, "removing") }
    }

    /// Returns the names in a folder, in no particular order; empty if there is no such folder.
    package static func namesIfAny(in folder: String) throws(PublishError) -> [String] {
        do throws(PublishError) {
            return try names(in: folder)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return [] }
            var error = error
            error.kind = .unreadable
            throw error
        }
    }

    /// Returns the names in a folder, in no particular order.
    static func names(in folder: String) throws(PublishError) -> [String] {
        guard let stream = opendir(folder) else { throw PublishError.last(.unwritable, folder, "opening") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // readdir(3) returns no entry both at the end and on failure; only `errno` tells them apart.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw PublishError.last(.failed, folder, "listing") }
        return names
    }

    /// Reads a file.
    ///
    /// - Returns: `nil` if there is no such regular file, or if it is larger than any file this is used for.
    static func read(_ path: String) throws(PublishError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ELOOP || errno == ENXIO { return nil }
            throw PublishError.last(.failed, path, "opening")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw PublishError.last(.failed, path, "looking at") }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= readMost else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= readMost {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw PublishError.last(.failed, path, "reading")
            }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }

    /// More than the `SHA256SUMS` of a million invoices needs.
    private static let readMost = 512 << 20
}
