import Foundation
import TestSupport
import Testing

/// The house rules. Each failure says what to do instead.
///
/// They apply to every module under `Sources`, including new ones. Exemptions are in ``HouseRule``, with a reason.
@Suite("House rules")
struct HouseRulesTests {
    static let sources = Repository.root.appending(path: "Sources")

    func expectKept(_ rule: HouseRule) throws {
        let (broken, idle) = try SourceTree(Self.sources).places(of: rule)
        #expect(broken.isEmpty, "\(rule.instead)")
        #expect(idle.isEmpty, "no exception is needed there any more: take it out of HouseRule.swift")
    }

    @Test func moneyKnowsNoFloats() throws { try expectKept(.noFloats) }

    @Test func theClockIsReadAtTheEdgeAlone() throws { try expectKept(.noClocks) }

    @Test func onlyTheLedgerKnowsSQLite() throws { try expectKept(.noSQLite) }

    @Test func theMiddleDoesNoInputOrOutput() throws { try expectKept(.noInputOrOutput) }

    @Test func nothingIsForcedOpen() throws { try expectKept(.nothingForcedOpen) }

    @Test func nothingIsPublicWithoutNeed() throws { try expectKept(.packageAndNotPublic) }

    @Test func everyFileIsShort() throws {
        for file in try SourceTree(Self.sources).files where file.lines.count > 350 {
            Issue.record("\(file.path) has \(file.lines.count) lines: divide it by facet")
        }
    }

    /// The folders of `Sources` with code of ours: a system library's module has a module map and none.
    private static func modules() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { name in
            let path = sources.appending(path: name).path
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
                && !FileManager.default.fileExists(atPath: "\(path)/module.modulemap")
        }
    }

    @Test func everyModuleHasAFolderOfTests() throws {
        // The C functions are tested through those who call them; `settle` is one call of SettleCommands.
        for module in try Self.modules() where !["CPlatform", "settle"].contains(module) {
            let folder = Repository.root.appending(path: "Tests/\(module)Tests").path
            #expect(FileManager.default.fileExists(atPath: folder), "\(module) has no Tests/\(module)Tests")
        }
    }

    @Test func testsStartProcessesInOneWay() throws {
        let (broken, idle) = try SourceTree(Repository.root.appending(path: "Tests")).places(of: .noProcesses)
        #expect(broken.isEmpty, "\(HouseRule.noProcesses.instead)")
        #expect(idle.isEmpty)
    }

    @Test("every module of the package is checked, even one that these tests do not know")
    func everyModuleIsLookedAt() throws {
        let seen = Set(try SourceTree(Self.sources).files.compactMap { $0.path.split(separator: "/").first })
        let ours = try Self.modules()
        #expect(ours.count > 10 && seen.isSuperset(of: ours.map { $0[...] }))

        let root = try TemporaryFolder()
        let text = """
            import Foundation
            // A Double in a comment breaks nothing.
            let price = Double(sqlite3_column_double(statement, 0))
            let now = Date()
            let whole = try! read()
            """
        try root.write(text, to: "Unheard/Of/New.swift")
        let tree = try SourceTree(root.url)
        func lines(_ rule: HouseRule) throws -> [String] { try tree.places(of: rule).broken }
        #expect(try lines(.noInputOrOutput) == ["Unheard/Of/New.swift:1"])
        #expect(try lines(.noFloats) == ["Unheard/Of/New.swift:3"])
        #expect(try lines(.noSQLite) == ["Unheard/Of/New.swift:3"])
        #expect(try lines(.noClocks) == ["Unheard/Of/New.swift:4"])
        #expect(try lines(.nothingForcedOpen) == ["Unheard/Of/New.swift:5"])
    }
}
