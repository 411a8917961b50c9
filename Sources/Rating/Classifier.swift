public import Rules
public import Vocabulary

/// Classifies many calls under one set of rules.
///
/// What depends only on the app is looked up once for each app. Apps for which the rules have the same entries are one
/// class.
public struct Classifier: Sendable {
    public let rules: Rules
    /// The entries for every app, in the order of the rules.
    private let general: Entries
    /// The entries that name an app, in the order of the rules.
    private let named: [Identifier: Entries]
    /// The apps that have terms of their own in some entry.
    private let appsWithTerms: Set<Identifier>
    private let tellsISO: Bool
    private var classes: [AppClass] = []
    private var placeOfClass: [AppClass: Int] = [:]

    struct Entries: Hashable, Sendable {
        var tariffs: [Int] = []
        var income: [Int] = []

        init() {}

        init(tariffs: Range<Int>, income: Range<Int>) {
            self.tariffs = Array(tariffs)
            self.income = Array(income)
        }
    }

    private struct AppClass: Hashable {
        let isKnown: Bool
        let entries: Entries
        /// The app, if it has terms of its own. It then shares its class with no other.
        let own: Identifier?
        /// The days on which the app's ISO changes, if a split names it.
        let isoChanges: [CivilDate]
    }

    /// - Complexity: O(tariffs + apps that tariffs name).
    public init(_ rules: Rules) {
        self.rules = rules
        var general = Entries()
        var named: [Identifier: Entries] = [:]
        func sort(_ entries: [Tariff], _ list: WritableKeyPath<Entries, [Int]>) {
            for position in entries.indices {
                guard let apps = entries[position].match.apps else {
                    general[keyPath: list].append(position)
                    continue
                }
                for app in Set(apps) { named[app, default: Entries()][keyPath: list].append(position) }
            }
        }
        sort(rules.tariffs, \.tariffs)
        sort(rules.income, \.income)
        self.general = general
        self.named = named
        tellsISO = rules.splits.contains(where: \.namesISO)
        appsWithTerms = (rules.tariffs + rules.income).reduce(into: []) { $0.formUnion($1.ownTerms.keys) }
    }

    /// The class of an app. For apps of one class, calls that are otherwise alike have the same result.
    ///
    /// - Complexity: O(entries for the app).
    public mutating func appClass(of app: Identifier) -> Int {
        var entries = general
        if let own = named[app] {
            entries.tariffs = (entries.tariffs + own.tariffs).sorted()
            entries.income = (entries.income + own.income).sorted()
        }
        let found = AppClass(
            isKnown: rules.hasApp(app), entries: entries, own: appsWithTerms.contains(app) ? app : nil,
            isoChanges: tellsISO ? rules.app(app)?.isos.changes() ?? [] : [])
        if let place = placeOfClass[found] { return place }
        placeOfClass[found] = classes.count
        classes.append(found)
        return classes.count - 1
    }

    /// The app of a class if it has terms of its own in some entry; `nil` for all other classes.
    func appWithTerms(ofClass appClass: Int) -> Identifier? { classes[appClass].own }

    /// The entries that calls of a profile can take.
    ///
    /// - Parameter appClass: the class of the profile's app.
    /// - Complexity: O(entries for the app).
    public func classification(of profile: CallProfile, appClass: Int) -> Classification {
        let entries = classes[appClass].entries
        return Classification(
            of: profile, under: rules, isKnownApp: classes[appClass].isKnown, tariffs: entries.tariffs,
            income: entries.income)
    }
}

extension Rules {
    /// Whether a call of an app that takes these entries is charged by its own amount, or by its own cost. If so, a
    /// roll-up must tell calls with different amounts or costs apart.
    public func chargesEach(of app: Identifier, tariff: Int?, income: Int?) -> (amount: Bool, cost: Bool) {
        var each = (amount: false, cost: false)
        for entry in [tariff.map { tariffs[$0] }, income.map { self.income[$0] }] {
            switch entry?.charge(of: app).callCharge?.figure {
            case .amount: each.amount = true
            case .cost: each.cost = true
            case nil: break
            }
        }
        return each
    }
}
