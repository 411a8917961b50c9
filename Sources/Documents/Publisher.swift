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

/// Writes a period's folder so that a reader sees the old one or the new one, never a mix (S5.1).
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
    /// Whether what stands in the place is what would be written, byte for byte: then nothing is.
    private let isThere: Bool
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
        var isThere = false
        if access(target, F_OK) == 0 {
            let occupant = try Occupant(of: target, replacedBy: files)
            guard occupant.strangers.isEmpty else {
                throw PublishError(
                    kind: .occupied(by: occupant.strangers), path: target, doing: "replacing", code: EEXIST)
            }
            isThere = try occupant.own == files.count && Folders.hold(files, in: target)
        }
        self.isThere = isThere
        try Folders.remove(temporary)
        if !isThere { try Folders.write(files, to: temporary) }
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
        // Who wrote it may have been killed before this.
        if isThere { return try Folders.sync(output) }
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

extension PublishError {
    /// Of the system's last error.
    static func last(_ kind: Kind, _ path: String, _ doing: String) -> PublishError {
        let code = errno
        let full = code == ENOSPC || code == EDQUOT || code == EIO
        return PublishError(kind: full ? .failed : kind, path: path, doing: doing, code: code)
    }
}
