import Foundation
import SeededRandom
import TestSupport

/// The changes that a program made to the files below a folder, recorded by strace, as a disk that loses power would
/// have them. For each file and folder it is known which changes were synced and which were only requested.
///
/// Stricter than any file system that settle is likely to meet: syncing a file keeps only its bytes, not its name or
/// anything else.
final class RecordedDisk {
    /// A change that a sync makes permanent.
    enum Change {
        case bytes([UInt8], at: Int)
        case length(Int)
        /// Names added, removed (`nil`) or swapped in one step.
        case names([(String, Node?)])
    }

    final class Node {
        let isFolder: Bool
        /// The synced state.
        var bytes: [UInt8] = []
        var names: [String: Node] = [:]
        /// The changes requested since, in order.
        var pending: [Change] = []
        /// The state as the program sees it.
        var length = 0
        var seen: [String: Node] = [:]

        init(isFolder: Bool) { self.isFolder = isFolder }
    }

    /// Which of the pending changes survive a power cut.
    enum Cut: CaseIterable {
        case nothingUnsynced, everything, namesAlone, bytesAlone
        /// The first few changes of each folder and any changes of each file, the last one torn; drawn again for each
        /// moment.
        case some, others, more, less

        func kept(of node: Node, _ random: inout Seeded) -> [Change] {
            switch self {
            case .nothingUnsynced: return []
            case .everything: return node.pending
            case .namesAlone: return node.isFolder ? node.pending : []
            case .bytesAlone: return node.isFolder ? [] : node.pending
            case .some, .others, .more, .less:
                if node.isFolder {
                    return Array(node.pending.prefix(Int.random(in: 0...node.pending.count, using: &random)))
                }
                return node.pending.compactMap { change in
                    guard Bool.random(using: &random) else { return nil }
                    guard case .bytes(let bytes, let offset) = change, bytes.count > 512, Bool.random(using: &random)
                    else { return change }
                    return .bytes(
                        Array(bytes.prefix(512 * Int.random(in: 1...bytes.count / 512, using: &random))), at: offset)
                }
            }
        }
    }

    private let root = Node(isFolder: true)
    private let folder: String

    /// - Parameter folder: the folder before the recording; all its content counts as synced.
    init(_ folder: URL) throws {
        self.folder = folder.resolvingSymlinksInPath().path
        for (path, data) in try FileTree.files(below: folder) {
            var parts = path.split(separator: "/").map(String.init)
            let name = parts.removeLast()
            var node = root
            for part in parts {
                let next = node.names[part] ?? Node(isFolder: true)
                node.names[part] = next
                node.seen[part] = next
                node = next
            }
            let file = Node(isFolder: false)
            file.bytes = Array(data)
            file.length = data.count
            node.names[name] = file
            node.seen[name] = file
        }
    }

    // MARK: - The recording

    /// Runs settle in the folder and records the system calls that it makes there.
    static func record(_ arguments: [String], in folder: URL) throws -> (outcome: Program.Outcome, calls: [String]) {
        let trace = FileManager.default.temporaryDirectory.appending(path: "settle-trace-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: trace) }
        let calls =
            "openat,write,pwrite64,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync"
        let outcome = try Program.tool(
            "strace",
            ["-f", "-y", "-xx", "-s", "100000000", "--seccomp-bpf", "-o", trace.path, "-e", "trace=\(calls)"]
                + [Program.url.path] + arguments, in: folder)
        // strace splits a call that overlaps another thread's into two lines.
        var begun: [Substring: Substring] = [:]
        var lines: [String] = []
        for line in try String(contentsOf: trace, encoding: .utf8).split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            let call = line.dropFirst(thread.count).drop { $0 == " " }
            if let end = call.range(of: " <unfinished ...>") {
                begun[thread] = call[..<end.lowerBound]
            } else if call.hasPrefix("<... "), let end = call.range(of: " resumed>") {
                lines.append(String(begun.removeValue(forKey: thread) ?? "") + call[end.upperBound...])
            } else {
                lines.append(String(call))
            }
        }
        return (outcome, lines.filter { !$0.contains(" = -1 ") })
    }

    /// Whether a call syncs or moves something; in a report in the making, only calls on whole folders count.
    static func isTurningPoint(_ call: String) -> Bool {
        guard call.hasPrefix("f") && call.contains("sync(") || call.hasPrefix("unlink") || call.hasPrefix("rename")
        else { return false }
        let place = Self.quoted(call, "<", ">").first ?? Self.quoted(call, "\"", "\"").first ?? []
        return !String(decoding: place, as: UTF8.self).contains(".unpublished/")
    }

    /// Applies a recorded call.
    func apply(_ call: String) {
        let name = call.prefix { $0 != "(" }
        let texts = Self.quoted(call, "\"", "\"")
        func place(_ index: Int) -> (Node, String)? { parent(String(decoding: texts[index], as: UTF8.self)) }
        func opened() -> Node? { self.node(String(decoding: Self.quoted(call, "<", ">").first ?? [], as: UTF8.self)) }
        switch name {
        case "openat":
            guard call.contains("O_CREAT"), let (folder, name) = place(0), folder.seen[name] == nil else { return }
            folder.change([(name, Node(isFolder: false))])
        case "write", "pwrite64":
            guard let file = opened() else { return }
            let numbers = call.components(separatedBy: "\"").last?.split { !"0123456789".contains($0) }.compactMap {
                Int($0)
            }
            // The numbers of `pwrite64` are count, offset and result.
            let offset = name == "write" ? file.length : numbers?.dropFirst().first ?? 0
            let bytes = texts[0]
            file.pending.append(.bytes(bytes, at: offset))
            file.length = max(file.length, offset + bytes.count)
        case "ftruncate":
            guard let file = opened(),
                let length = call.components(separatedBy: ">, ").last.flatMap({ Int($0.prefix { $0 != ")" }) })
            else { return }
            file.pending.append(.length(length))
            file.length = length
        case "mkdir", "mkdirat":
            guard let (folder, name) = place(0) else { return }
            folder.change([(name, Node(isFolder: true))])
        case "unlink", "unlinkat", "rmdir":
            guard let (folder, name) = place(0) else { return }
            folder.change([(name, nil)])
        case "rename", "renameat", "renameat2":
            guard let (folder, from) = place(0), let (other, to) = place(1) else { return }
            precondition(folder === other, "a rename from folder to folder is not foreseen")
            folder.change([(from, call.contains("RENAME_EXCHANGE") ? folder.seen[to] : nil), (to, folder.seen[from])])
        case "fsync", "fdatasync":
            guard let node = opened() else { return }
            (node.bytes, node.names) = node.left(by: node.pending)
            node.pending = []
        default: break
        }
    }

    /// The texts of a call between two marks; strace writes them completely in hexadecimal digits.
    private static func quoted(_ call: String, _ open: Character, _ close: Character) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var rest = Substring(call).utf8
        let (open, close) = (open.asciiValue!, close.asciiValue!)
        while let start = rest.firstIndex(of: open) {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: close) else { break }
            let text = Array(rest[..<end])
            rest = rest[rest.index(after: end)...]
            func digit(_ byte: UInt8) -> UInt8 { byte < 58 ? byte - 48 : byte - 87 }
            found.append(
                stride(from: 0, to: text.count - text.count % 4, by: 4).map {
                    digit(text[$0 + 2]) << 4 | digit(text[$0 + 3])
                })
        }
        return found
    }

    /// The folder that holds a path's last part, if it is below the root.
    private func parent(_ path: String) -> (Node, String)? {
        guard var parts = parts(path), let name = parts.popLast() else { return nil }
        var node = root
        for part in parts {
            guard let next = node.seen[part] else { return nil }
            node = next
        }
        return (node, name)
    }

    private func node(_ path: String) -> Node? {
        if parts(path)?.isEmpty == true { return root }
        return parent(path).flatMap { $0.0.seen[$0.1] }
    }

    private func parts(_ path: String) -> [String]? {
        guard path.hasPrefix("/") else { return path.split(separator: "/").filter { $0 != "." }.map(String.init) }
        guard path == folder || path.hasPrefix(folder + "/") else { return nil }
        return path.dropFirst(folder.count).split(separator: "/").filter { $0 != "." }.map(String.init)
    }

    // MARK: - The cut

    /// The files and folders that exist when the power comes back; folders have no bytes.
    func files(after cut: Cut, seed: UInt64) -> [String: [UInt8]?] {
        var random = Seeded(seed: seed)
        var files: [String: [UInt8]?] = [:]
        func walk(_ folder: Node, _ path: String) {
            let names = folder.left(by: cut.kept(of: folder, &random)).names
            for (name, node) in names.sorted(by: { $0.key < $1.key }) {
                if node.isFolder {
                    files.updateValue(nil, forKey: path + name)
                    walk(node, path + name + "/")
                } else {
                    files[path + name] = node.left(by: cut.kept(of: node, &random)).bytes
                }
            }
        }
        walk(root, "")
        return files
    }
}

extension RecordedDisk.Node {
    fileprivate func change(_ names: [(String, RecordedDisk.Node?)]) {
        pending.append(.names(names))
        for (name, node) in names { seen[name] = node }
    }

    /// The content of the disk after these changes have reached it.
    fileprivate func left(by changes: [RecordedDisk.Change]) -> (bytes: [UInt8], names: [String: RecordedDisk.Node]) {
        var (bytes, names) = (self.bytes, self.names)
        for change in changes {
            switch change {
            case .bytes(let new, let offset):
                if bytes.count < offset + new.count {
                    bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count)
                }
                bytes.replaceSubrange(offset..<offset + new.count, with: new)
            case .length(let length):
                bytes = Array(bytes.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - bytes.count))
            case .names(let new): for (name, node) in new { names[name] = node }
            }
        }
        return (bytes, names)
    }
}
