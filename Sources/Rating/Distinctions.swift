public import Rules
public import Vocabulary

/// The days, destinations and provider codes that rules tell apart among the calls of a period.
///
/// Rating needs a roll-up that keeps calls apart by these, by app and by kind, and no more; only where the rules charge
/// call by call, amounts or costs are kept apart too. Prices, splits, names and the order of entries are not part of
/// it, but for the days on which a split or the ISO of an app changes: if they change, the roll-up stays good.
public struct Distinctions: Hashable, Sendable {
    /// The days within the period on which some entry's window opens or closes, or the division of its charges changes,
    /// ascending.
    public let days: [CivilDate]
    /// The lists of prefixes that entries match. The lists, and each list, are sorted and without repeats.
    public let destinations: [[String]]
    /// The lists of provider codes that entries match, likewise sorted and without repeats.
    public let providerCodes: [[Identifier]]

    /// Takes them from the tariffs and income entries whose windows overlap the period.
    public init(_ rules: Rules, in period: Period) {
        var days: Set<CivilDate> = []
        var destinations: Set<[String]> = []
        var codes: Set<[Identifier]> = []
        for entries in [rules.tariffs, rules.income] {
            for entry in entries where entry.window.overlaps(period) {
                for day in [entry.window.from, entry.window.until] {
                    if let day, day > period.firstDay, day < period.dayAfter { days.insert(day) }
                }
                if let list = entry.match.destinations { destinations.insert(Set(list).sorted()) }
                if let list = entry.match.providerCodes { codes.insert(Set(list).sorted()) }
            }
        }
        if rules.divides(in: period) {
            let entries = (rules.tariffs + rules.income).filter { $0.window.overlaps(period) }
            for day in rules.divisionDays(of: entries) where day > period.firstDay && day < period.dayAfter {
                days.insert(day)
            }
        }
        self.days = days.sorted()
        self.destinations = destinations.sorted { $0.lexicographicallyPrecedes($1) }
        providerCodes = codes.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Whether a roll-up kept by these distinctions also serves rules with the distinctions `other`.
    ///
    /// It does if all calls that are alike by these are alike by `other` too.
    ///
    /// - Complexity: O(values × lists).
    public func serve(_ other: Distinctions) -> Bool {
        guard Set(other.days).isSubset(of: days) else { return false }
        if destinations != other.destinations {
            let prefixes = Set((destinations + other.destinations).joined()).union([""])
            let (mine, theirs) = (DestinationClasses(self), DestinationClasses(other))
            guard Self.follows(prefixes.map { (mine.class(of: $0), theirs.class(of: $0)) }) else { return false }
        }
        if providerCodes != other.providerCodes {
            let codes = Set((providerCodes + other.providerCodes).joined())
            let (mine, theirs) = (ProviderCodeClasses(self), ProviderCodeClasses(other))
            guard
                Self.follows(
                    codes.map { (mine.class(of: $0), theirs.class(of: $0)) }
                        + [(ProviderCodeClasses.others, ProviderCodeClasses.others)])
            else { return false }
        }
        return true
    }

    /// Whether pairs with the same first value have the same second value.
    private static func follows(_ pairs: [(Int, Int)]) -> Bool {
        var known: [Int: Int] = [:]
        return pairs.allSatisfy { first, second in
            defer { known[first] = second }
            return known[first].map { $0 == second } ?? true
        }
    }
}

extension Distinctions {
    /// Stored instead of `text` if the calls were told apart by different distinctions at different times. `text` never
    /// gives it.
    public static let noneText = "none"

    /// The text to store: a line for each day, list of prefixes and list of provider codes.
    public var text: String {
        let lines =
            days.map { "day \($0)" } + destinations.map { (["destination"] + $0).joined(separator: " ") }
            + providerCodes.map { (["provider_code"] + $0.map { $0.percentEncoded + "." }).joined(separator: " ") }
        return lines.joined(separator: "\n")
    }

    /// Reads what `text` gives.
    ///
    /// - Returns: `nil` if a line has another form.
    public init?(text: String) {
        var days: [CivilDate] = []
        var destinations: [[String]] = []
        var codes: [[Identifier]] = []
        for line in text.split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            let name = words.removeFirst()
            switch name {
            case "day":
                guard words.count == 1, let day = CivilDate(words[0]) else { return nil }
                days.append(day)
            case "destination": destinations.append(words)
            case "provider_code":
                var list: [Identifier] = []
                for word in words {
                    guard word.last == ".", let code = Identifier(percentEncoded: word.dropLast()) else { return nil }
                    list.append(code)
                }
                codes.append(list)
            default: return nil
            }
        }
        (self.days, self.destinations, self.providerCodes) = (days, destinations, codes)
    }
}

/// The classes of destinations that rules treat alike. They count from 0, the class of destinations that no list names.
public struct DestinationClasses: Sendable {
    /// The prefix that stands for each class: a call to it matches like all calls of the class.
    public private(set) var representatives: [Identifier] = [.none]
    private var classOfPrefix: [String: Int] = [:]
    private var longest = 0

    public init(_ distinctions: Distinctions) {
        let prefixes = Set(distinctions.destinations.joined()).sorted()
        longest = prefixes.map(\.utf8.count).max() ?? 0
        let lists = distinctions.destinations.map(Set.init)
        var classes: [[Bool]: Int] = [lists.map { _ in false }: 0]
        for prefix in prefixes {
            // A list that names the beginning of the prefix matches it too.
            let begins = prefix.indices.map { String(prefix[...$0]) }
            let matches = lists.map { list in begins.contains { list.contains($0) } }
            if classes[matches] == nil {
                classes[matches] = representatives.count
                representatives.append(Identifier(prefix))
            }
            classOfPrefix[prefix] = classes[matches]
        }
    }

    /// The class of the longest named prefix with which a destination begins. O(digits).
    public func `class`(of destination: String) -> Int {
        var prefix = destination.prefix(longest)
        while !prefix.isEmpty {
            if let found = classOfPrefix[String(prefix)] { return found }
            prefix = prefix.dropLast()
        }
        return 0
    }
}

/// The classes of provider codes that rules treat alike. They count from 0, the class of codes that no list names.
public struct ProviderCodeClasses: Sendable {
    public static let others = 0

    /// The code that stands for each class.
    public private(set) var representatives: [Identifier] = []
    private var classOfCode: [Identifier: Int] = [:]

    public init(_ distinctions: Distinctions) {
        let codes = Set(distinctions.providerCodes.joined()).sorted()
        // The empty code stands for all codes that no list names. If a list names the empty code, a code that no log
        // can contain stands for them instead.
        representatives = [codes.contains(.none) ? Identifier("\u{1}") : .none]
        let lists = distinctions.providerCodes.map(Set.init)
        var classes: [[Bool]: Int] = [lists.map { _ in false }: 0]
        for code in codes {
            let matches = lists.map { $0.contains(code) }
            if classes[matches] == nil {
                classes[matches] = representatives.count
                representatives.append(code)
            }
            classOfCode[code] = classes[matches]
        }
    }

    /// The codes that lists name, with their classes, for a look-up by bytes.
    public var named: [(code: Identifier, class: Int)] { classOfCode.map { ($0.key, $0.value) } }

    /// The class of a code: that of the lists that name it, or `others`.
    public func `class`(of code: Identifier) -> Int { classOfCode[code] ?? Self.others }
}
