/// The way one app uses the gateway. It depends only on the app's index, so every seed has the same apps.
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

    /// The number in its id: 17 gives `app-017`, or `app-00017` if there are many apps.
    var number: Int
    /// The value of `details.app_name`: free text, not the app's id.
    var name: StaticString
    var usualAuth: AuthType
    var secondAuth: AuthType
    var smsPerMille: Int
    var usualProvider: Int
    var secondProvider: Int
    var message: Int
    var numberForm: MobileNumber.Form
    var expiryMinutes: Int
    /// Whether the path contains the version (`/v2/transact`).
    var versionedPath: Bool
    /// Whether the path ends with a slash.
    var slashedPath: Bool
    var routeModePerMille: Int

    /// Makes the app at `index` of the list, from 0.
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

    /// The weight of the app at `index` of the samples: how often it calls, compared with the others.
    static func weight(index: Int) -> Int { 10_000 / (index + 3) }

    private static let names: [StaticString] = [
        "Kobo Demo", "Naija Pay Test", "Market Place", "Wallet Sample", "Caf\\u00e9 Demo", "Ade's Shop", "My App",
        "Transit Demo", "Loans \\u0026 Savings Demo", "School Fees",
    ]
}

extension [AppProfile] {
    /// Makes the apps of a month, each with a provider for most of its messages.
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

/// A provider: its name and its prices.
struct Provider: Sendable {
    /// The two words of its name, which is written as one.
    var first: StaticString
    var second: StaticString

    /// Makes the provider at `index` of the list, from 0 to 99. The first three are those of the samples.
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

    /// The name as responses have it.
    var name: String { "\(first)\(second)" }

    private static let firstWords: [StaticString] = [
        "Harmattan", "Delta", "Sahel", "Baobab", "Lagoon", "Savanna", "Zuma", "Kente", "Cowrie", "Talking",
    ]
    private static let secondWords: [StaticString] = [
        "SMS", "Text", "Relay", "Connect", "Mobile", "Message", "Link", "Route", "Gate", "Signal",
    ]

    /// The costs of messages in a month, in kobo. A later answer may be a step off.
    static let costs: [Int] = (0..<12).map { 900 + 50 * $0 }

    /// Returns the cost of a message of the samples, in kobo.
    ///
    /// - Parameter step: the price group of the number's network: 0, 1 or 2.
    static func cost(provider: Int, isUSSD: Bool, segments: Int, step: Int) -> Int {
        isUSSD ? ussdPrices[provider] + 50 * (step / 2) : smsPrices[provider * 3 + step] * segments
    }

    private static let ussdPrices = [400, 350, 450]
    private static let smsPrices = [1200, 1150, 1250, 980, 1040, 1100, 1350, 1400, 1325]
}
