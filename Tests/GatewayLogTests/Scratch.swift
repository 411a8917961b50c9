import Foundation
import GatewayLog
import LineParsing
import Vocabulary

/// A folder for one test, removed with the value.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "settle-reading-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and creates the folders above it; returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(Array(bytes)).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// The output of `/usr/bin/<tool> -c` for bytes.
    func packed(_ tool: String, _ bytes: [UInt8], _ arguments: [String] = []) throws -> [UInt8] {
        let source = try write("pack-\(UUID().uuidString)", bytes)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
        process.arguments = arguments + ["-c", source]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try FileManager.default.removeItem(atPath: source)
        return Array(data)
    }
}

/// A whole log, read and parsed: the sums over its chunks.
struct ReadLog: Equatable {
    var lines = 0
    var blank = 0
    var other = 0
    /// Line number and reference of each call.
    var calls: [String] = []
    var rejects: [String] = []
    var digest = ""

    init(_ path: String, chunkSize: Int = LogReader.chunkSize, _ rules: ReadingRules = Samples.rules) throws {
        let reader = try LogReader(path: path, chunkSize: chunkSize)
        var parser = LogParser(rules: rules)
        var parsed = ParsedChunk()
        var index = 0
        while let chunk = try reader.next() {
            precondition(chunk.index == index)
            index += 1
            chunk.withBytes { parser.parse($0, into: &parsed) }
            blank += parsed.blank
            other += parsed.other
            calls += parsed.calls.map { "\(lines + 1 + Int($0.lineOffset)) \(parsed.text($0.ref))" }
            rejects += parsed.rejects.map { "\(lines + 1 + Int($0.lineOffset)) \($0.code.rawValue)" }
            lines += parsed.lines
        }
        digest = try reader.end.sha256
    }
}
