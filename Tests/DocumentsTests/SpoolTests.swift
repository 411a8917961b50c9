import Documents
import TestSupport
import Testing

@Suite("Bytes kept until they can be written")
struct SpoolTests {
    /// Few bytes stay in memory; beyond 8 MiB they go to a file, which has no name.
    @Test(arguments: [0, 1, 7, 8, 9, 20], [0, 3])
    func comeBackInTheirOrder(mebibytes: Int, more: Int) throws {
        let folder = try TemporaryFolder()
        let spool = Spool(folder: folder.path)
        var bytes: [UInt8] = []
        for (number, count) in ([Int](repeating: 1 << 20, count: mebibytes) + [more]).enumerated() {
            let piece = [UInt8](repeating: UInt8(number + 1), count: count)
            bytes += piece
            try spool.append(piece)
        }
        try spool.finish()
        for _ in 0..<2 {
            var read: [UInt8] = []
            try spool.forEachPiece { read.append(contentsOf: $0) }
            #expect(read.count == bytes.count)
            let isSame = read == bytes
            #expect(isSame, "other bytes than were appended")
        }
        #expect(try FileTree.files(below: folder.url).isEmpty)
    }
}
