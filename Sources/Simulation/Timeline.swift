/// The days of a log: how calls are spread over them, and how times are written.
///
/// Times are milliseconds since 1970 UTC. Each day has a quiet night, a peak before noon and one in the evening.
/// Sundays are quieter. The last five days of a month, when salaries arrive, are busier.
struct Timeline: Sendable {
    /// The first millisecond of the first local day.
    let start: Int64
    /// The first millisecond after the last one.
    let end: Int64
    private let calls: UInt64
    /// The total weight of the hours before each hour of the log, and at the end the weight of all hours.
    private let weightBefore: [UInt64]

    /// The steps in a unit of weight, so that calls within an hour get different times.
    private static let steps: UInt64 = 4096
    private static let hourWeights: [UInt64] = [
        12, 8, 5, 4, 5, 10, 24, 46, 70, 92, 100, 96, 88, 84, 80, 78, 80, 86, 94, 98, 90, 68, 42, 22,
    ]

    init(_ plan: SimulationPlan) {
        let first = Self.days(year: plan.year, month: plan.month, day: plan.day)
        let last = plan.days.map { first + Int64($0) - 1 } ?? Self.lastDay(ofMonthWith: first)
        let offset = Int64(plan.utcOffsetMinutes) * 60_000
        start = first * 86_400_000 - offset
        end = (last + 1) * 86_400_000 - offset
        calls = UInt64(max(plan.calls, 1))
        var sums: [UInt64] = [0]
        for day in first...last {
            let isSunday = (day + 4) % 7 == 0
            let dayWeight: UInt64 = (isSunday ? 6 : 10) + (Self.lastDay(ofMonthWith: day) - day < 5 ? 4 : 0)
            for weight in Self.hourWeights { sums.append(sums[sums.count - 1] + weight * dayWeight) }
        }
        weightBefore = sums
    }

    /// The time at which call number `index` is due.
    func due(_ index: Int) -> Int64 {
        let position = min(UInt64(index), calls) * weightBefore[weightBefore.count - 1] * Self.steps / calls
        let weight = position / Self.steps
        var low = 0
        var high = weightBefore.count - 2
        while low < high {
            let middle = (low + high + 1) / 2
            if weightBefore[middle] <= weight { low = middle } else { high = middle - 1 }
        }
        let inside = position - weightBefore[low] * Self.steps
        let hourWeight = weightBefore[low + 1] - weightBefore[low]
        return start + Int64(low) * 3_600_000 + Int64(inside * 3_600_000 / (hourWeight * Self.steps))
    }

    // MARK: Calendar

    /// The days from 1970-01-01 to a Gregorian date.
    static func days(year: Int, month: Int, day: Int) -> Int64 {
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The last day of the month that holds a day, in days since 1970-01-01.
    private static func lastDay(ofMonthWith day: Int64) -> Int64 {
        let (year, month, _) = date(days: day)
        let next = month == 12 ? (Int(year) + 1, 1) : (Int(year), Int(month) + 1)
        return days(year: next.0, month: next.1, day: 1) - 1
    }

    /// The year, month and day of a number of days since 1970-01-01.
    static func date(days: Int64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let shifted = UInt64(days + 719_468)
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension LineBuffer {
    /// Appends a time as `2026-10-03T11:22:33.123Z`.
    mutating func utc(_ instant: Int64) {
        clock(instant, dateSeparator: 0x2D, middle: 0x54, timeSeparator: 0x3A)
        byte(0x2E)
        digits(UInt64(instant % 1000), width: 3)
        byte(0x5A)
    }

    /// Appends a time in local time, as `2026-10-03T12:22:33.123+01:00`.
    mutating func local(_ instant: Int64, utcOffsetMinutes: Int) {
        clock(instant + Int64(utcOffsetMinutes) * 60_000, dateSeparator: 0x2D, middle: 0x54, timeSeparator: 0x3A)
        byte(0x2E)
        digits(UInt64(instant % 1000), width: 3)
        byte(utcOffsetMinutes < 0 ? 0x2D : 0x2B)
        digits(UInt64(abs(utcOffsetMinutes) / 60), width: 2)
        byte(0x3A)
        digits(UInt64(abs(utcOffsetMinutes) % 60), width: 2)
    }

    /// Appends date and time of day to the second, with these separators. A separator of 0 is omitted.
    mutating func clock(_ instant: Int64, dateSeparator: UInt8, middle: UInt8, timeSeparator: UInt8) {
        let second = UInt64(instant / 1000)
        let date = Timeline.date(days: Int64(second / 86_400))
        let time = second % 86_400
        digits(date.year, width: 4)
        if dateSeparator != 0 { byte(dateSeparator) }
        digits(date.month, width: 2)
        if dateSeparator != 0 { byte(dateSeparator) }
        digits(date.day, width: 2)
        if middle != 0 { byte(middle) }
        digits(time / 3600, width: 2)
        if timeSeparator != 0 { byte(timeSeparator) }
        digits(time / 60 % 60, width: 2)
        if timeSeparator != 0 { byte(timeSeparator) }
        digits(time % 60, width: 2)
    }
}
