import Foundation
import TestSupport
import Testing

/// Runs the case folders with the real program.
struct CaseTests {
    @Test(arguments: CaseFolder.all(in: "Cases"))
    func givesTheseBytes(_ folder: CaseFolder) throws {
        let differences = try folder.differences()
        #expect(differences.isEmpty, "\(folder.name)\n\(differences.joined(separator: "\n"))")
    }

    /// Runs the gallery of command-line errors, and checks the message that a user sees.
    @Test(arguments: CaseFolder.all(in: "Errors"))
    func failsWithTheseWords(_ folder: CaseFolder) throws {
        let differences = try folder.differences()
        #expect(differences.isEmpty, "\(folder.name)\n\(differences.joined(separator: "\n"))")
    }

    /// Without this test, folders that the iteration misses would go unnoticed.
    @Test func foldersAreFoundAndExplained() throws {
        #expect(CaseFolder.all(in: "Cases").count >= 70)
        #expect(CaseFolder.all(in: "Errors").count >= 25)
        for folder in CaseFolder.all(in: "Cases") + CaseFolder.all(in: "Errors") {
            let readme = try String(contentsOf: folder.url.appending(path: "README.md"), encoding: .utf8)
            #expect(readme.count > 20, "\(folder.name)")
            #expect(try folder.commands().allSatisfy { $0.exitCode >= 0 }, "\(folder.name)")
            #expect(try !FileTree.files(below: folder.url.appending(path: "expected")).isEmpty, "\(folder.name)")
        }
    }
}
