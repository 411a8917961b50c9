import GatewayLog
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
        while try rows.step() {
            guard let source = Source(rawValue: rows.text(1)), let mode = Mode(rawValue: rows.text(8)),
                let status = Status(rawValue: rows.text(9)), let delivery = Delivery(rawValue: rows.text(10))
            else { throw .damaged("profile \(rows.int(0)) holds a word that is none of the schema's") }
            let profile = CallProfile(
                source: source, app: rows.identifier(2), service: rows.identifier(3), provider: rows.identifier(4),
                channel: rows.identifier(5), authType: rows.identifier(6), routeMode: rows.identifier(7), mode: mode,
                status: status, delivery: delivery, providerCode: rows.identifier(11),
                destination: rows.identifier(12))
            guard set.number(of: profile) == rows.int(0) - 1 else {
                throw .damaged("profile \(rows.int(0)) is there twice, or one before it is missing")
            }
        }
    }

    var all: some Sequence<(id: Int64, profile: CallProfile)> {
        (0..<set.count).lazy.map { [set] in (Int64($0 + 1), set[$0]) }
    }

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

    /// The ids of a parser's profiles from `first` on; those that are new are written.
    mutating func ids(of parsed: ProfileSet, from first: Int) throws(LedgerError) -> [Int64] {
        var ids: [Int64] = []
        for place in first..<max(first, parsed.count) {
            let known = set.count
            let number = parsed.withForm(place) { set.number(of: $0) }
            if number == known { try write(number) }
            ids.append(Int64(number + 1))
        }
        return ids
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
