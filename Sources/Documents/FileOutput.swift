import Crypto
import Money
import Synchronization
import Vocabulary

/// A receiver for the bytes of a file, piece by piece, so that no table is in memory as a whole.
final class FileOutput {
    private let take: (UnsafeRawBufferPointer) -> Void

    init(_ take: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.take = take
    }

    func write(_ piece: UnsafeRawBufferPointer) { take(piece) }
    func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes(take) }

    /// Passes the bytes on and clears them, once there are at least `pieceSize` of them.
    func write(whatIsMuchOf bytes: inout [UInt8]) {
        guard bytes.count >= FileOutput.pieceSize else { return }
        write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    static let pieceSize = 1 << 17
}

/// A file of a folder: its name, and how its bytes are made.
///
/// The bytes are made on request and not kept, so a folder of a hundred thousand invoices is never in memory as a
/// whole. Each request gives the same bytes.
package struct ReportFile: Sendable {
    private enum Content: Sendable {
        case bytes([UInt8])
        case made(@Sendable (FileOutput) throws -> Void)
        /// An invoice by its index. There are too many invoices for each to have a name and a closure.
        case invoice(Int, InvoiceFiles.Form, InvoiceFiles)
    }

    private let givenName: String
    private let content: Content
    /// Receives the file's seal while its bytes are made.
    private var seals: Seals?
    private var position = 0
    /// Whether the file contains the seals of others, which must then be written before it.
    private(set) var namesOthers = false

    package init(name: String, bytes: [UInt8]) {
        givenName = name
        content = .bytes(bytes)
    }

    init(
        name: String, namesOthers: Bool = false,
        content: @escaping @Sendable (FileOutput) throws -> Void
    ) {
        givenName = name
        self.content = .made(content)
        self.namesOthers = namesOthers
    }

    init(invoice: Int, _ form: InvoiceFiles.Form, of invoices: InvoiceFiles) {
        givenName = ""
        content = .invoice(invoice, form, invoices)
    }

    /// The name, relative to the folder.
    package var name: String {
        guard case .invoice(let invoice, let form, let invoices) = content else { return givenName }
        return invoices.name(invoice, form)
    }

    /// Returns the whole file.
    ///
    /// - Throws: `AmountOverflow` if a fraction of `rounding.csv` exceeds 128 bits.
    package func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPiece { bytes.append(contentsOf: $0) }
        return bytes
    }

    func forEachPiece(_ take: @escaping (UnsafeRawBufferPointer) -> Void) throws {
        guard let seals else { return try make(FileOutput(take)) }
        var hash = SHA256()
        var count = 0
        try make(
            FileOutput { piece in
                hash.update(bufferPointer: piece)
                count += piece.count
                take(piece)
            })
        seals.enter(Seal(bytes: count, digest: hash.finalize()), at: position)
    }

    private func make(_ output: FileOutput) throws {
        switch content {
        case .bytes(let bytes): output.write(bytes)
        case .made(let content): try content(output)
        case .invoice(let invoice, let form, let invoices): invoices.write(invoice, form, to: output)
        }
    }

    /// Returns the same file, which is now sealed while its bytes are made.
    func sealed(by seals: Seals, at position: Int) -> ReportFile {
        var file = self
        file.seals = seals
        file.position = position
        return file
    }
}

/// The size and SHA-256 of a file, as in `manifest.json` and `SHA256SUMS`.
struct Seal: Sendable {
    let bytes: Int
    let digest: SHA256.Digest

    /// The SHA-256 in lower-case hexadecimal digits.
    var sha256: String { Hex.text(digest) }
}

/// The seals of a folder's files, entered as the files are made.
final class Seals: Sendable {
    private let seals: Mutex<[Seal?]>

    init(count: Int) {
        seals = Mutex(Array(repeating: nil, count: count))
    }

    func enter(_ seal: Seal, at position: Int) { seals.withLock { $0[position] = seal } }

    /// Returns the seal of a file. If there is none yet, the file is made to get it.
    func seal(of file: ReportFile, at position: Int) throws -> Seal {
        if let seal = seals.withLock({ $0[position] }) { return seal }
        try file.forEachPiece { _ in }
        guard let seal = seals.withLock({ $0[position] }) else { preconditionFailure("\(file.name) is not sealed") }
        return seal
    }
}
