import CPlatform
import Crypto
import Glibc
import Vocabulary

/// The stored bytes of a log, hashed while they are read.
struct RawFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    /// Whether a read may wait for a writer, as on a pipe or a terminal: the file is not a regular file.
    private let mayWait: Bool
    private var hash = SHA256()
    /// The number of stored bytes that have been read.
    private(set) var byteCount: Int64 = 0
    /// The number of bytes per read: few enough that they are still in the core's cache when they are hashed.
    private static let pieceCount = 1 << 17
    /// Bytes that were read to detect the compression, and have not been returned by `read` yet.
    private var peeked: [UInt8] = []

    /// - Throws: `LogReadError.missing` or `.unreadable`.
    init(path: String) throws(LogReadError) {
        self.path = path
        if path == LogFinder.standardInput {
            descriptor = 0
            ownsDescriptor = false
            mayWait = Self.mayWait(descriptor)
            return
        }
        var opened: Int32
        // With O_NONBLOCK, opening a named pipe does not wait for a writer. Reading does.
        repeat { opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw LogReadError.ofSystem(path, errno) }
        descriptor = opened
        ownsDescriptor = true
        mayWait = Self.mayWait(descriptor)
        posix_fadvise(opened, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    private static func mayWait(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    /// Reads until `target` is full or the file ends.
    ///
    /// - Returns: the number of bytes read. It is less than `target` has room for only at the end.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(LogReadError) -> Int {
        let taken = min(peeked.count, target.count)
        if taken > 0 {
            target.copyBytes(from: peeked[..<taken])
            peeked.removeFirst(taken)
        }
        return taken + (try readMore(into: UnsafeMutableRawBufferPointer(rebasing: target[taken...])))
    }

    /// The first bytes of the file, up to `count`. `read` returns them again.
    mutating func peek(_ count: Int) throws(LogReadError) -> [UInt8] {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { room.deallocate() }
        let got = try readMore(into: room)
        peeked = Array(room[..<got])
        return peeked
    }

    /// The SHA-256 of everything read so far, in lower-case hex.
    func digest() -> String {
        Hex.text(hash.finalize())
    }

    private mutating func readMore(into target: UnsafeMutableRawBufferPointer) throws(LogReadError) -> Int {
        var count = 0
        while count < target.count {
            // In bounds: the kernel writes at most the room that is left in the target.
            let room = min(target.count - count, Self.pieceCount)
            guard mayWait ? settle_wait_for_input(descriptor) != 0 : settle_interrupt_requested() == 0 else {
                throw LogReadError.interrupted(path: path)
            }
            let got = systemRead(descriptor, target.baseAddress.map { $0 + count }, room)
            if got < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw LogReadError.unreadable(path: path, detail: systemText(errno))
            }
            if got == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: target[count..<count + got]))
            count += got
        }
        byteCount += Int64(count)
        return count
    }
}

/// The system's `read`, which the method of the same name hides.
private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, target, count)
}
