import Vocabulary

/// What a row of `usage` counts.
struct UsageKey: Equatable {
    var day: Int32
    var segments: Int32
    var profile: Int64
    var amountMinor: Int64
    var costMinor: Int64

    /// Numbers of our own making, so a plain mix serves.
    @inline(__always)
    var hash: UInt64 {
        var mixed = UInt64(truncatingIfNeeded: profile) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= UInt64(truncatingIfNeeded: amountMinor) &* 0xC2B2_AE3D_27D4_EB4F
        mixed = (mixed ^ (mixed &>> 29)) &+ UInt64(truncatingIfNeeded: costMinor) &* 0x1656_67B1_9E37_79F9
        mixed ^= UInt64(truncatingIfNeeded: Int64(day) &<< 32 | Int64(segments))
        mixed = (mixed ^ (mixed &>> 32)) &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ (mixed &>> 32)
    }
}

/// Changes of `usage` that wait for their write at the end of a file, in the same transaction as the calls they count.
///
/// Open addressing over the places of `groups`: it is asked once for each call.
struct UsageDelta {
    struct Group {
        var key: UsageKey
        var calls: Int64
    }

    private var groups: [Group] = []
    /// The place of a group plus 1, or 0; a power of two of them.
    private var places: [UInt32] = Array(repeating: 0, count: 1 << 12)

    /// Past this many groups they are written before more are gathered, so that memory stays bounded.
    static let mostGroups = 400_000

    var isLarge: Bool { groups.count >= UsageDelta.mostGroups }

    @inline(__always)
    mutating func add(_ key: UsageKey, _ calls: Int64) {
        var index = Int(truncatingIfNeeded: key.hash) & (places.count &- 1)
        while places[index] != 0 {
            let place = Int(places[index]) &- 1
            if groups[place].key == key {
                groups[place].calls &+= calls
                return
            }
            index = (index &+ 1) & (places.count &- 1)
        }
        groups.append(Group(key: key, calls: calls))
        places[index] = UInt32(groups.count)
        if groups.count > places.count / 2 { grow() }
    }

    @inline(never)
    private mutating func grow() {
        places = Array(repeating: 0, count: places.count * 2)
        for (place, group) in groups.enumerated() {
            var index = Int(truncatingIfNeeded: group.key.hash) & (places.count - 1)
            while places[index] != 0 { index = (index + 1) & (places.count - 1) }
            places[index] = UInt32(place + 1)
        }
    }

    /// Writes what has gathered and forgets it.
    mutating func flush(to database: Database) throws(LedgerError) {
        guard !groups.isEmpty else { return }
        let upsert = try database.prepare(
            """
            INSERT INTO usage (day, profile, segments, amount, cost, calls) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls
            """)
        var ordered = groups
        groups = []
        places = Array(repeating: 0, count: 1 << 12)
        ordered.removeAll { $0.calls == 0 }
        ordered.sort { $0.key < $1.key }
        var periods: Set<Period> = []
        var day: Int32?
        var hasLess = false
        for group in ordered {
            let key = group.key
            if key.day != day {
                day = key.day
                periods.insert(Period(of: CivilDate(daysSinceEpoch: key.day)))
            }
            if group.calls < 0 { hasLess = true }
            upsert.bind(1, Int64(key.day))
            upsert.bind(2, key.profile)
            upsert.bind(3, Int64(key.segments))
            upsert.bind(4, key.amountMinor)
            upsert.bind(5, key.costMinor)
            upsert.bind(6, group.calls)
            try upsert.run()
        }
        if hasLess { try database.execute("DELETE FROM usage WHERE calls = 0") }
        try markLate(periods, in: database)
    }

    /// Notes the closed periods that have changed.
    private func markLate(_ periods: Set<Period>, in database: Database) throws(LedgerError) {
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
