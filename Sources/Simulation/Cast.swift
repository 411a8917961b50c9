/// The apps, networks, providers, codes and costs of a log, chosen by the plan's profile.
struct Cast: Sendable {
    let plan: SimulationPlan
    let apps: [AppProfile]
    /// The digits of an app's number. All apps have as many as the last one, so ids sort in the order of numbers.
    let appDigits: Int
    let providers: [Provider]
    let networks: [Network]
    let onePipeApps: WeightedChoice
    let paylinkApps: WeightedChoice
    let saudiNetworks = WeightedChoice(Network.saudi.map(\.weight))
    private let networkChoice: WeightedChoice
    private let providerChoice: WeightedChoice
    private let codes = WeightedChoice(zipf: ResponseCode.rounds)
    private let costs = WeightedChoice(zipf: Provider.costs.count)
    /// The step from one app to the next if apps take turns; coprime to the number of apps.
    private let stride: Int

    init(_ plan: SimulationPlan) {
        self.plan = plan
        let indices = 0..<plan.apps
        providers = (0..<plan.providers).map(Provider.init(index:))
        providerChoice = WeightedChoice(zipf: plan.providers)
        switch plan.profile {
        case .month:
            apps = [AppProfile](indices, providers: providerChoice)
            let choice = WeightedChoice(zipf: plan.apps)
            onePipeApps = choice
            paylinkApps = choice
            networks = Network.made(plan.networks)
            networkChoice = WeightedChoice(zipf: plan.networks)
        case .samples:
            apps = indices.map(AppProfile.init(index:))
            onePipeApps = WeightedChoice(indices.map(AppProfile.weight(index:)))
            paylinkApps = WeightedChoice(indices.map { AppProfile.weight(index: plan.apps - 1 - $0) })
            networks = Network.nigerian
            networkChoice = WeightedChoice(Network.nigerian.map(\.weight))
        }
        appDigits = max(3, String(AppProfile.number(index: plan.apps - 1)).count)
        var step = plan.apps * 618 / 1000 | 1
        while Self.commonDivisor(step, plan.apps) > 1 { step += 2 }
        stride = step
    }

    private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : commonDivisor(second, first % second)
    }

    /// Picks the app of an OnePipe call.
    func onePipeApp(_ index: Int, random: inout SplitMix64) -> Int {
        plan.appsTakeTurns ? turn(index) : onePipeApps.pick(&random)
    }

    /// Picks the app of a Paylink call. Apps with the fewest OnePipe calls have the most Paylink calls.
    func paylinkApp(_ index: Int, random: inout SplitMix64) -> Int {
        if plan.appsTakeTurns { return turn(index) }
        let app = paylinkApps.pick(&random)
        return plan.profile == .month ? plan.apps - 1 - app : app
    }

    private func turn(_ index: Int) -> Int { index % plan.apps * stride % plan.apps }

    /// The app's id in the log and in the rules.
    func appID(_ app: Int) -> String {
        let number = String(apps[app].number)
        return "app-" + String(repeating: "0", count: appDigits - number.count) + number
    }

    func number(for app: Int, random: inout SplitMix64) -> MobileNumber {
        let form = apps[app].numberForm
        switch plan.profile {
        case .month: return MobileNumber(network: networks[networkChoice.pick(&random)], form: form, random: &random)
        case .samples: return MobileNumber(usualForm: form, weights: networkChoice, random: &random)
        }
    }

    /// Decides who delivers a call, with which code, and at what cost.
    func route(_ call: inout OnePipeCall, random: inout SplitMix64) {
        let profile = apps[call.app]
        switch plan.profile {
        case .month:
            // Most of an app's messages go through one provider; the others go through any.
            call.provider = random.perMille(600) ? profile.usualProvider : providerChoice.pick(&random)
            if random.perMille(100) { call.auth = AppProfile.AuthType.allCases[random.below(5)] }
            call.codeRound = codes.pick(&random)
            call.price = Provider.costs[(costs.pick(&random) + call.provider * 5) % Provider.costs.count]
            call.laterPrice = call.price < Provider.costs[Provider.costs.count - 1] ? call.price + 50 : call.price - 50
        case .samples:
            call.provider = random.perMille(900) ? profile.usualProvider : profile.secondProvider
        }
    }
}

/// A provider's code for a message, beside its status.
struct ResponseCode: Sendable {
    var code: StaticString
    var text: StaticString

    private init(_ code: StaticString, _ text: StaticString = "") {
        self.code = code
        self.text = text
    }

    /// The number of values that `codeRound` can have: enough for each code below.
    static let rounds = 12

    static let successes = [
        ResponseCode("00"), ResponseCode("000"), ResponseCode("200"), ResponseCode("S0"), ResponseCode("1001"),
        ResponseCode("ACK"),
    ]
    static let pending = [ResponseCode("09"), ResponseCode("P1"), ResponseCode("202")]
    static let failures = [
        ResponseCode("06", "General error"), ResponseCode("51", "Insufficient funds"),
        ResponseCode("91", "Provider not available"), ResponseCode("14", "Invalid number"),
        ResponseCode("12", "Number barred"), ResponseCode("30", "Format error"), ResponseCode("61", "Limit exceeded"),
        ResponseCode("68", "No answer in time"), ResponseCode("92", "No route"), ResponseCode("96", "Malfunction"),
        ResponseCode("404", "Unknown subscriber"),
    ]
}
