import CPlatform
import Glibc
import Vocabulary

/// The reason why a folder could not be published. Unless `isInPlace`, the folder that was there before is unchanged.
package struct PublishError: Error, Sendable {
    /// The kind of failure.
    package enum Kind: Sendable {
        /// The place can't be written to.
        case unwritable
        /// The place contains files that settle did not write, given by their paths in the folder.
        case occupied(by: [String])
        /// Another run is publishing to the same place.
        case busy
        /// Writing began and failed, for instance because the disk is full or broken.
        case failed
        /// The present contents can't be read.
        case unreadable
    }

    package var kind: Kind
    package var path: String
    package var doing: String
    package var code: Int32
    /// Whether the new folder is already in its place, and a later step failed.
    package var isInPlace = false

    package var reason: String { String(cString: strerror(code)) }
}

/// Publishes a period's folder so that a reader sees the old one or the new one, never a mix (S5.1).
///
/// The files are written to a temporary folder beside the target. Each file is synced (or the whole file system, if
/// there are many), then the folders. One rename (or exchange) puts the folder in place, and the parent is synced.
///
/// A failed sync is never tried again, because the kernel may have dropped the pages. Some file systems (NFS, FUSE)
/// can't exchange two folders. There the old folder is moved aside, then the new one into its place, so for a moment
/// there is none. If a run is interrupted between the two, the next run repairs it.
package enum Publisher {
    /// Writes the folder and swaps it in.
    ///
    /// - Parameters:
    ///   - output: the output folder; it is made if it is missing.
    ///   - name: the folder within it, for instance `2026-10`.
    /// - Throws: `PublishError`, or `AmountOverflow` if a file can't be made; then the target has not changed.
    package static func publish(_ files: [ReportFile], to output: String, name: String) throws {
        try Publication(files, to: output, name: name).swapIn()
    }

    /// Cleans up what killed runs left in an output folder.
    ///
    /// An old folder that was moved aside comes back if no new one took its place. Unfinished and replaced folders are
    /// removed. Does nothing while another run is publishing.
    ///
    /// - Throws: `PublishError` if such a folder can't be moved or removed.
    package static func recover(_ output: String) throws(PublishError) {
        let left = try Folders.namesIfAny(in: output).compactMap(Remnant.init)
        guard !left.isEmpty else { return }
        let parent = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw PublishError.last(.unwritable, output, "opening") }
        defer { close(parent) }
        guard settle_lock(parent) == 0 else { return }
        for remnant in left { try remnant.clear(from: output) }
    }
}

/// The temporary names used beside a folder while it is published. They begin with a dot; no period's folder does.
struct Remnant {
    /// The name of the folder while it is being written.
    static func unpublished(_ name: String) -> String { ".\(name).unpublished" }
    /// The name of the old folder, moved aside.
    static func replaced(_ name: String) -> String { ".\(name).replaced" }

    private let name: String
    private let isReplaced: Bool

    /// - Returns: `nil` if the name is neither of these.
    init?(_ text: String) {
        guard text.hasPrefix("."), let end = text.lastIndex(of: "."), end > text.startIndex else { return nil }
        name = String(text[text.index(after: text.startIndex)..<end])
        isReplaced = text == Remnant.replaced(name)
        guard isReplaced || text == Remnant.unpublished(name) else { return nil }
    }

    /// Puts the old folder back, or removes the unfinished one. Safe only under the output folder's lock.
    func clear(from output: String) throws(PublishError) {
        if isReplaced {
            try Remnant.putBack(name, in: output)
        } else {
            try Folders.remove("\(output)/\(Remnant.unpublished(name))")
        }
    }

    /// Puts back an old folder that was moved aside, or removes it if a new one has taken its place.
    static func putBack(_ name: String, in output: String) throws(PublishError) {
        let (aside, target) = ("\(output)/\(replaced(name))", "\(output)/\(name)")
        guard access(aside, F_OK) == 0 else { return }
        guard access(target, F_OK) != 0 else { return try Folders.remove(aside) }
        guard rename(aside, target) == 0 else { throw PublishError.last(.failed, target, "putting back") }
        try Folders.sync(output)
    }
}

/// A folder that is written and synced under a temporary name, ready to be swapped in.
///
/// A caller that must first commit something else knows that the folder is already on the disk. If it is never swapped
/// in, it is removed.
package final class Publication {
    private let output: String
    private let name: String
    private let temporary: String
    /// Whether the present folder already has the same bytes, so that nothing is written.
    private let isThere: Bool
    /// Holds the output folder's lock while it is open.
    private let parent: Int32

    /// - Throws: `PublishError` if the files can't be written, `AmountOverflow` if one can't be made; then the target
    ///   has not changed.
    package init(_ files: [ReportFile], to output: String, name: String) throws {
        self.output = output
        self.name = name
        // Under the lock nobody else uses this name. If the folder exists, a killed run left it.
        temporary = "\(output)/\(Remnant.unpublished(name))"
        try Folders.make(output)
        parent = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw PublishError.last(.unwritable, output, "opening") }
        guard settle_lock(parent) == 0 else { throw PublishError.last(.busy, output, "locking") }
        try Remnant.putBack(name, in: output)
        // If the target is not a folder, it is somebody else's.
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

    /// Puts the folder in its place and removes the old one.
    ///
    /// - Throws: `PublishError`. The old folder is unchanged, unless the error says that the new one `isInPlace`.
    package func swapIn() throws(PublishError) {
        // The run that wrote it may have been killed before it synced.
        if isThere { return try Folders.sync(output) }
        let target = "\(output)/\(name)"
        if access(target, F_OK) != 0 {
            guard rename(temporary, target) == 0 else { throw PublishError.last(.failed, target, "renaming to") }
        } else if settle_exchange(temporary, target) != 0 {
            // renameat2(2) gives EINVAL if the file system has no exchange; some give the other two.
            guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else {
                throw PublishError.last(.failed, target, "swapping in")
            }
            try replaceInTwoSteps(target)
        }
        do throws(PublishError) {
            try Folders.sync(output)
            // After an exchange, the temporary name holds the old folder.
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
            // If this fails too, the next run does it.
            _ = rename(aside, target)
            throw error
        }
    }
}

extension PublishError {
    /// Returns an error for the current `errno`.
    static func last(_ kind: Kind, _ path: String, _ doing: String) -> PublishError {
        let code = errno
        let full = code == ENOSPC || code == EDQUOT || code == EIO
        return PublishError(kind: full ? .failed : kind, path: path, doing: doing, code: code)
    }
}
