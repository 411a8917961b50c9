import CPlatform
import Glibc
import Vocabulary

/// Why a folder could not be published; unless it says otherwise, the one that stood there before still does.
public struct PublishError: Error, Sendable {
    public enum Kind: Sendable {
        /// The place can't be written.
        case unwritable
        /// In the place stands what settle did not write: its files, by their paths in the folder.
        case occupied(by: [String])
        /// Another run is publishing into the same place.
        case busy
        /// Writing began and failed: a full disk, a broken one.
        case failed
        /// What stands there can't be looked at.
        case unreadable
    }

    public var kind: Kind
    public var path: String
    public var doing: String
    public var code: Int32
    /// Whether the new folder stands in its place, and what failed came after that.
    public var isInPlace = false

    public var reason: String { String(cString: strerror(code)) }
}

/// Writes a period's folder so that a reader sees the old one or the new one, never a mix (contract 5).
///
/// Temporary folder beside the target, each file synced (or the file system, where they are many), the folders synced, one
/// rename (or exchange), the parent synced.
/// A failed sync is final and never tried again: the kernel may have dropped the pages. Where the file system can't exchange
/// two folders (NFS, FUSE), the old one is moved aside and the new one into its place: for a moment there is none, and what is
/// cut short between the two is put right by the next run.
public enum Publisher {
    /// Writes and swaps in, in one go.
    ///
    /// - Parameters:
    ///   - output: made where it is not there yet.
    ///   - name: the folder within it, for instance `2026-10`.
    /// - Throws: `PublishError`, or `AmountOverflow` where a file can't be made; nothing of the target has changed then.
    public static func publish(_ files: [ReportFile], to output: String, name: String) throws {
        try Publication(files, to: output, name: name).swapIn()
    }

    /// Puts right what runs that were killed have left in an output folder: an old folder that was moved aside, with no new one
    /// in its place, comes back; what was in the making or on its way out is removed. Where another run is publishing, nothing
    /// is done.
    ///
    /// - Throws: `PublishError` where it is there and can't be moved or removed.
    public static func recover(_ output: String) throws(PublishError) {
        let left = try Folders.namesIfAny(in: output).compactMap(Remnant.init)
        guard !left.isEmpty else { return }
        let parent = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw PublishError.last(.unwritable, output, "opening") }
        defer { close(parent) }
        guard settle_lock(parent) == 0 else { return }
        for remnant in left { try remnant.clear(from: output) }
    }
}

/// The names beside a folder that its publishing passes through. They begin with a point: no period's folder does.
struct Remnant {
    /// The folder in the making.
    static func unpublished(_ name: String) -> String { ".\(name).unpublished" }
    /// The old folder, moved aside.
    static func replaced(_ name: String) -> String { ".\(name).replaced" }

    private let name: String
    private let isReplaced: Bool

    /// - Returns: `nil` for a name that is none of those.
    init?(_ text: String) {
        guard text.hasPrefix("."), let end = text.lastIndex(of: "."), end > text.startIndex else { return nil }
        name = String(text[text.index(after: text.startIndex)..<end])
        isReplaced = text == Remnant.replaced(name)
        guard isReplaced || text == Remnant.unpublished(name) else { return nil }
    }

    /// Whose name is whose is known for certain only under the output folder's lock.
    func clear(from output: String) throws(PublishError) {
        if isReplaced {
            try Remnant.putBack(name, in: output)
        } else {
            try Folders.remove("\(output)/\(Remnant.unpublished(name))")
        }
    }

    /// An old folder that was moved aside comes back where no new one has taken its place; else it goes.
    static func putBack(_ name: String, in output: String) throws(PublishError) {
        let (aside, target) = ("\(output)/\(replaced(name))", "\(output)/\(name)")
        guard access(aside, F_OK) == 0 else { return }
        guard access(target, F_OK) != 0 else { return try Folders.remove(aside) }
        guard rename(aside, target) == 0 else { throw PublishError.last(.failed, target, "putting back") }
        try Folders.sync(output)
    }
}

/// A folder that is written and synced under a temporary name, and waits to be swapped in: whoever must commit something
/// else first knows that the disk has taken it. Dropped without that, it is removed.
public final class Publication {
    private let output: String
    private let name: String
    private let temporary: String
    /// Holds the output folder's lock as long as it is open.
    private let parent: Int32

    /// - Throws: `PublishError` where the files can't be written, `AmountOverflow` where one can't be made; nothing of the
    ///   target has changed then.
    public init(_ files: [ReportFile], to output: String, name: String) throws {
        self.output = output
        self.name = name
        // Under the lock nobody else has a folder of this name; one that is there was left by a run that was killed.
        temporary = "\(output)/\(Remnant.unpublished(name))"
        try Folders.make(output)
        parent = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw PublishError.last(.unwritable, output, "opening") }
        guard settle_lock(parent) == 0 else { throw PublishError.last(.busy, output, "locking") }
        try Remnant.putBack(name, in: output)
        // What stands in the folder's place and is no folder is somebody else's.
        let target = "\(output)/\(name)"
        var status = stat()
        if lstat(target, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw PublishError(kind: .unwritable, path: target, doing: "replacing", code: ENOTDIR)
        }
        if access(target, F_OK) == 0 {
            let strangers = try Occupant.strangers(in: target, replacedBy: files)
            guard strangers.isEmpty else {
                throw PublishError(kind: .occupied(by: strangers), path: target, doing: "replacing", code: EEXIST)
            }
        }
        try Folders.remove(temporary)
        try Folders.write(files, to: temporary)
    }

    deinit {
        if parent >= 0 {
            try? Folders.remove(temporary)
            close(parent)
        }
    }

    /// Puts the folder in its place; what stood there is removed afterwards.
    ///
    /// - Throws: `PublishError`; what stood there still does, unless the error says that the new one `isInPlace`.
    public func swapIn() throws(PublishError) {
        let target = "\(output)/\(name)"
        if access(target, F_OK) != 0 {
            guard rename(temporary, target) == 0 else { throw PublishError.last(.failed, target, "renaming to") }
        } else if settle_exchange(temporary, target) != 0 {
            // By renameat2(2) EINVAL is a file system that has no exchange; some say so in other words.
            guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else {
                throw PublishError.last(.failed, target, "swapping in")
            }
            try replaceInTwoSteps(target)
        }
        do throws(PublishError) {
            try Folders.sync(output)
            // What the exchange has left under the temporary name is the old folder.
            try Folders.remove(temporary)
            try Folders.remove("\(output)/\(Remnant.replaced(name))")
        } catch {
            var error = error
            error.isInPlace = true
            throw error
        }
    }

    private func replaceInTwoSteps(_ target: String) throws(PublishError) {
        let aside = "\(output)/\(Remnant.replaced(name))"
        guard rename(target, aside) == 0 else { throw PublishError.last(.failed, target, "moving aside") }
        guard rename(temporary, target) == 0 else {
            let error = PublishError.last(.failed, target, "renaming to")
            // Where this fails, too, the next run does it.
            _ = rename(aside, target)
            throw error
        }
    }
}

/// Folders and files of the system, each written for good before the next step.
public enum Folders {
    /// Makes the folder with these files, all of it on the disk when this returns.
    ///
    /// - Complexity: O(bytes), with one `fsync` for each file, or with one `syncfs` where there are many.
    static func write(_ files: [ReportFile], to folder: String) throws {
        try makeFolder(folder, kind: .unwritable)
        // Opened before anything is written: what the file system can't write from now on, its sync will say.
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
        // What is made of the others' seals comes when they are there.
        let others = files.filter { !$0.namesOthers }
        if isWhole {
            try SharedWork.forEach(others) { try write($0, to: "\(folder)/\($0.name)", syncs: false) }
        } else {
            for file in others { try write(file, to: "\(folder)/\(file.name)", syncs: true) }
        }
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
            // After a failure the rest is made for nothing: it is the same bytes, and the file is removed.
            guard failure == nil else { return }
            failure = write(piece, to: descriptor, path)
        }
        if let failure { throw failure }
        guard !syncs || fsync(descriptor) == 0 else { throw PublishError.last(.failed, path, "syncing") }
    }

    private static func write(_ piece: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) -> PublishError? {
        var rest = piece
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return PublishError.last(.failed, path, "writing")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return nil
    }

    static func sync(_ folder: String) throws(PublishError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PublishError.last(.failed, folder, "opening") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PublishError.last(.failed, folder, "syncing") }
    }

    /// Makes a folder for good, with those above it; where it is there, nothing is done.
    static func make(_ path: String) throws(PublishError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            guard access(prefix, F_OK) != 0 else { continue }
            try makeFolder(prefix, kind: .unwritable)
            // Without this a power cut may take the new folder away with all that was synced in it.
            let above = prefix.split(separator: "/").dropLast().joined(separator: "/")
            try sync(prefix.hasPrefix("/") ? "/" + above : above.isEmpty ? "." : above)
        }
    }

    private static func makeFolder(_ path: String, kind: PublishError.Kind) throws(PublishError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw PublishError.last(kind, path, "making the folder")
        }
    }

    /// Removes a file or a folder with all below it; one that isn't there is no fault. Links are not followed.
    public static func remove(_ path: String) throws(PublishError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw PublishError.last(.unwritable, path, "removing") }
        for name in try names(in: path) { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw PublishError.last(.unwritable, path, "removing") }
    }

    /// The names in a folder, in no order; none where there is no folder.
    public static func namesIfAny(in folder: String) throws(PublishError) -> [String] {
        do throws(PublishError) {
            return try names(in: folder)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return [] }
            var error = error
            error.kind = .unreadable
            throw error
        }
    }

    /// The names in a folder, in no order.
    static func names(in folder: String) throws(PublishError) -> [String] {
        guard let stream = opendir(folder) else { throw PublishError.last(.unwritable, folder, "opening") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // At the end, too, there is no entry; only this tells one from the other.
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

    /// A file as bytes.
    ///
    /// - Returns: `nil` where there is no such regular file, or one that is larger than any of the files asked for.
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

    /// The sums of a million invoices are smaller.
    private static let readMost = 512 << 20
}

extension PublishError {
    /// Of the system's last error.
    static func last(_ kind: Kind, _ path: String, _ doing: String) -> PublishError {
        let code = errno
        let full = code == ENOSPC || code == EDQUOT || code == EIO
        return PublishError(kind: full ? .failed : kind, path: path, doing: doing, code: code)
    }
}
