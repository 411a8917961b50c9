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
    let counter: ByteString?
    /// The whole entry as it is for an app whose terms differ.
    var forApp: [ByteString: Entry] = [:]

    func of(_ app: ByteString) -> Entry { forApp[app] ?? self }

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
    /// In major units.
    var least: Fraction?
    var most: Fraction?
}

/// What a split is from a day on, up to another.
struct SplitVersion {
    let from: Day?
    let until: Day?
    let items: [SplitItem]
    let shortfall: ByteString?

    /// Whether the name `iso` occurs in it.
    var namesISO: Bool {
        shortfall == "iso" || items.contains { $0.to == "iso" || $0.among.contains { $0.to == "iso" } }
    }
}

struct Split {
    let versions: [SplitVersion]

    /// The position of the version of a day, if there is one.
    func version(_ day: Day) -> Int? {
        versions.firstIndex { version in
            (version.from.map { $0 <= day } ?? true) && (version.until.map { day < $0 } ?? true)
        }
    }
}

/// A name, and the first day on which it counts; nil for one that always did.
struct DatedName {
    let name: ByteString
    let from: Day?
}

func name(_ names: [DatedName], _ day: Day) -> ByteString? {
    names.last { name in name.from.map { $0 <= day } ?? true }?.name
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
    let isos: [DatedName]
    let taxes: [DatedName]
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
    /// Empty if there is none.
    var debitNoteNumber: String
    /// Whether adjustments are documents of their own.
    var adjustsByDocument: Bool
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

    /// Whether a split, or the organisation of an app, changes after a period's first day.
    func changes(in period: Period) -> Bool {
        let days = (period.first.number + 1..<period.afterLast.number).map { Day(number: $0) }
        return days.contains { day in
            let before = Day(number: day.number - 1)
            return splits.values.contains { $0.version(day) != nil && $0.version(day) != $0.version(before) }
                || apps.values.contains { name($0.isos, day) != name($0.isos, before) }
        }
    }

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
        let last = Day(number: period.afterLast.number - 1)
        guard let id = apps[app].flatMap({ name($0.taxes, last) }) ?? taxOfCurrency[currency], let rates = taxes[id]
        else { return nil }
        let begun = rates.filter { rate in rate.from.map { $0 < period.afterLast } ?? true }
        return begun.last.map { LineTax(id: id, rate: $0.rate, text: $0.text) }
    }
}
