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
    /// Returns a file as a table; `nil` if there is none.
    func table(_ name: Identifier) -> CSVInput? {
        switch contents[name] {
        case nil: nil
        case .bytes(let bytes): CSVInput(bytes)
        case .onDisk: FilePieces(path: "\(root)/\(name)").map { CSVInput($0) }
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
