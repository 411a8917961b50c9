import Foundation
import GatewayLog
import LineParsing
import LineSamples
import TestSupport
import Vocabulary

/// The output of `<tool> -c` for bytes.
func packed(_ tool: String, _ bytes: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "whole")
    return Array(try Program.tool(tool, ["-c", "whole"], in: folder.url).stdout)
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
