import Crypto
import Foundation
import GatewayLog
import LineParsing
import LineSamples
import TestSupport
import Testing
import Vocabulary

/// Cutting files into chunks: line ends, byte order marks, chunk borders, line lengths, archives.
@Suite struct LogReaderTests {
    /// Calls `ref-<n>`, one per line.
    static func lines(_ count: Int) -> [String] {
        (0..<count).map { Samples.call.with("ref-0001", "ref-\($0)") }
    }

    static func log(_ count: Int) -> [UInt8] {
        Array((lines(count).joined(separator: "\n") + "\n").utf8)
    }

    private func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    @Test func terminatorsMarkAndBlankLines() throws {
        let folder = try TemporaryFolder()
        let line = Self.lines(3)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = try ReadLog(folder.write((line.joined(separator: "\n") + "\n").utf8, to: "a.ndjson"))
        #expect(plain.calls == ["1 ref-0", "2 ref-1", "3 ref-2"])
        #expect(plain.lines == 3)
        let unended = try ReadLog(folder.write(line.joined(separator: "\n").utf8, to: "b.ndjson"))
        #expect(unended.calls == plain.calls && unended.lines == 3)
        let marked: [UInt8] = mark + Array((line.joined(separator: "\r\n") + "\r\n").utf8)
        let windows = try ReadLog(folder.write(marked, to: "c.ndjson"))
        #expect(windows.calls == plain.calls && windows.lines == 3 && windows.rejects.isEmpty)
        let spaced = try ReadLog(folder.write("\n\(line[0])\n\r\n \t\r\n\(line[1])\n\n".utf8, to: "d.ndjson"))
        #expect(spaced.calls == ["2 ref-0", "5 ref-1"])
        #expect(spaced.lines == 6 && spaced.blank == 4)
        #expect(try ReadLog(folder.write([], to: "e.ndjson")).lines == 0)
        #expect(try ReadLog(folder.write(mark, to: "f.ndjson")).lines == 0)
        #expect(try ReadLog(folder.write("\n".utf8, to: "g.ndjson")).blank == 1)
        // Only one mark is allowed, at the start. A second one, or one before another line, is not JSON.
        let twoMarks: [UInt8] = mark + mark + Array(line[0].utf8) + [10] + mark + Array(line[1].utf8)
        let marks = try ReadLog(folder.write(twoMarks, to: "h.ndjson"))
        #expect(marks.rejects == ["1 not_json", "2 not_json"])
    }

    @Test(arguments: [64, 100, 1024, 1025, 1500, 4096, 65_536])
    func theSizeOfChunksMakesNoDifference(_ size: Int) throws {
        let folder = try TemporaryFolder()
        var bytes = Array("\u{FEFF}".utf8)
        for (number, line) in Self.lines(40).enumerated() {
            bytes += Array(line.utf8) + (number % 3 == 0 ? [13, 10] : [10])
            if number % 7 == 0 { bytes += [10] }
            if number % 5 == 0 { bytes += Array("{\"a\":\u{1}}\n".utf8) }
        }
        bytes += Array(Samples.call.utf8)
        let path = try folder.write(bytes, to: "a.ndjson")
        let whole = try ReadLog(path)
        #expect(whole.calls.count == 41 && whole.rejects.count == 8 && whole.blank == 6)
        #expect(whole.digest == sha256(bytes))
        #expect(try ReadLog(path, chunkSize: size) == whole)
    }

    @Test(arguments: [1024, 65_536, 1 << 20, 2 << 20])
    func aLineOfOneMebibyteIsReadAndOneByteMoreIsNot(_ size: Int) throws {
        let folder = try TemporaryFolder()
        let most = LineLimits.lengthMax
        func padded(_ count: Int, _ ref: String) -> String {
            let line = Samples.call.with("ref-0001", ref)
            return line.with("{", "{" + String(repeating: " ", count: count - line.utf8.count))
        }
        let text = [
            padded(most, "fits"), padded(most + 1, "long"), Samples.call, padded(most, "windows") + "\r",
            padded(most + 1, "long") + "\r", String(repeating: "x", count: 5 * most), "", padded(most + 2, "long"),
            String(repeating: "\r", count: most + 2), padded(3 * most, "long"), Samples.call,
        ]
        let path = try folder.write((text.joined(separator: "\n") + "\n").utf8, to: "a.ndjson")
        let log = try ReadLog(path, chunkSize: size)
        #expect(log.calls == ["1 fits", "3 ref-0001", "4 windows", "11 ref-0001"])
        #expect(log.rejects == [2, 5, 6, 8, 9, 10].map { "\($0) too_long" })
        #expect(log.lines == 11 && log.blank == 1)
        #expect(log.digest == sha256(Array((text.joined(separator: "\n") + "\n").utf8)))
        // The last line of a file, and a mark that does not count as part of the first line.
        let last = try ReadLog(
            folder.write(("\u{FEFF}" + padded(most, "fits") + "\n" + padded(most + 1, "x")).utf8, to: "b.ndjson"),
            chunkSize: size)
        #expect(last.calls == ["1 fits"] && last.rejects == ["2 too_long"] && last.lines == 2)
        let huge = try ReadLog(folder.write([UInt8](repeating: 0x20, count: 4 * most), to: "c.ndjson"), chunkSize: size)
        #expect(huge.rejects == ["1 too_long"] && huge.lines == 1)
    }

    @Test(arguments: ["gzip", "zstd"]) func archives(_ tool: String) throws {
        let folder = try TemporaryFolder()
        let plain = Self.log(3000)
        let expected = try ReadLog(folder.write(plain, to: "plain.ndjson"))
        let first = try packed(tool, Array(plain[..<1_000_003]))
        let second = try packed(tool, Array(plain[1_000_003...]))
        let empty = try packed(tool, [])
        for (name, bytes) in [
            ("one", try packed(tool, plain)), ("two", first + second),
            ("empties", empty + first + empty + second + empty),
        ] {
            // The bytes decide the format, whatever the name.
            for ending in ["ndjson", "ndjson.gz", "ndjson.zst"] {
                let path = try folder.write(bytes, to: "\(name).\(ending)")
                for size in [LogReader.chunkSize, 1024] {
                    let log = try ReadLog(path, chunkSize: size)
                    #expect(log.calls == expected.calls && log.lines == 3000)
                    #expect(log.digest == sha256(bytes))
                }
                #expect(try LogReader.digest(ofFileAt: path) == sha256(bytes))
                #expect(try LogReader(path: path).compression == (tool == "gzip" ? .gzip : .zstd))
            }
        }
        #expect(try ReadLog(folder.write(empty, to: "nothing.ndjson.gz")).lines == 0)
    }

    @Test(arguments: ["gzip", "zstd"]) func tornArchivesAreRefused(_ tool: String) throws {
        let folder = try TemporaryFolder()
        let whole = try packed(tool, Self.log(300))
        func isTorn(_ name: String, _ bytes: [UInt8]) throws {
            let path = try folder.write(bytes, to: name)
            do {
                let log = try ReadLog(path)
                Issue.record("\(name) was read: \(log.lines) lines")
            } catch let error as LogReadError {
                guard case .torn(path: path, let detail) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(!detail.isEmpty)
            }
        }
        for cut in [4, 5, 9, 10, 17, whole.count / 2, whole.count - 8, whole.count - 4, whole.count - 1] {
            try isTorn("cut-\(cut).ndjson", Array(whole[..<cut]))
        }
        for garbage in ["x", "\n", "\0", "{}\n", "\u{1F}", "0123456789abcdef"] {
            try isTorn("garbage.ndjson", whole + Array(garbage.utf8))
        }
        try isTorn("second.ndjson", whole + whole.dropLast())
        for at in [whole.count / 3, whole.count / 2, whole.count - 6, whole.count - 2] {
            var changed = whole
            changed[at] ^= 0x10
            try isTorn("changed-\(at).ndjson", changed)
        }
        // The name ends as an archive's does, but the content is something else.
        try isTorn("plain.ndjson.gz", Self.log(1))
        try isTorn("plain.ndjson.zst", Self.log(1))
        try isTorn("nothing.ndjson.gz", [])
        try isTorn("short.ndjson.gz", [0x1F])
    }

    @Test func aZstandardFrameThatHoldsNothingIsSkipped() throws {
        let folder = try TemporaryFolder()
        let frame: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let archive = try packed("zstd", Self.log(5))
        #expect(try ReadLog(folder.write(frame + archive + frame, to: "a.zst")).lines == 5)
    }

    @Test func whatIsNotThereAndWhatCanNotBeRead() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path + "/none.ndjson"
        #expect(throws: LogReadError.missing(path: missing)) { try LogReader(path: missing) }
        #expect(throws: LogReadError.missing(path: missing)) { try LogReader.digest(ofFileAt: missing) }
        let file = try folder.write(Self.log(1), to: "a.ndjson")
        #expect(throws: LogReadError.missing(path: file + "/b")) { try LogReader(path: file + "/b") }
        #expect(throws: LogReadError.unreadable(path: folder.path, detail: "Is a directory")) {
            try ReadLog(folder.path)
        }
        #expect("\(LogReadError.torn(path: "a.gz", detail: "b"))" == "a.gz: can't be read to its end: b")
    }

    @Test func aReaderThatIsLetGoOfEndsItsThread() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.log(2000), to: "a.ndjson")
        for _ in 0..<50 {
            let reader = try LogReader(path: path, chunkSize: 4096, ahead: 1)
            #expect(try reader.next()?.index == 0)
        }
    }

    @Test func oneLineByItsNumber() throws {
        let folder = try TemporaryFolder()
        let lines = Self.lines(5000)
        let path = try folder.write(("\u{FEFF}" + lines.joined(separator: "\r\n")).utf8, to: "a.ndjson")
        for number in [1, 2, 2500, 4999, 5000] {
            #expect(try LogReader.line(number, ofFileAt: path) == Array(lines[number - 1].utf8))
        }
        #expect(try LogReader.line(5001, ofFileAt: path) == nil)
    }

    @Test func threadsMayShareAReader() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.log(3000), to: "a.ndjson")
        let reader = try LogReader(path: path, chunkSize: 10_000)
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var parser = LogParser(rules: Samples.rules)
                    var parsed = ParsedChunk()
                    var count = 0
                    while let chunk = try reader.next() {
                        chunk.withBytes { parser.parse($0, into: &parsed) }
                        count += parsed.calls.count
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 3000)
    }
}
