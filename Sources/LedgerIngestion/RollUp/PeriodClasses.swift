import LedgerFile
import LineParsing
import Rating
import Rules
import Vocabulary

/// The classes into which the calls of one period fall: by the distinctions of its roll-up and, if its rules charge
/// calls one by one, by amount or cost.
struct PeriodClasses {
    let period: Period
    /// Whether what changes in the period is late knowledge: it was closed, or passed over.
    let isPast: Bool
    let distinctions: Distinctions
    private let destinations: DestinationClasses
    private let codes: ProviderCodeClasses
    private var classOfDestination = PlaceTable()
    private var namedCodes = FormSet()
    private var classOfNamedCode: [Int32] = []
    private var classifier: Classifier
    private var appClasses: [Int32] = []
    /// Whether any entry of the rules that may hold in the period charges calls one by one.
    let mayChargeEach: Bool
    private var lanes: [Lane: Facts] = [:]
    /// The lanes met last, each at an index computed from its numbers. Most calls find their lane here.
    private var recent: [(lane: Lane, facts: Facts)?] = Array(repeating: nil, count: 1 << 12)

    /// How the rules treat a group of calls that they treat alike.
    struct Facts {
        /// Whether the calls are charged one by one, and therefore distinguished by their amounts or their costs.
        var tellsAmount: Bool
        var tellsCost: Bool
        /// Why the calls can't be rated.
        var exception: ExceptionCode?
    }

    private struct Lane: Hashable {
        let part: Int32
        let appClass: Int32
        let kind: Int32
        let destination: Int32
        let providerCode: Int32

        var place: Int {
            var mix = UInt64(UInt32(bitPattern: kind)) &<< 32 | UInt64(UInt32(bitPattern: appClass))
            mix = mix &* 0x9E37_79B9_7F4A_7C15
            mix ^= UInt64(UInt32(bitPattern: destination)) &<< 32 | UInt64(UInt32(bitPattern: providerCode))
            mix = (mix ^ UInt64(UInt32(bitPattern: part))) &* 0xD6E8_FEB8_6659_FD93
            return Int(truncatingIfNeeded: mix &>> 32)
        }
    }

    init(_ period: Period, isPast: Bool, distinctions: Distinctions, rules: Rules) {
        self.period = period
        self.isPast = isPast
        self.distinctions = distinctions
        destinations = DestinationClasses(distinctions)
        codes = ProviderCodeClasses(distinctions)
        classifier = Classifier(rules)
        mayChargeEach = (rules.tariffs + rules.income).contains { entry in
            entry.window.overlaps(period)
                && (entry.charge.callCharge != nil
                    || entry.ownTerms.values.contains { $0.charge?.callCharge != nil })
        }
        for (code, place) in codes.named {
            var text = code.text
            _ = text.withUTF8 { namedCodes.number(of: UnsafeRawBufferPointer($0)) }
            classOfNamedCode.append(Int32(place))
        }
    }

    /// Whether destinations, or provider codes, matter for the rules at all.
    var tellsDestinations: Bool { destinations.representatives.count > 1 }
    var tellsCodes: Bool { codes.representatives.count > 1 }

    /// The first of the days that the rules treat like `day`.
    func firstDay(alike day: CivilDate) -> CivilDate { distinctions.days.last { $0 <= day } ?? period.firstDay }

    /// For each class, the rank of its representative among all, in byte order.
    var destinationRanks: [Int32] { Self.ranks(destinations.representatives) }
    var codeRanks: [Int32] { Self.ranks(codes.representatives) }

    private static func ranks(_ texts: [Identifier]) -> [Int32] {
        var ranks = [Int32](repeating: 0, count: texts.count)
        for (rank, place) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() {
            ranks[place] = Int32(rank)
        }
        return ranks
    }

    func destination(standingFor place: Int32) -> Identifier { destinations.representatives[Int(place)] }
    func code(standingFor place: Int32) -> Identifier { codes.representatives[Int(place)] }

    @inline(__always)
    mutating func destinationClass(_ number: UInt32) -> Int32 {
        guard tellsDestinations else { return 0 }
        let known = classOfDestination.place(UInt64(number))
        if known >= 0 { return known }
        let found = Int32(destinations.class(of: DestinationNumber.digits(Int64(number))?.text ?? ""))
        classOfDestination.insert(found, UInt64(number))
        return found
    }

    @inline(__always)
    func codeClass(_ code: UnsafeRawBufferPointer) -> Int32 {
        guard tellsCodes, let place = namedCodes.find(code) else { return Int32(ProviderCodeClasses.others) }
        return classOfNamedCode[place]
    }

    /// How the rules treat the calls of a key. The amounts in the key are ignored.
    ///
    /// - Parameter day: the day of the key's part.
    mutating func facts(_ key: CellKey, on day: CivilDate, _ names: Names) throws(LedgerError) -> Facts {
        let app = Int(key.app)
        while appClasses.count <= app { appClasses.append(-1) }
        if appClasses[app] < 0 { appClasses[app] = Int32(classifier.appClass(of: try names.app(Int64(app)))) }
        let lane = Lane(
            part: key.part, appClass: appClasses[app], kind: key.kind, destination: key.destination,
            providerCode: key.providerCode)
        let place = lane.place & (recent.count &- 1)
        if let (known, facts) = recent[place], known == lane { return facts }
        let facts: Facts
        if let known = lanes[lane] { facts = known } else { facts = try newFacts(lane, key, on: day, names) }
        recent[place] = (lane, facts)
        return facts
    }

    @inline(never)
    private mutating func newFacts(
        _ lane: Lane, _ key: CellKey, on day: CivilDate, _ names: Names
    ) throws(LedgerError) -> Facts {
        let profile = CallProfile(
            try names.kind(Int64(key.kind)), app: try names.app(Int64(key.app)),
            providerCode: code(standingFor: key.providerCode), destination: destination(standingFor: key.destination))
        let classification = classifier.classification(of: profile, appClass: Int(lane.appClass))
        let outcome = classification.outcome(on: day)
        var tariff: Int?
        var exception: ExceptionCode?
        switch outcome {
        case .rated(let position): tariff = position
        case .unrated(let code): exception = code
        case .free, .test, .pending: break
        }
        let income = classification.canTakeIncome ? classification.incomeEntry(on: day) : nil
        let (amount, cost) = classifier.rules.chargesEach(of: profile.app, tariff: tariff, income: income)
        let facts = Facts(tellsAmount: amount, tellsCost: cost, exception: exception)
        lanes[lane] = facts
        return facts
    }
}
