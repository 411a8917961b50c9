import Glibc
package import Vocabulary

/// The files of a folder, by name.
///
/// Files on the disk are read each time they are needed, so that a folder of two hundred thousand is never in memory as
/// a whole. Tests can replace them with bytes.
package struct FolderFiles: Sendable {
    private enum Content: Sendable {
        case bytes([UInt8])
        /// Its size when the folder was listed.
        case onDisk(Int)
    }

    private let root: String
    private var contents: [Identifier: Content] = [:]

    init(root: String) {
        self.root = root
    }

    /// Makes a folder of files that are not on a disk.
    package init(_ files: [Identifier: [UInt8]]) {
        root = ""
        contents = files.mapValues(Content.bytes)
    }

    mutating func add(_ name: Identifier, bytes: Int) { contents[name] = .onDisk(bytes) }

    /// The names, in byte order.
    package var names: [Identifier] { contents.keys.sorted() }

    /// Whether there is a file of this name.
    package func contains(_ name: Identifier) -> Bool { contents[name] != nil }

    /// The bytes of a file; `nil` if there is none or it can no longer be read.
    package subscript(_ name: Identifier) -> [UInt8]? {
        get {
            switch contents[name] {
            case nil: return nil
            case .bytes(let bytes): return bytes
            case .onDisk(let size):
                guard let file = FilePieces(path: "\(root)/\(name)") else { return nil }
                var all: [UInt8] = []
                all.reserveCapacity(size)
                return file.takeAll { all.append(contentsOf: $0) } ? all : nil
            }
        }
        set { contents[name] = newValue.map(Content.bytes) }
    }

    /// Passes on a file piece by piece.
    ///
    /// - Returns: `false` if there is none or it could not be read to its end.
    func forEachPiece(of name: Identifier, _ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
        switch contents[name] {
        case nil: return false
        case .bytes(let bytes):
            bytes.withUnsafeBytes(take)
            return true
        case .onDisk: return FilePieces(path: "\(root)/\(name)")?.takeAll(take) ?? false
        }
    }
}

extension FolderFiles {
    /// Returns a file as a table, from one of its rows on; `nil` if there is no such file.
    func table(_ name: Identifier, from place: CSVInput.Place = .begin) -> CSVInput? {
        switch contents[name] {
        case nil: nil
        case .bytes(let bytes): CSVInput(bytes, from: place)
        case .onDisk: FilePieces(path: "\(root)/\(name)").map { CSVInput($0, from: place) }
        }
    }

    /// Returns a file to be compared from its beginning; `nil` if there is no such file.
    func comparison(_ name: Identifier) -> FileComparison? {
        switch contents[name] {
        case nil: nil
        case .bytes(let bytes): FileComparison(bytes)
        case .onDisk: FilePieces(path: "\(root)/\(name)").map { FileComparison($0) }
        }
    }
}

/// A regular file that is read from its beginning, piece by piece.
final class FilePieces {
    private let descriptor: Int32

    /// - Returns: `nil` if it can't be opened; `errno` says why.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
    }

    private static let pieceSize = 1 << 16

    /// Moves to a byte, from which `read` goes on.
    ///
    /// - Returns: `false` if the file has no such place.
    func go(to offset: Int) -> Bool { offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) }

    /// - Returns: the number of bytes read; 0 at the end, negative on failure.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    /// - Returns: `false` if it could not be read to its end.
    func takeAll(_ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: FilePieces.pieceSize, alignment: 16) { buffer in
            while true {
                let count = read(into: buffer)
                if count <= 0 { return count == 0 }
                take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}

/// A file that is compared with bytes from its beginning, piece by piece.
struct FileComparison {
    private let file: FilePieces?
    private var piece: [UInt8]
    private var place = 0

    private static let pieceSize = 1 << 18

    init(_ bytes: [UInt8]) {
        file = nil
        piece = bytes
    }

    init(_ file: FilePieces) {
        self.file = file
        piece = []
    }

    /// Whether the file goes on with these bytes. Then they are passed.
    mutating func goesOn(with wanted: [UInt8]) -> Bool {
        var rest = wanted[...]
        while !rest.isEmpty {
            if place == piece.count, !readOn() { return false }
            let count = min(rest.count, piece.count - place)
            guard rest.prefix(count) == piece[place..<place + count] else { return false }
            rest = rest.dropFirst(count)
            place += count
        }
        return true
    }

    /// Whether the whole file has been passed.
    mutating func isAtEnd() -> Bool { place == piece.count && !readOn() }

    private mutating func readOn() -> Bool {
        guard let file else { return false }
        piece = [UInt8](unsafeUninitializedCapacity: FileComparison.pieceSize) { buffer, filled in
            filled = max(0, file.read(into: UnsafeMutableRawBufferPointer(buffer)))
        }
        place = 0
        return !piece.isEmpty
    }
}
