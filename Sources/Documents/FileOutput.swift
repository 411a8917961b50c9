import Crypto
import Money
import Synchronization

/// Takes the bytes of a file piece by piece, so that no table stands in memory whole.
final class FileOutput {
    private let take: (UnsafeRawBufferPointer) -> Void

    init(_ take: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.take = take
    }

    func write(_ piece: UnsafeRawBufferPointer) { take(piece) }
    func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes(take) }

    /// Hands on what waits, once that has become much.
    func write(whatIsMuchOf bytes: inout [UInt8]) {
        guard bytes.count >= FileOutput.pieceSize else { return }
        write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    static let pieceSize = 1 << 17
}

/// A file of a folder: its name, and how its bytes are made.
///
/// They are made when they are asked for and not kept: a folder of a hundred thousand invoices is never in memory whole.
/// Two askings give the same bytes.
public struct ReportFile: Sendable {
    private enum Content: Sendable {
        case bytes([UInt8])
        case made(@Sendable (FileOutput) throws -> Void)
        /// An invoice by its place. There are so many that none has a name and a closure of its own.
        case invoice(Int, InvoiceFiles.Form, InvoiceFiles)
    }

    private let givenName: String
    private let content: Content
    /// Where the file is sealed while its bytes are made.
    private var seals: Seals?
    private var position = 0
    /// Whether it is made of the seals of others, which are then written before it.
    private(set) var namesOthers = false

    public init(name: String, bytes: [UInt8]) {
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

    /// Relative to the folder.
    public var name: String {
        guard case .invoice(let invoice, let form, let invoices) = content else { return givenName }
        return invoices.name(invoice, form)
    }

    /// All of the file.
    ///
    /// - Throws: `AmountOverflow` where a fraction of `rounding.csv` leaves 128 bits.
    public func bytes() throws -> [UInt8] {
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

    /// The same file, sealed while its bytes are made.
    func sealed(by seals: Seals, at position: Int) -> ReportFile {
        var file = self
        file.seals = seals
        file.position = position
        return file
    }
}

/// A file's size and SHA-256, as `manifest.json` and `SHA256SUMS` name them.
struct Seal: Sendable {
    let bytes: Int
    let digest: SHA256.Digest

    /// In lower-case hexadecimal digits.
    var sha256: String { SHA256Text.hex(digest) }
}

/// The seals of a folder's files, entered as they are made.
final class Seals: Sendable {
    private let seals: Mutex<[Seal?]>

    init(count: Int) {
        seals = Mutex(Array(repeating: nil, count: count))
    }

    func enter(_ seal: Seal, at position: Int) { seals.withLock { $0[position] = seal } }

    /// The seal of a file, which is made where nobody has asked for it yet.
    func seal(of file: ReportFile, at position: Int) throws -> Seal {
        if let seal = seals.withLock({ $0[position] }) { return seal }
        try file.forEachPiece { _ in }
        guard let seal = seals.withLock({ $0[position] }) else { preconditionFailure("\(file.name) is not sealed") }
        return seal
    }
}
