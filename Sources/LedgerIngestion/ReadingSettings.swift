import LedgerFile
import Rules
import Vocabulary

/// The rules that decide how a log is read. The ledger stores those under which it was filled (S2.20), because its
/// records depend on them: another time zone or country code would mix two readings.
struct ReadingSettings: Equatable {
    var services: [Identifier]
    var timeZone: String
    /// `invoice.every`: calls are rolled up and billed by these periods.
    var rhythm: String
    var sources: String
    var unsetMode: String

    init(_ rules: Rules) {
        services = Set(rules.services).sorted()
        timeZone = rules.calendar.identifier
        rhythm = rules.calendar.rhythm.rawValue
        unsetMode = rules.unsetMode.rawValue
        sources = Source.allCases.compactMap { source in
            rules.sources[source].map {
                let digits = source.carriesMessage ? String($0.otpLength) : ""
                return "\(source.rawValue): \($0.currency) \($0.countryCode) \(digits)"
            }
        }.joined(separator: "\n")
    }

    init?(_ database: Database) throws(LedgerError) {
        let rows = try database.prepare("SELECT name, value FROM setting")
        var values: [String: String] = [:]
        while try rows.step() { values[rows.text(0)] = rows.text(1) }
        guard !values.isEmpty else { return nil }
        guard let services = values["services"], let timeZone = values["time_zone"], let sources = values["sources"],
            let unsetMode = values["unset_mode"], let rhythm = values[Rhythm.settingName]
        else { throw .damaged("a reading rule is gone from the table setting") }
        self.services = services.split(separator: "\n").map { Identifier(String($0)) }
        self.timeZone = timeZone
        self.rhythm = rhythm
        self.sources = sources
        self.unsetMode = unsetMode
    }

    var servicesText: String { services.map(\.text).joined(separator: "\n") }

    func write(to database: Database) throws(LedgerError) {
        let upsert = try database.prepare(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        for (name, value) in [
            ("services", servicesText), ("time_zone", timeZone), ("sources", sources), ("unset_mode", unsetMode),
            (Rhythm.settingName, rhythm),
        ] {
            upsert.bind(1, name)
            upsert.bind(2, value)
            try upsert.run()
        }
    }

    /// Checks that these rules may be used with a ledger filled under `old`. Only further services are allowed.
    ///
    /// - Throws: `LedgerError.readingRules` for any other change.
    func check(against old: ReadingSettings) throws(LedgerError) {
        for (name, before, now) in [
            ("time_zone", old.timeZone, timeZone), ("sources", old.sources, sources),
            ("unset_mode", old.unsetMode, unsetMode), (Rhythm.settingName, old.rhythm, rhythm),
        ] where before != now {
            throw .readingRules(setting: name, ledger: before, rules: now)
        }
        guard Set(old.services).isSubset(of: services) else {
            throw .readingRules(
                setting: "services", ledger: old.services.map(\.text).joined(separator: ", "),
                rules: services.map(\.text).joined(separator: ", "))
        }
    }
}
