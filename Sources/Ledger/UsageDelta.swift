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

/// Changes of `usage` that wait for their write, in the same transaction as the calls they count.
///
/// Each day has a table of its own: a log comes mostly in the order of time, and so the table that is asked for call
/// after call is small enough to stay near the processor; and a day that the log has left behind is written while other
/// cores read on, so that little is left to write at the end of the file.
struct UsageDelta {
    struct Group {
        var key: UsageKey
        var calls: Int64
    }

    /// Open addressing over the places of `groups`.
    private struct Day {
        var groups: [Group] = []
        /// The place of a group plus 1, or 0; a power of two of them.
        var places: [UInt32] = Array(repeating: 0, count: 1 << 8)
        /// The chunk that was the last to count something here.
        var lastChunk = 0

        /// - Returns: whether the group is new.
        @inline(__always)
        mutating func add(_ key: UsageKey, _ calls: Int64) -> Bool {
            var index = Int(truncatingIfNeeded: key.hash) & (places.count &- 1)
            while places[index] != 0 {
                let place = Int(places[index]) &- 1
                if groups[place].key == key {
                    groups[place].calls &+= calls
                    return false
                }
                index = (index &+ 1) & (places.count &- 1)
            }
            groups.append(Group(key: key, calls: calls))
            places[index] = UInt32(groups.count)
            if groups.count > places.count / 2 { grow() }
            return true
        }

        @inline(never)
        private mutating func grow() {
            places = Array(repeating: 0, count: places.count * 4)
            for (place, group) in groups.enumerated() {
                var index = Int(truncatingIfNeeded: group.key.hash) & (places.count - 1)
                while places[index] != 0 { index = (index + 1) & (places.count - 1) }
                places[index] = UInt32(place + 1)
            }
        }
    }

    private var days: [Day] = []
    private var placeOfDay: [Int32: Int] = [:]
    /// The day asked for last, and its place.
    private var last: (day: Int32, place: Int)?
    private var groupCount = 0
    private var chunk = 0
    /// Whether a count that is written already may have come down to 0.
    private var hasLess = false

    /// Past this many groups they are written before more are gathered, so that memory stays bounded.
    private let mostGroups: Int
    /// A day that so many chunks have not counted in is over, mostly: answers come late, but seldom so late.
    private static let chunksUntilLeft = 32

    init(mostGroups: Int = 400_000) { self.mostGroups = mostGroups }

    @inline(__always)
    mutating func add(_ key: UsageKey, _ calls: Int64) {
        let place = if let last, last.day == key.day { last.place } else { findDay(key.day) }
        if days[place].add(key, calls) { groupCount &+= 1 }
    }

    @inline(never)
    private mutating func findDay(_ day: Int32) -> Int {
        if let last { days[last.place].lastChunk = chunk }
        let place = placeOfDay[day] ?? days.count
        if place == days.count {
            days.append(Day())
            placeOfDay[day] = place
        }
        days[place].lastChunk = chunk
        last = (day, place)
        return place
    }

    /// Tells that a chunk was merged: now and then the days that the log has left behind are written.
    mutating func endChunk(_ database: Database) throws(LedgerError) {
        if let last { days[last.place].lastChunk = chunk }
        chunk += 1
        if groupCount >= mostGroups {
            try write(waiting, to: database)
        } else if chunk.isMultiple(of: Self.chunksUntilLeft / 4) {
            var left: [(day: Int32, place: Int)] = []
            for (day, place) in waiting where chunk - days[place].lastChunk > Self.chunksUntilLeft {
                if try !isClosed(day, in: database) { left.append((day, place)) }
            }
            try write(left, to: database)
        }
    }

    /// The days of which something is not written, in order.
    private var waiting: [(day: Int32, place: Int)] {
        placeOfDay.filter { !days[$0.value].groups.isEmpty }.map { ($0.key, $0.value) }.sorted { $0.day < $1.day }
    }

    /// Whether a day is of a closed period. What changes there is late knowledge only if it is more than nothing in the
    /// end: such a day waits for the end.
    private func isClosed(_ day: Int32, in database: Database) throws(LedgerError) -> Bool {
        let closing = try database.prepare("SELECT 1 FROM closing WHERE period = ?")
        closing.bind(1, Period(of: CivilDate(daysSinceEpoch: day)).description)
        return try closing.first { _ in true } ?? false
    }

    /// Writes what is left and forgets it.
    mutating func flush(to database: Database) throws(LedgerError) {
        try write(waiting, to: database)
        if hasLess { try database.execute("DELETE FROM usage WHERE calls = 0") }
        self = UsageDelta(mostGroups: mostGroups)
    }

    private mutating func write(_ due: [(day: Int32, place: Int)], to database: Database) throws(LedgerError) {
        guard !due.isEmpty else { return }
        let upsert = try database.prepare(
            """
            INSERT INTO usage (day, profile, segments, amount, cost, calls) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls
            """)
        var periods: Set<Period> = []
        for (day, place) in due {
            var ordered = days[place].groups
            groupCount -= ordered.count
            days[place] = Day()
            ordered.removeAll { $0.calls == 0 }
            guard !ordered.isEmpty else { continue }
            ordered.sort { $0.key < $1.key }
            periods.insert(Period(of: CivilDate(daysSinceEpoch: day)))
            upsert.bind(1, Int64(day))
            for group in ordered {
                if group.calls < 0 { hasLess = true }
                upsert.bind(2, group.key.profile)
                upsert.bind(3, Int64(group.key.segments))
                upsert.bind(4, group.key.amountMinor)
                upsert.bind(5, group.key.costMinor)
                upsert.bind(6, group.calls)
                try upsert.run()
            }
        }
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
