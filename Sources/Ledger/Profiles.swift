import Vocabulary

/// The profiles of the ledger, both ways.
struct Profiles {
    private(set) var byID: [Int64: CallProfile] = [:]
    private var ids: [CallProfile: Int64] = [:]

    init(_ database: Database) throws(LedgerError) {
        let rows = try database.prepare(
            """
            SELECT id, source, app, service, provider, channel, auth_type, route_mode, mode, status, delivery,
              provider_code, destination FROM profile
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
            byID[rows.int(0)] = profile
            ids[profile] = rows.int(0)
        }
    }

    func profile(_ id: Int64) throws(LedgerError) -> CallProfile {
        guard let profile = byID[id] else { throw .damaged("there is no profile \(id)") }
        return profile
    }

    /// The id of a profile, which is written where it is new.
    mutating func id(of profile: CallProfile, in database: Database) throws(LedgerError) -> Int64 {
        if let id = ids[profile] { return id }
        let id = Int64(ids.count + 1)
        let insert = try database.prepare(
            """
            INSERT INTO profile (id, source, app, service, provider, channel, auth_type, route_mode, mode, status,
              delivery, provider_code, destination) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, id)
        let texts = [
            profile.source.rawValue, profile.app.text, profile.service.text, profile.provider.text,
            profile.channel.text, profile.authType.text, profile.routeMode.text, profile.mode.rawValue,
            profile.status.rawValue, profile.delivery.rawValue, profile.providerCode.text, profile.destination.text,
        ]
        for (position, text) in texts.enumerated() { insert.bind(Int32(position + 2), text) }
        try insert.run()
        ids[profile] = id
        byID[id] = profile
        return id
    }
}
