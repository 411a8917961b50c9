package import LineParsing
package import Vocabulary

/// The apps and the kinds of calls in the ledger, by id and by name. Ids count from 1 without a gap.
package struct Names {
    private var apps = FormSet()
    private var kinds = FormSet()
    private let insertApp: Statement
    private let insertKind: Statement
    /// A cache of decoded names.
    private let decoded = Decoded()
    private static let mostDecoded = 1 << 16
    /// The largest number of apps in a ledger.
    package static let mostApps = 250_000

    private final class Decoded {
        var apps: [Int64: Identifier] = [:]
        var kinds: [Int64: CallKind] = [:]
    }

    package init(_ database: Database) throws(LedgerError) {
        insertApp = try database.prepare("INSERT INTO app (id, name) VALUES (?, ?)")
        let names = CallField.ofKind.map(\.rawValue) + ["response"]
        let columns = names.joined(separator: ", ")
        insertKind = try database.prepare(
            "INSERT INTO kind (id, \(columns)) VALUES (?\(String(repeating: ", ?", count: names.count)))")
        let apps = try database.prepare("SELECT id, name FROM app ORDER BY id")
        while try apps.step() {
            guard apps.withText(1, { self.apps.number(of: $0) }) == apps.int(0) - 1 else {
                throw .damaged("app \(apps.int(0)) is there twice, or one before it is missing")
            }
        }
        let rows = try database.prepare("SELECT id, \(columns) FROM kind ORDER BY id")
        while try rows.step() {
            let id = rows.int(0)
            guard let kind = CallKind(rows, from: 1) else {
                throw .damaged("kind \(id) holds a word that is none of the schema's")
            }
            var form: [UInt8] = []
            kind.append(to: &form)
            guard form.withUnsafeBytes({ kinds.number(of: $0) }) == id - 1 else {
                throw .damaged("kind \(id) is there twice, or one before it is missing")
            }
        }
    }

    package var appCount: Int { apps.count }
    package var kindCount: Int { kinds.count }

    package var allKinds: some Sequence<(id: Int64, kind: CallKind)> {
        (0..<kinds.count).lazy.map { [kinds] in (Int64($0 + 1), kinds.withForm($0) { CallKind(form: $0) }) }
    }

    /// The app with an id of the ledger.
    package func app(_ id: Int64) throws(LedgerError) -> Identifier {
        guard id > 0, id <= apps.count else { throw .damaged("there is no app \(id)") }
        if let known = decoded.apps[id] { return known }
        let app = apps.withForm(Int(id - 1)) { Identifier(String(decoding: $0, as: UTF8.self)) }
        // Bounds memory: a log may name a million apps, each once.
        if decoded.apps.count >= Names.mostDecoded { decoded.apps.removeAll(keepingCapacity: true) }
        decoded.apps[id] = app
        return app
    }

    /// The kind of calls with an id of the ledger.
    package func kind(_ id: Int64) throws(LedgerError) -> CallKind {
        guard id > 0, id <= kinds.count else { throw .damaged("there is no kind \(id)") }
        if let known = decoded.kinds[id] { return known }
        let kind = kinds.withForm(Int(id - 1)) { CallKind(form: $0) }
        decoded.kinds[id] = kind
        return kind
    }

    /// The id of an app, or `nil` if the ledger has no calls of it.
    package func id(ofApp app: Identifier) -> Int64? {
        var text = app.text
        return text.withUTF8 { apps.find(UnsafeRawBufferPointer($0)) }.map { Int64($0 + 1) }
    }

    /// The id of the app at an index of `names`. A new app is written to the ledger.
    ///
    /// - Throws: `tooManyApps` with an empty path, which the caller fills in.
    package mutating func id(ofApp names: Forms, _ index: Int) throws(LedgerError) -> Int64 {
        let known = apps.count
        let number = names.withForm(index) { apps.number(of: $0) }
        if number == known {
            guard known < Names.mostApps else { throw .tooManyApps(most: Names.mostApps, path: "") }
            insertApp.bind(1, Int64(number + 1))
            insertApp.bind(2, names.withForm(index) { String(decoding: $0, as: UTF8.self) })
            try insertApp.run()
        }
        return Int64(number + 1)
    }

    /// The id of a kind. A new kind is written to the ledger.
    package mutating func id(of kind: CallKind) throws(LedgerError) -> Int64 {
        var form: [UInt8] = []
        kind.append(to: &form)
        let known = kinds.count
        let number = form.withUnsafeBytes { kinds.number(of: $0) }
        if number == known { try write(kind, number) }
        return Int64(number + 1)
    }

    /// The id of the kind with the form at an index of `forms` (see `CallKind.append(to:)`). A new kind is written to
    /// the ledger.
    package mutating func id(ofKind forms: Forms, _ index: Int) throws(LedgerError) -> Int64 {
        let known = kinds.count
        let number = forms.withForm(index) { kinds.number(of: $0) }
        if number == known { try write(forms.withForm(index) { CallKind(form: $0) }, number) }
        return Int64(number + 1)
    }

    private func write(_ kind: CallKind, _ number: Int) throws(LedgerError) {
        insertKind.bind(1, Int64(number + 1))
        for (place, field) in CallField.ofKind.enumerated() {
            insertKind.bind(Int32(place + 2), (kind[field] ?? .none).text)
        }
        insertKind.bind(Int32(CallField.ofKind.count + 2), kind.response.rawValue)
        try insertKind.run()
    }
}

extension CallKind {
    /// Reads a kind from the columns of `CallField.ofKind` and `response`; `nil` if one holds a word that the schema
    /// does not know.
    fileprivate init?(_ row: Statement, from first: Int32) {
        self.init { field in
            CallField.ofKind.firstIndex(of: field).map { row.identifier(first + Int32($0)) } ?? .none
        }
        guard let response = Response(rawValue: row.text(first + Int32(CallField.ofKind.count))),
            response == .present || !status.isFinal
        else { return nil }
        self.response = response
    }
}
