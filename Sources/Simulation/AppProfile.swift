/// How one calling app uses the gateway. It follows from the app's number alone, so that every seed has the same apps.
struct AppProfile: Sendable {
    enum AuthType: Int, Sendable, CaseIterable {
        case bankAccount, card, wallet, msisdn, bvn

        var word: StaticString {
            switch self {
            case .bankAccount: "bank.account"
            case .card: "card"
            case .wallet: "wallet"
            case .msisdn: "msisdn"
            case .bvn: "bvn"
            }
        }
    }

    /// The number in its id: 17 is `app-017`, or `app-00017` where there are many.
    var number: Int
    /// `details.app_name`: free text, not its id.
    var name: StaticString
    var usualAuth: AuthType
    var secondAuth: AuthType
    var smsPerMille: Int
    var usualProvider: Int
    var secondProvider: Int
    var message: Int
    var numberForm: MobileNumber.Form
    var expiryMinutes: Int
    /// Writes the version in the path: `/v2/transact`.
    var versionedPath: Bool
    /// Ends the path with a slash.
    var slashedPath: Bool
    var routeModePerMille: Int

    /// The app at `index` of the list, from 0.
    init(index: Int) {
        let auths = AuthType.allCases
        number = Self.number(index: index)
        name = number == 17 ? "My App" : Self.names[index % Self.names.count]
        usualAuth = auths[index % 3]
        secondAuth = index % 5 == 4 ? .msisdn : auths[(index + 1) % 3]
        smsPerMille = [950, 1000, 820, 600, 1000, 250, 900][index % 7]
        usualProvider = [0, 0, 1, 0, 2][index % 5]
        secondProvider = [1, 2, 0, 0, 1][index % 5]
        message = index % Message.usual.count
        numberForm = [.bare, .local, .bare, .plus, .local, .bare][index % 6]
        expiryMinutes = [5, 5, 10, 3][index % 4]
        versionedPath = index % 5 == 3
        slashedPath = index % 10 == 8
        routeModePerMille = index % 6 == 4 ? 100 : 0
    }

    static func number(index: Int) -> Int { index + 11 }

    /// How often the app at `index` of the samples calls, compared with the others.
    static func weight(index: Int) -> Int { 10_000 / (index + 3) }

    private static let names: [StaticString] = [
        "Kobo Demo", "Naija Pay Test", "Market Place", "Wallet Sample", "Caf\\u00e9 Demo", "Ade's Shop", "My App",
        "Transit Demo", "Loans \\u0026 Savings Demo", "School Fees",
    ]
}

extension [AppProfile] {
    /// Apps of a month, each with a provider that most of its messages go by.
    init(_ indices: Range<Int>, providers: WeightedChoice) {
        self = indices.map { index in
            var random = SplitMix64(seed: 11, stream: UInt64(index))
            var app = AppProfile(index: index)
            app.usualProvider = providers.pick(&random)
            app.secondProvider = providers.pick(&random)
            return app
        }
    }
}

/// What a provider is called and what it takes for a message.
struct Provider: Sendable {
    /// The two words of its name, written as one.
    var first: StaticString
    var second: StaticString

    /// The provider at `index` of the list, from 0 to 99; the first three are those of the samples.
    init(index: Int) {
        switch index {
        case 0: (first, second) = ("Bee", "ceptor")
        case 1: (first, second) = ("Naija", "Text")
        case 2: (first, second) = ("Swift", "SMS")
        default:
            first = Self.firstWords[(index - 3) % Self.firstWords.count]
            second = Self.secondWords[(index - 3) / Self.firstWords.count]
        }
    }

    /// As it stands in a response.
    var name: String { "\(first)\(second)" }

    private static let firstWords: [StaticString] = [
        "Harmattan", "Delta", "Sahel", "Baobab", "Lagoon", "Savanna", "Zuma", "Kente", "Cowrie", "Talking",
    ]
    private static let secondWords: [StaticString] = [
        "SMS", "Text", "Relay", "Connect", "Mobile", "Message", "Link", "Route", "Gate", "Signal",
    ]

    /// What messages cost in a month, in kobo; a late answer may say a step more.
    static let costs: [Int] = (0..<12).map { 900 + 50 * $0 }

    /// The cost of a message of the samples in kobo; `step` (0, 1 or 2) is the price group of the number's network.
    static func cost(provider: Int, isUSSD: Bool, segments: Int, step: Int) -> Int {
        isUSSD ? ussdPrices[provider] + 50 * (step / 2) : smsPrices[provider * 3 + step] * segments
    }

    private static let ussdPrices = [400, 350, 450]
    private static let smsPrices = [1200, 1150, 1250, 980, 1040, 1100, 1350, 1400, 1325]
}
