import ArgumentParser
import Foundation
import Vocabulary

/// A period on the command line: `2026-10`, `last-month` or `this-month`.
enum PeriodArgument: ExpressibleByArgument {
    case month(Period)
    case lastMonth
    case thisMonth

    init?(argument: String) {
        switch argument {
        case "last-month": self = .lastMonth
        case "this-month": self = .thisMonth
        default:
            guard let period = Period(argument) else { return nil }
            self = .month(period)
        }
    }

    /// The period that is meant at a time, in the rules' time zone.
    func period(at clock: Clock, in calendar: LocalCalendar) -> Period {
        let current = Period(of: calendar.day(ofNanoseconds: clock.nanoseconds))
        return switch self {
        case .month(let period): period
        case .lastMonth: current.previous
        case .thisMonth: current
        }
    }
}

/// The time of the run. Commands read it once and pass it on as data.
struct Clock {
    /// Nanoseconds since 1970, UTC.
    let nanoseconds: Int64

    /// - Throws: `Failure` if the machine's clock shows a time outside all periods.
    static func read() throws -> Clock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        guard let instant = LocalCalendar.instant(second: Int64(time.tv_sec), nanosecond: Int64(time.tv_nsec)) else {
            throw Failure(
                .inputOutput,
                "The clock of this machine shows a time after the year 2261. Set it right and run the command again.")
        }
        return Clock(nanoseconds: instant)
    }
}
