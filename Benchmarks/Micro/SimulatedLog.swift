import Foundation
import Parts

/// A simulated log in the temporary folder, with its bytes in memory.
struct SimulatedLog: Sendable {
    let path: String
    let bytes: [UInt8]

    init(
        calls: Int, named name: String, onePipePerMille: Int = 1000, shuffledKeys: Bool = false,
        randomMeta: Bool = false
    ) throws {
        path = NSTemporaryDirectory() + "settle-micro-\(getpid())-\(name).ndjson"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        try Parts.simulate(
            calls: calls, onePipePerMille: onePipePerMille, shuffledKeys: shuffledKeys, randomMeta: randomMeta,
            to: descriptor)
        bytes = try Array(Data(contentsOf: URL(filePath: path)))
    }

    func remove() {
        unlink(path)
    }
}
