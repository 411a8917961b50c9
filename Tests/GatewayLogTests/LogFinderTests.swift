import Foundation
import GatewayLog
import LineParsing
import Testing

/// Finding the files that an argument means.
@Suite struct LogFinderTests {
    @Test func everyLogBelowAFolderInByteOrder() throws {
        let scratch = try Scratch()
        for name in [
            "b.ndjson", "a/z.log", "a.json", "a/b/c.jsonl.gz", "a-1.ndjson.zst", "Z.log", "a/notes.txt", "README",
            ".hidden.ndjson", ".git/x.json", "a/.ndjson", "c.ndjson.bz2", "d.gz", "e.ndjson.gz.tmp", "é.log", ".gz",
        ] {
            try scratch.write(name, [])
        }
        for given in [scratch.path, scratch.path + "/"] {
            let found = try LogFinder.logs(at: given)
            let logs = ["Z.log", "a-1.ndjson.zst", "a.json", "a/b/c.jsonl.gz", "a/z.log", "b.ndjson", "d.gz", "é.log"]
            #expect(found.logs == logs.map { scratch.path + "/" + $0 })
            let rest = [
                ".git", ".gz", ".hidden.ndjson", "README", "a/.ndjson", "a/notes.txt", "c.ndjson.bz2",
                "e.ndjson.gz.tmp",
            ]
            #expect(found.passedOver == rest.map { scratch.path + "/" + $0 })
        }
    }

    @Test func aFileAndStandardInputMeanThemselves() throws {
        let scratch = try Scratch()
        let file = try scratch.write("whatever.bin", [])
        #expect(try LogFinder.logs(at: file).logs == [file])
        #expect(try LogFinder.logs(at: "-").logs == ["-"])
        #expect(throws: LogReadError.missing(path: scratch.path + "/none")) {
            try LogFinder.logs(at: scratch.path + "/none")
        }
    }

    @Test func linksInACircleEnd() throws {
        let scratch = try Scratch()
        try scratch.write("sub/a.log", [])
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: scratch.path + "/sub/up", withDestinationPath: scratch.path)
        try manager.createSymbolicLink(atPath: scratch.path + "/sub/here", withDestinationPath: ".")
        try manager.createSymbolicLink(atPath: scratch.path + "/linked.log", withDestinationPath: "sub/a.log")
        #expect(
            try LogFinder.logs(at: scratch.path).logs == ["linked.log", "sub/a.log"].map { scratch.path + "/" + $0 })
    }

    @Test func aLogThatIsALinkToNowhereIsNoSecret() throws {
        let scratch = try Scratch()
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: scratch.path + "/gone.txt", withDestinationPath: "nowhere")
        #expect(try LogFinder.logs(at: scratch.path).passedOver == [scratch.path + "/gone.txt"])
        try manager.createSymbolicLink(atPath: scratch.path + "/gone.log", withDestinationPath: "nowhere")
        #expect(throws: LogReadError.unreadable(path: scratch.path + "/gone.log", detail: "No such file or directory"))
        {
            try LogFinder.logs(at: scratch.path)
        }
    }
}
