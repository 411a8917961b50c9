import Foundation
import GatewayLog
import LineParsing
import TestSupport
import Testing

/// Finding the files that an argument means.
@Suite struct LogFinderTests {
    @Test func everyLogBelowAFolderInByteOrder() throws {
        let folder = try TemporaryFolder()
        for name in [
            "b.ndjson", "a/z.log", "a.json", "a/b/c.jsonl.gz", "a-1.ndjson.zst", "Z.log", "a/notes.txt", "README",
            ".hidden.ndjson", ".git/x.json", "a/.ndjson", "c.ndjson.bz2", "d.gz", "e.ndjson.gz.tmp", "é.log", ".gz",
        ] {
            try folder.write([], to: name)
        }
        for given in [folder.path, folder.path + "/"] {
            let found = try LogFinder.logs(at: given)
            let logs = ["Z.log", "a-1.ndjson.zst", "a.json", "a/b/c.jsonl.gz", "a/z.log", "b.ndjson", "d.gz", "é.log"]
            #expect(found.logs == logs.map { folder.path + "/" + $0 })
            let rest = [
                ".git", ".gz", ".hidden.ndjson", "README", "a/.ndjson", "a/notes.txt", "c.ndjson.bz2",
                "e.ndjson.gz.tmp",
            ]
            #expect(found.passedOver == rest.map { folder.path + "/" + $0 })
        }
    }

    @Test func aFileAndStandardInputMeanThemselves() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write([], to: "whatever.bin")
        #expect(try LogFinder.logs(at: file).logs == [file])
        #expect(try LogFinder.logs(at: "-").logs == ["-"])
        #expect(throws: LogReadError.missing(path: folder.path + "/none")) {
            try LogFinder.logs(at: folder.path + "/none")
        }
    }

    @Test func linksInACircleEnd() throws {
        let folder = try TemporaryFolder()
        try folder.write([], to: "sub/a.log")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/sub/up", withDestinationPath: folder.path)
        try manager.createSymbolicLink(atPath: folder.path + "/sub/here", withDestinationPath: ".")
        try manager.createSymbolicLink(atPath: folder.path + "/linked.log", withDestinationPath: "sub/a.log")
        #expect(
            try LogFinder.logs(at: folder.path).logs == ["linked.log", "sub/a.log"].map { folder.path + "/" + $0 })
    }

    @Test func aLogThatIsALinkToNowhereIsNoSecret() throws {
        let folder = try TemporaryFolder()
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/gone.txt", withDestinationPath: "nowhere")
        #expect(try LogFinder.logs(at: folder.path).passedOver == [folder.path + "/gone.txt"])
        try manager.createSymbolicLink(atPath: folder.path + "/gone.log", withDestinationPath: "nowhere")
        #expect(throws: LogReadError.unreadable(path: folder.path + "/gone.log", detail: "No such file or directory")) {
            try LogFinder.logs(at: folder.path)
        }
    }
}
