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
    /// Each source with what it is read by.
    var sources: [Source: String]
    var unsetMode: String

    init(_ rules: Rules) {
        services = Set(rules.services).sorted()
        timeZone = rules.calendar.identifier
        rhythm = rules.calendar.rhythm.rawValue
        unsetMode = rules.unsetMode.rawValue
        sources = Dictionary(
            uniqueKeysWithValues: rules.sources.map { source, rules in
                let digits = source.carriesMessage ? String(rules.otpLength) : ""
                return (source, "\(rules.currency) \(rules.countryCode) \(digits)")
            })
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
        self.sources = try Self.sources(sources)
        self.unsetMode = unsetMode
    }

    private static func sources(_ text: String) throws(LedgerError) -> [Source: String] {
        var sources: [Source: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2, let source = Source(rawValue: String(parts[0])) else {
                throw .damaged("the table setting names the source \(line)")
            }
            sources[source] = String(parts[1])
        }
        return sources
    }

    /// What a log is read for under these rules.
    var readFor: ReadFor { ReadFor(services: services, sources: Source.allCases.filter { sources[$0] != nil }) }

    private var sourcesText: String {
        Source.allCases.compactMap { source in sources[source].map { "\(source.rawValue): \($0)" } }
            .joined(separator: "\n")
    }

    func write(to database: Database) throws(LedgerError) {
        let upsert = try database.prepare(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        for (name, value) in [
            ("services", readFor.servicesText), ("time_zone", timeZone), ("sources", sourcesText),
            ("unset_mode", unsetMode), (Rhythm.settingName, rhythm),
        ] {
            upsert.bind(1, name)
            upsert.bind(2, value)
            try upsert.run()
        }
    }

    /// Checks that these rules may be used with a ledger filled under `old`. Only further services and sources are
    /// allowed.
    ///
    /// - Throws: `LedgerError.readingRules` for any other change.
    func check(against old: ReadingSettings) throws(LedgerError) {
        for (name, before, now) in [
            ("time_zone", old.timeZone, timeZone), ("unset_mode", old.unsetMode, unsetMode),
            (Rhythm.settingName, old.rhythm, rhythm),
        ] where before != now {
            throw .readingRules(setting: name, ledger: before, rules: now)
        }
        guard old.sources.allSatisfy({ sources[$0] == $1 }) else {
            throw .readingRules(setting: "sources", ledger: old.sourcesText, rules: sourcesText)
        }
        guard Set(old.services).isSubset(of: services) else {
            throw .readingRules(
                setting: "services", ledger: old.services.map(\.text).joined(separator: ", "),
                rules: services.map(\.text).joined(separator: ", "))
        }
    }
}

/// The services and the sources that a log was read for, in order. Lines of all others were *other* and not stored, so
/// once the rules have more, the log is read again (S2.21).
struct ReadFor: Equatable {
    var services: [Identifier]
    var sources: [Source]

    init(services: [Identifier], sources: [Source]) {
        self.services = services
        self.sources = sources
    }

    /// Reads the columns of the table `log`.
    init(servicesText: String, sourcesText: String) {
        services = servicesText.split(separator: "\n").map { Identifier(String($0)) }
        let names = sourcesText.split(separator: "\n")
        sources = Source.allCases.filter { names.contains(Substring($0.rawValue)) }
    }

    var servicesText: String { services.map(\.text).joined(separator: "\n") }
    var sourcesText: String { sources.map(\.rawValue).joined(separator: "\n") }

    /// What these have and others do not.
    func without(_ other: ReadFor) -> ReadFor {
        ReadFor(
            services: services.filter { !other.services.contains($0) },
            sources: sources.filter { !other.sources.contains($0) })
    }
}
