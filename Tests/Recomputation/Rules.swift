import BigInt
import Foundation

/// A price: its text in the rules, in major units.
struct Price {
    let text: String
    let value: Fraction
}

struct Tier {
    /// Inclusive; nil for the last tier.
    let upTo: BigInt?
    let price: Price
    let flat: Price?
}

enum ChargeModel {
    case perUnit(Price)
    case graduated([Tier])
    case volume([Tier])
    case package(size: BigInt, price: Price, included: BigInt)
    case percentage(rate: Fraction, fixed: Fraction, least: Fraction?, most: Fraction?)
    case costPlus(rate: Fraction, fixed: Fraction)
    case free
}

/// The conditions of a tariff; nil matches everything.
struct Match {
    var app: [ByteString]?
    var source: [ByteString]?
    var service: [ByteString]?
    var provider: [ByteString]?
    var channel: [ByteString]?
    var authType: [ByteString]?
    var routeMode: [ByteString]?
    var status: [ByteString]?
    var delivery: [ByteString]?
    var providerCode: [ByteString]?
    var destination: [ByteString]?
}

/// A tariff or an income entry.
struct Entry {
    let id: ByteString
    let currency: ByteString?
    let description: String
    let match: Match
    let from: Day?
    let until: Day?
    /// `call` or `segment`.
    let unit: String
    let charge: ChargeModel
    let discount: Fraction
    let minimum: Fraction
    let maximum: Fraction?
    let isProrated: Bool
    let split: ByteString?

    func holds(on day: Day) -> Bool {
        (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
    }

    func units(_ transaction: Transaction) -> BigInt {
        unit == "segment" ? BigInt(transaction.call.segments) : 1
    }
}

struct Fee {
    let id: ByteString
    let description: String
    /// nil for all apps.
    let apps: [ByteString]?
    let amount: Price
    let currency: ByteString
    let from: Day?
    let until: Day?
    let isProrated: Bool
    let split: ByteString

    func overlaps(_ period: Period) -> Bool {
        (from.map { $0 < period.afterLast } ?? true) && (until.map { period.first < $0 } ?? true)
    }
}

/// The part of a period's days that are in a window.
func partOfDays(_ from: Day?, _ until: Day?, _ period: Period) -> Fraction {
    let days = (period.first.number..<period.afterLast.number).map { Day(number: $0) }
    let within = days.filter { day in (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true) }
    return Fraction(BigInt(within.count), over: BigInt(days.count))
}

struct SplitItem {
    enum Kind {
        case cost
        case perUnit(Fraction)
        case share(Fraction)
        case remaining
    }
    let to: ByteString
    let kind: Kind
    let otherwise: ByteString?
    let among: [SplitItem]
}

struct Split {
    let items: [SplitItem]
    let shortfall: ByteString?
}

struct Party {
    let id: ByteString
    let role: ByteString
    let aliases: [ByteString]
}

/// A rate of a tax, and the first day on which it is in force; nil for a rate that always was.
struct TaxRate {
    let rate: Fraction
    let text: String
    let from: Day?
}

/// The tax of an invoice line.
struct LineTax: Hashable {
    let id: ByteString
    let rate: Fraction
    /// As written, which tells no two taxes apart.
    let text: String

    static func == (a: LineTax, b: LineTax) -> Bool { a.id == b.id && a.rate == b.rate }

    func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(rate)
    }
}

struct App {
    let name: String
    let iso: ByteString?
    let tax: ByteString?
}

/// The rules, assumed to be valid.
struct Rules {
    var reading: ReadingRules
    var timeZone: TimeZone
    var rounding: Rounding
    /// The issuer's party id.
    var issuer: ByteString
    var number: String
    var creditNoteNumber: String
    var dueDays: Int
    /// How long a period is: `month`, `half_month`, `week` or `quarter`.
    var every: String
    var taxOfCurrency: [ByteString: ByteString]
    var taxes: [ByteString: [TaxRate]]
    var parties: [Party]
    var apps: [ByteString: App]
    var tariffs: [Entry]
    var income: [Entry]
    var fees: [Fee]
    var splits: [ByteString: Split]

    /// The period of an instant, in nanoseconds since 1970 UTC.
    func period(of time: Int64) -> Period { Period(localDay(time, timeZone), every) }

    func party(_ id: ByteString) -> Party? { parties.first { $0.id == id } }

    /// The provider with this name, by id and then by alias, in any letter case.
    func provider(_ logged: ByteString) -> ByteString? {
        let name = logged.folded
        let providers = parties.filter { $0.role == "provider" }
        return
            (providers.first { $0.id.folded == name }
            ?? providers.first { $0.aliases.contains { $0.folded == name } })?.id
    }

    func currency(of call: Call) -> ByteString {
        call.source == "onepipe" ? reading.onepipe.currency : reading.paylink.currency
    }

    /// The tax of an app in a currency and its rate in a period: the last that began by the period's last day.
    func tax(app: ByteString, currency: ByteString, _ period: Period) -> LineTax? {
        guard let id = apps[app]?.tax ?? taxOfCurrency[currency], let rates = taxes[id] else { return nil }
        let begun = rates.filter { rate in rate.from.map { $0 < period.afterLast } ?? true }
        return begun.last.map { LineTax(id: id, rate: $0.rate, text: $0.text) }
    }
}
