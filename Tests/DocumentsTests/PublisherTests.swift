import Documents
import Foundation
import TestSupport
import Testing

/// A folder is put in its place in whole, and replaces nothing of anybody else's.
@Suite("Publishing a folder")
struct PublisherTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func publish(_ files: [String: String]) throws {
        try Publisher.publish(
            files.sorted { $0.key < $1.key }.map { ReportFile(name: $0.key, bytes: Array($0.value.utf8)) },
            to: folder.path, name: "month")
    }

    /// All that is in the output folder, hidden folders too.
    private func present() throws -> [String: String] {
        try FileTree.files(below: folder.url).mapValues { String(decoding: $0, as: UTF8.self) }
    }

    @Test func writesItsFilesAndNothingBesides() throws {
        try publish(["a.csv": "1\n", "invoices/b.json": "{}\n"])
        #expect(try present() == ["month/a.csv": "1\n", "month/invoices/b.json": "{}\n"])
        try publish(["a.csv": "2\n", "invoices/b.json": "{}\n"])
        #expect(try present() == ["month/a.csv": "2\n", "month/invoices/b.json": "{}\n"])
    }

    @Test func leavesAFolderWithTheSameBytesAsItIs() throws {
        func inode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: "\(folder.path)/month")[.systemFileNumber] as? Int
        }
        try publish(["a.csv": "1\n"])
        let before = try inode()
        try publish(["a.csv": "1\n"])
        let again = try inode()
        #expect(before != nil && again == before)
        try publish(["a.csv": "2\n"])
        let changed = try inode()
        #expect(changed != before)
    }

    @Test(arguments: ["mine.txt", "invoices/mine.txt"])
    func refusesAFolderWithAFileOfSomebodyElse(name: String) throws {
        try publish(["a.csv": "1\n", "invoices/b.json": "{}\n"])
        try folder.write("mine", to: "month/\(name)")
        let before = try present()
        let error = #expect(throws: PublishError.self) { try publish(["a.csv": "2\n", "invoices/b.json": "{}\n"]) }
        guard case .occupied(by: [name]) = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try present() == before)
    }

    /// A run was killed between moving the old folder aside and putting the new one in its place, or after that.
    @Test(arguments: [false, true])
    func recoversTheOldFolderUnlessThereIsANewOne(isNewThere: Bool) throws {
        try folder.write("old", to: ".month.replaced/a.csv")
        try folder.write("half", to: ".month.unpublished/a.csv")
        if isNewThere { try folder.write("new", to: "month/a.csv") }
        try Publisher.recover(folder.path)
        #expect(try present() == ["month/a.csv": isNewThere ? "new" : "old"])
    }

    @Test func recoversNothingWhereNothingWasLeft() throws {
        try folder.write("kept", to: ".hidden/a.csv")
        try Publisher.recover(folder.path)
        #expect(try present() == [".hidden/a.csv": "kept"])
        try Publisher.recover("\(folder.path)/none")
        #expect(!folder.exists("none"))
    }
}

@Suite("The first lines of a manifest")
struct ManifestHeadTests {
    private func head(_ text: String) -> ManifestHead? { ManifestHead(Array(text.utf8)) }

    @Test func sayWhetherAMonthIsFinal() {
        let draft = head("{\n  \"period\": \"2026-10\",\n  \"status\": \"draft\",\n  \"version\": \"1\"\n}\n")
        #expect(draft?.period == "2026-10" && draft?.isFinal == false)
        let closed = head("{\n  \"period\": \"2026-10\",\n  \"status\": \"final\",\n  \"version\": \"1\"\n}\n")
        #expect(closed?.period == "2026-10" && closed?.isFinal == true)
    }

    @Test(arguments: [
        "", "{}\n", "{\n  \"period\": \"2026-10\",\n", "{\"period\": \"2026-10\",\n\"status\": \"final\",\n}\n",
        "{\n  \"period\": \"2026-10\",\n  \"status\": \"sealed\",\n}\n",
        "[\n  \"period\": \"2026-10\",\n  \"status\": \"final\",\n}\n",
    ])
    func ofAnotherFileAreNone(text: String) {
        #expect(head(text) == nil)
    }
}
