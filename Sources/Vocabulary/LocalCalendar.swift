import Foundation

/// The calendar of the rules: it tells on which local day of one time zone an instant falls, and in which period a day.
///
/// A call belongs to a local period (S2.16, S2.17); most double billing in the field came from using UTC months. The
/// zone's offsets are read once into a table, so a look-up is a binary search without Foundation.
public struct LocalCalendar: Sendable {
    /// The zone's IANA name, for instance `Africa/Lagos`.
    public let identifier: String
    /// How long the periods are.
    public var rhythm: Rhythm
    /// The instants at which an offset begins, in seconds since 1970 UTC, ascending.
    private let begins: [Int64]
    /// The offset that begins at each of them, in seconds.
    private let offsets: [Int64]

    /// The table covers the instants between these: the years 1678 to 2261, which fit into `Int64` nanoseconds.
    private static let firstSecond: Int64 = -9_223_372_036
    private static let lastSecond: Int64 = 9_223_372_036

    /// An instant in nanoseconds since 1970 UTC.
    ///
    /// - Returns: `nil` if the table does not cover the instant, or if `nanosecond` is not within one second.
    public static func instant(second: Int64, nanosecond: Int64) -> Int64? {
        guard second > firstSecond, second < lastSecond, (0..<1_000_000_000).contains(nanosecond) else { return nil }
        return second * 1_000_000_000 + nanosecond
    }

    /// Whether the time zone database has a zone with this name.
    ///
    /// Only names of places (`Africa/Lagos`, `Etc/GMT-3`), `UTC` and `GMT` are accepted: an abbreviation such as `EST`
    /// means different zones to different people.
    public static func isKnown(_ identifier: String) -> Bool {
        (identifier.utf8.contains(UInt8(ascii: "/")) || ["UTC", "GMT"].contains(identifier))
            && TimeZone(identifier: identifier) != nil
    }

    /// - Returns: `nil` if the time zone is unknown; see `isKnown`.
    public init?(identifier: String, rhythm: Rhythm = .month) {
        guard Self.isKnown(identifier), let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.rhythm = rhythm
        func date(_ second: Int64) -> Date { Date(timeIntervalSince1970: TimeInterval(second)) }
        var begins = [Self.firstSecond]
        var offsets = [Int64(zone.secondsFromGMT(for: date(Self.firstSecond)))]
        // Steps of a week find every change of offset that is not undone within the same week. No zone on record has
        // undone one so fast since 1900. The search within the week is exact to the second. Rules without an end are
        // followed to the year 2100.
        var day: Int64 = -2_208_988_800  // 1900
        let end: Int64 = 4_102_444_800
        while day < end {
            let next = day + 86_400 * 7
            var before = offsets[offsets.count - 1]
            var low = day
            while Int64(zone.secondsFromGMT(for: date(next))) != before {
                var lower = low
                var upper = next
                while upper - lower > 1 {
                    let middle = lower + (upper - lower) / 2
                    if Int64(zone.secondsFromGMT(for: date(middle))) == before {
                        lower = middle
                    } else {
                        upper = middle
                    }
                }
                before = Int64(zone.secondsFromGMT(for: date(upper)))
                begins.append(upper)
                offsets.append(before)
                low = upper
            }
            day = next
        }
        self.begins = begins
        self.offsets = offsets
    }

    /// The offset from UTC, in seconds, at an instant in seconds since 1970 UTC.
    public func offset(at second: Int64) -> Int64 { offsets[place(of: second)] }

    /// The place in the table of the offset at an instant.
    private func place(of second: Int64) -> Int {
        var low = 0
        var high = begins.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if begins[middle] <= second { low = middle } else { high = middle }
        }
        return low
    }

    /// The period that contains a local day.
    public func period(of day: CivilDate) -> Period { Period(of: day, rhythm) }

    /// The local day of an instant in nanoseconds since 1970 UTC.
    public func day(ofNanoseconds nanoseconds: Int64) -> CivilDate {
        let second = floorDivide(nanoseconds, 1_000_000_000)
        return CivilDate(daysSinceEpoch: Int32(floorDivide(second + offset(at: second), 86_400)))
    }

    /// The local day of an instant, and the range of instants around it that have the same day and the same offset.
    ///
    /// A caller with many instants close together looks up only one of them.
    public func dayWithStretch(ofNanoseconds nanoseconds: Int64) -> (day: CivilDate, stretch: Range<Int64>) {
        let second = floorDivide(nanoseconds, 1_000_000_000)
        let place = place(of: second)
        let offset = offsets[place]
        let day = floorDivide(second + offset, 86_400)
        // The first offset also holds before its begin, back to the earliest instant in `Int64` nanoseconds.
        let first = max(place == 0 ? .min : begins[place], day * 86_400 - offset)
        let end = min(place + 1 < begins.count ? begins[place + 1] : .max, (day + 1) * 86_400 - offset)
        func instant(_ second: Int64) -> Int64 {
            let (product, overflow) = second.multipliedReportingOverflow(by: 1_000_000_000)
            return overflow ? (second < 0 ? .min : .max) : product
        }
        return (CivilDate(daysSinceEpoch: Int32(day)), instant(first)..<instant(end))
    }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}
