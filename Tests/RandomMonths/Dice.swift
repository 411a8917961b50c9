import SeededRandom

/// Choices that a seed or given bytes make: the same seed or bytes, the same choices.
package struct Dice {
    private var numbers: Seeded
    /// The bytes that are left; `nil` if a seed chooses.
    private var bytes: ArraySlice<UInt8>?

    package init(seed: UInt64) { numbers = Seeded(seed: seed) }

    /// Bytes that a fuzzer makes. Where they end, the first of all choices is taken.
    package init(bytes: [UInt8]) {
        numbers = Seeded(seed: 0)
        self.bytes = bytes[...]
    }

    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        guard bytes != nil else { return Int.random(in: range, using: &numbers) }
        let choices = range.count
        var (value, most) = (0, 1)
        while most < choices {
            value = value << 8 | Int(bytes?.popFirst() ?? 0)
            most <<= 8
        }
        return range.lowerBound + value % choices
    }

    /// Whether one of so many equal chances comes up.
    package mutating func isOne(in chances: Int) -> Bool { number(1...chances) == 1 }

    /// One of some values, of which there is at least one.
    package mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

    /// One to `most` of some values, in any order.
    mutating func some<Value>(of values: [Value], atMost most: Int) -> [Value] {
        let mixed = shuffled(values)
        return Array(mixed.prefix(number(1...max(1, most))))
    }

    mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
        guard bytes != nil else { return values.shuffled(using: &numbers) }
        var mixed = values
        for place in values.indices.dropLast() { mixed.swapAt(place, number(place...values.count - 1)) }
        return mixed
    }

    /// A price in major units, with up to four decimals, as it is written.
    mutating func price(upTo most: Int = 30, mayBeNegative: Bool = false) -> String {
        let decimals = pick([0, 1, 2, 2, 3, 4])
        let text = Decimals.text(number(0...most * Decimals.power(decimals)), decimals)
        return mayBeNegative && isOne(in: 8) && text.contains(where: { ("1"..."9").contains($0) }) ? "-" + text : text
    }

    /// An amount in whole minor units, as it is written in major ones.
    mutating func amount(_ minor: ClosedRange<Int>, _ currency: String) -> String {
        Decimals.text(number(minor), Decimals.digits[currency] ?? 2)
    }

    /// A percentage with up to three decimals.
    mutating func percent(upTo most: Int) -> String {
        let decimals = number(0...3)
        return Decimals.text(number(0...most * Decimals.power(decimals)), decimals) + "%"
    }
}

/// Whole numbers written as decimals.
enum Decimals {
    /// The decimals of the minor units of the currencies that occur.
    static let digits = ["NGN": 2, "SAR": 2, "XOF": 0, "KWD": 3]

    static func power(_ decimals: Int) -> Int { (0..<decimals).reduce(1) { power, _ in power * 10 } }

    /// (1234, 2) is `12.34`.
    static func text(_ value: Int, _ decimals: Int) -> String {
        guard decimals > 0 else { return String(value) }
        let rest = String(value % power(decimals))
        return "\(value / power(decimals))." + String(repeating: "0", count: decimals - rest.utf8.count) + rest
    }
}

/// A calendar month.
package struct Month: Hashable, Comparable {
    let year: Int
    let month: Int

    package var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }
    var next: Month { month == 12 ? Month(year: year + 1, month: 1) : Month(year: year, month: month + 1) }
    /// No February of these years is a leap year's but 2024's.
    package var days: Int { month == 2 ? (year % 4 == 0 ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31 }

    package func day(_ day: Int) -> String { "\(text)-\(day < 10 ? "0" : "")\(day)" }

    package static func < (a: Month, b: Month) -> Bool { (a.year, a.month) < (b.year, b.month) }
}

/// What stays the same throughout a case: how logs are read, and its months.
package struct World {
    let zone: String
    let onepipe: String
    let paylink: String
    let unsetMode: String
    /// The months with calls of their own.
    package let months: [Month]

    package init(_ dice: inout Dice) {
        zone = dice.pick(["Africa/Lagos", "Africa/Lagos", "Asia/Riyadh", "America/St_Johns", "Pacific/Auckland"])
        onepipe = dice.pick(["NGN", "NGN", "XOF", "KWD"])
        paylink = dice.pick(["SAR", "KWD", onepipe])
        unsetMode = dice.pick(["live", "test", "reject"])
        var months = [Month(year: dice.number(2022...2023), month: dice.number(1...12))]
        for _ in 1..<dice.number(3...5) { months.append(months[months.count - 1].next) }
        self.months = months
    }

    var currencies: [String] { onepipe == paylink ? [onepipe] : [onepipe, paylink] }

    package static let apps = ["shop", "till", "é-pay", "kiosk 7", "=sum"]
    package static let providers = ["beeceptor", "naijatext", "swiftsms", "stcpay"]
    static let isos = ["iso-north", "iso-south"]
}
