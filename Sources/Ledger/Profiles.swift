import LineParsing
import Vocabulary

/// The profiles of the ledger, both ways. Ids count from 1 without a gap.
struct Profiles {
    private var set = ProfileSet()
    private let insert: Statement
    /// Profiles that were asked for, so that their texts are made once.
    private let decoded = Decoded()

    private final class Decoded {
        var profiles: [Int64: CallProfile] = [:]
    }

    init(_ database: Database) throws(LedgerError) {
        insert = try database.prepare(
            """
            INSERT INTO profile (id, source, app, service, provider, channel, auth_type, route_mode, mode, status,
              delivery, provider_code, destination) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let rows = try database.prepare(
            """
            SELECT id, source, app, service, provider, channel, auth_type, route_mode, mode, status, delivery,
              provider_code, destination FROM profile ORDER BY id
            """)
        var form: [UInt8] = []
        while try rows.step() {
            let id = rows.int(0)
            guard rows.appendForm(to: &form) else {
                throw .damaged("profile \(id) holds a word that is none of the schema's")
            }
            guard form.withUnsafeBytes({ set.number(of: $0) }) == id - 1 else {
                throw .damaged("profile \(id) is there twice, or one before it is missing")
            }
        }
    }

    var all: some Sequence<(id: Int64, profile: CallProfile)> {
        (0..<set.count).lazy.map { [set] in (Int64($0 + 1), set[$0]) }
    }

    var count: Int { self.set.count }

    func profile(_ id: Int64) throws(LedgerError) -> CallProfile {
        guard id > 0, id <= set.count else { throw .damaged("there is no profile \(id)") }
        if let known = decoded.profiles[id] { return known }
        let profile = set[Int(id - 1)]
        decoded.profiles[id] = profile
        return profile
    }

    /// The id of a profile, which is written where it is new.
    mutating func id(of profile: CallProfile) throws(LedgerError) -> Int64 {
        let known = set.count
        let number = set.number(of: profile)
        if number == known { try write(number) }
        return Int64(number + 1)
    }

    /// The id of the profile with this form (see `ProfileSet`), which is written where it is new.
    mutating func id(of form: ArraySlice<UInt8>) throws(LedgerError) -> Int64 {
        let known = set.count
        let number = form.withUnsafeBytes { set.number(of: $0) }
        if number == known { try write(number) }
        return Int64(number + 1)
    }

    private func write(_ number: Int) throws(LedgerError) {
        let profile = set[number]
        insert.bind(1, Int64(number + 1))
        let texts = [
            profile.source.rawValue, profile.app.text, profile.service.text, profile.provider.text,
            profile.channel.text, profile.authType.text, profile.routeMode.text, profile.mode.rawValue,
            profile.status.rawValue, profile.delivery.rawValue, profile.providerCode.text, profile.destination.text,
        ]
        for (position, text) in texts.enumerated() { insert.bind(Int32(position + 2), text) }
        try insert.run()
    }
}

/// The cases of an enumeration by the bytes of their words: no text is made to find one.
private struct Words<Word: CaseIterable & RawRepresentable<String> & Sendable>: Sendable {
    private let cases = Word.allCases.map { (word: $0, bytes: Array($0.rawValue.utf8)) }

    /// The case whose word a column holds.
    func named(by row: Statement, _ column: Int32) -> Word? {
        row.withText(column) { bytes in cases.first { $0.bytes.elementsEqual(bytes) }?.word }
    }
}

private let sources = Words<Source>()
private let modes = Words<Mode>()
private let statuses = Words<Status>()
private let deliveries = Words<Delivery>()

extension Statement {
    /// Writes the form of the profile of a row over `form`, without making texts of it.
    ///
    /// - Returns: `false` where a word is none of the schema's.
    fileprivate func appendForm(to form: inout [UInt8]) -> Bool {
        guard let source = sources.named(by: self, 1), let mode = modes.named(by: self, 8),
            let status = statuses.named(by: self, 9), let delivery = deliveries.named(by: self, 10)
        else { return false }
        form.removeAll(keepingCapacity: true)
        CallProfile.append(source, mode, status, delivery, to: &form)
        for column: Int32 in [2, 3, 4, 5, 6, 7, 11, 12] {
            withText(column) { CallProfile.append($0, to: &form) }
        }
        return true
    }
}
