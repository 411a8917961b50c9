import Vocabulary

/// What a row of `usage` counts.
struct UsageKey: Hashable {
    var day: Int32
    var profile: Int64
    var segments: Int32
    var amountMinor: Int64
    var costMinor: Int64

    /// Hashing is on the bulk path; what it hashes is numbers of our own making, so a plain mix serves.
    func hash(into hasher: inout Hasher) {
        var mixed = UInt64(truncatingIfNeeded: profile) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= UInt64(truncatingIfNeeded: amountMinor) &* 0xC2B2_AE3D_27D4_EB4F
        mixed = (mixed ^ (mixed >> 29)) &+ UInt64(truncatingIfNeeded: costMinor) &* 0x1656_67B1_9E37_79F9
        mixed ^= UInt64(truncatingIfNeeded: Int64(day) << 32 | Int64(segments))
        hasher.combine(mixed)
    }
}

/// Changes of `usage` that wait for their write at the end of a file, in the same transaction as the calls they count.
struct UsageDelta {
    private var counts: [UsageKey: Int64] = [:]

    /// Past this many groups they are written before more are gathered, so that memory stays bounded.
    static let mostGroups = 400_000

    var isLarge: Bool { counts.count >= UsageDelta.mostGroups }

    mutating func add(_ key: UsageKey, _ calls: Int64) {
        counts[key, default: 0] += calls
    }

    /// Writes what has gathered and forgets it.
    mutating func flush(to database: Database) throws(LedgerError) {
        let upsert = try database.prepare(
            """
            INSERT INTO usage (day, profile, segments, amount, cost, calls) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls
            """)
        let ordered = counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        for (key, calls) in ordered {
            upsert.bind(1, Int64(key.day))
            upsert.bind(2, key.profile)
            upsert.bind(3, Int64(key.segments))
            upsert.bind(4, key.amountMinor)
            upsert.bind(5, key.costMinor)
            upsert.bind(6, calls)
            try upsert.run()
        }
        try markLate(ordered.map(\.key), in: database)
        if ordered.contains(where: { $0.value < 0 }) { try database.execute("DELETE FROM usage WHERE calls = 0") }
        counts.removeAll(keepingCapacity: true)
    }

    /// Notes the closed periods that have changed.
    private func markLate(_ keys: [UsageKey], in database: Database) throws(LedgerError) {
        let periods = Set(Set(keys.map(\.day)).map { Period(of: CivilDate(daysSinceEpoch: $0)) })
        let mark = try database.prepare(
            "INSERT OR IGNORE INTO late (period) SELECT period FROM closing WHERE period = ?")
        for period in periods.sorted() {
            mark.bind(1, period.description)
            try mark.run()
        }
    }
}

extension UsageKey: Comparable {
    /// The order of the table's primary key, in which writing it is cheapest.
    static func < (a: UsageKey, b: UsageKey) -> Bool {
        if a.day != b.day { return a.day < b.day }
        if a.profile != b.profile { return a.profile < b.profile }
        if a.segments != b.segments { return a.segments < b.segments }
        if a.amountMinor != b.amountMinor { return a.amountMinor < b.amountMinor }
        return a.costMinor < b.costMinor
    }
}
