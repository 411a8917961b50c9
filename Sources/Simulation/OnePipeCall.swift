/// One `/transact` call with all its values, decided before it is written. The same index gives the same call.
struct OnePipeCall: Sendable {
    enum Status: Sendable { case successful, failed, pending }
    enum Delivery: Sendable { case delivered, failed, pending, logged, none }
    enum Mode: Sendable { case live, test, liveByEnvironment, testByEnvironment, unset }
    /// The kind of value in place of the response.
    enum Answer: Sendable { case object, null, absent }

    var index: Int
    var app: Int
    var time: Int64
    var reference: UInt64
    var transactionReference: UInt64
    /// Randomness for texts that do not matter: names, secrets, padding.
    var texts: SplitMix64

    var auth = AppProfile.AuthType.card
    var hasRouteMode = false
    var mode = Mode.live
    var provider = 0
    var number: MobileNumber
    var isUSSD = false
    var message: Message?
    var status = Status.successful
    var delivery = Delivery.delivered
    var cost = 0
    /// Selects one of the codes for its status.
    var codeRound = 0
    var answer = Answer.object
    /// Selects words with the same meaning and forms of numbers: 0 to 999, where low values are rare forms.
    var form = 0
    var bodiesAsString = false
    var fault: Fault?
    /// The reference of the query, if this is one; not the reference of its call.
    var query: UInt64?

    var segments: Int { message?.segments ?? 1 }
    var isTest: Bool { mode == .test || mode == .testByEnvironment }

    /// The provider's price for a delivered message.
    var price = 0
    /// The price that the provider gives in a later answer.
    var laterPrice = 0

    /// Returns the call as a second record with another outcome.
    func conflicting() -> OnePipeCall {
        var other = self
        if answer != .object {
            other.answer = .object
            other.status = .successful
            other.delivery = .delivered
            other.cost = price
        } else if cost > 0 {
            other.cost += 100
        } else {
            other.delivery = delivery == .logged ? .pending : .logged
        }
        return other
    }

    /// Returns the answer to a later query about the call.
    func answered(
        query reference: UInt64, bodiesAsStringPerMille: Int, random: inout SplitMix64
    ) -> OnePipeCall {
        var later = self
        later.query = reference
        later.fault = nil
        later.bodiesAsString = random.perMille(bodiesAsStringPerMille)
        if status == .pending {
            later.answer = random.perMille(40) ? .null : .object
            guard later.answer == .object, !random.perMille(80) else { return later }
            later.settle(as: random.perMille(850) ? .successful : .failed, random: &random)
        } else if random.perMille(250) {
            later.delivery = status == .successful ? .delivered : .failed
            later.cost = random.perMille(300) ? laterPrice : price
        }
        return later
    }

    /// Gives the call a status with a suitable delivery and cost.
    mutating func settle(as status: Status, random: inout SplitMix64) {
        self.status = status
        let part = random.below(1000)
        switch status {
        case .successful:
            delivery =
                part < 885 ? .delivered : part < 940 ? .pending : part < 970 ? .logged : part < 980 ? .failed : .none
            cost = delivery == .logged ? 0 : price
        case .failed:
            delivery = part < 820 ? .failed : .none
            cost = delivery == .failed && provider != 0 ? price : 0
        case .pending:
            delivery = part < 600 ? .pending : part < 700 ? .logged : .none
            cost = 0
        }
    }
}

extension Simulator {
    /// Decides OnePipe call number `index`.
    func onePipeCall(_ index: Int, time: Int64) -> OnePipeCall {
        var random = SplitMix64(seed: plan.seed, stream: UInt64(index))
        var app = cast.onePipeApp(index, random: &random)
        var transactionReference = uniqueWord(index, use: 1)
        if random.perMille(3), index > 0, !plan.appsTakeTurns, isOnePipe(index - 1) {
            // A second one-time password for the same transaction.
            let before = onePipeCall(index - 1, time: time)
            app = before.app
            transactionReference = before.transactionReference
        }
        let profile = cast.apps[app]
        var call = OnePipeCall(
            index: index, app: app, time: time, reference: uniqueWord(index, use: 0),
            transactionReference: transactionReference, texts: random,
            number: cast.number(for: app, random: &random))
        call.auth = random.perMille(880) ? profile.usualAuth : profile.secondAuth
        call.hasRouteMode = random.perMille(profile.routeModePerMille)
        call.mode = mode(&random)
        cast.route(&call, random: &random)
        call.isUSSD = !random.perMille(profile.smsPerMille)
        if !call.isUSSD || random.perMille(300) {
            call.message =
                random.perMille(50) ? Message.rare[random.below(Message.rare.count)] : Message.usual[profile.message]
        }
        call.form = random.below(1000)
        if plan.profile == .samples {
            call.codeRound = call.form
            call.price = Provider.cost(
                provider: call.provider, isUSSD: call.isUSSD, segments: call.isUSSD ? 1 : call.segments,
                step: call.number.network.weight % 3)
            call.laterPrice = call.price + 50
        }
        call.bodiesAsString = random.perMille(plan.bodiesAsStringPerMille)
        if random.perMille(plan.pendingPerMille) {
            call.settle(as: .pending, random: &random)
            call.answer = [.object, .null, .null, .object, .absent][random.below(5)]
        } else {
            call.settle(as: random.perMille(950) ? .successful : .failed, random: &random)
        }
        return call
    }

    private func mode(_ random: inout SplitMix64) -> OnePipeCall.Mode {
        if random.perMille(plan.modeUnsetPerMille) { return .unset }
        let isTest = random.perMille(plan.testPerMille)
        if random.perMille(20) { return isTest ? .testByEnvironment : .liveByEnvironment }
        return isTest ? .test : .live
    }
}
