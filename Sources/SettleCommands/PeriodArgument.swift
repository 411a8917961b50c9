import ArgumentParser
import Foundation
import Vocabulary

/// A period on the command line: written out, such as `2026-10` or `2026-W41`, or `last-period`, `this-period`,
/// `last-month`, `this-month` (S2.34, S6.2).
struct PeriodArgument: ExpressibleByArgument {
    private enum Meaning {
        case written(Period)
        case last
        case this
    }

    private let text: String
    private let meaning: Meaning

    /// The forms of it, for help texts.
    static let words: String =
        Rhythm.allCases.map(\.example).joined(separator: ", ") + ", last-period or this-period"

    /// The help of the option that takes it.
    static let help = ArgumentHelp("By invoice.every of the rules: \(words), in the rules' time zone.")

    init?(argument: String) {
        text = argument
        switch argument {
        case "last-period", "last-month": meaning = .last
        case "this-period", "this-month": meaning = .this
        default:
            guard let period = Period(argument) else { return nil }
            meaning = .written(period)
        }
    }

    /// The period, if it is written out and so means the same at any time and under any rules.
    var written: Period? {
        guard case .written(let period) = meaning else { return nil }
        return period
    }

    /// The rhythm that the argument speaks of; `nil` for a word that fits all.
    private var rhythm: Rhythm? {
        if let written { return written.rhythm }
        return text.hasSuffix("-month") ? .month : nil
    }

    /// Checks that it speaks of periods of this rhythm.
    ///
    /// - Throws: `Failure` that says how such a period is written.
    func check(_ wanted: Rhythm) throws {
        guard let rhythm, rhythm != wanted else { return }
        let every = wanted == .month ? "month, the default" : wanted.rawValue
        throw Failure(
            .usage,
            "\(text) is a \(rhythm.name), and a period of this ledger is a \(wanted.name) (invoice.every: \(every)). Write "
                + "it like \(wanted.example), or say last-period or this-period.")
    }

    /// The period that is meant at a time, by the calendar of the rules.
    ///
    /// - Throws: `Failure` for a period of another rhythm.
    func period(at clock: Clock, in calendar: LocalCalendar) throws -> Period {
        try check(calendar.rhythm)
        let current = calendar.period(of: calendar.day(ofNanoseconds: clock.nanoseconds))
        return switch meaning {
        case .written(let period): period
        case .last: current.previous
        case .this: current
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
