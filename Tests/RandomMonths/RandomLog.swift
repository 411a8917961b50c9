/// The records of all months of a case, in the rounds in which they are read.
struct RandomLog {
    /// The lines of each round, one round for each month and one after the last.
    private(set) var rounds: [[String]]
    /// What `explain` can be asked for.
    private(set) var refs: [String] = []
    private var made = 0

    init(_ world: World, _ dice: inout Dice) {
        rounds = Array(repeating: [], count: world.months.count + 1)
        for round in world.months.indices {
            // Some months have no call.
            let calls = dice.isOne(in: 8) ? 0 : dice.number(4...36)
            for _ in 0..<calls {
                if dice.isOne(in: 5) {
                    addPaylink(world.months[round], world, round, &dice)
                } else {
                    addCall(world.months[round], round, world, &dice)
                }
            }
            if dice.isOne(in: 4) { add(Self.broken(&dice), to: round) }
            if dice.isOne(in: 6) {
                add(Self.query("shop", "t-nobody-\(made)", world.months[round], nil, &dice), to: round)
            }
        }
        rounds = rounds.map { dice.shuffled($0) }
    }

    private mutating func add(_ line: String, to round: Int) { rounds[min(round, rounds.count - 1)].append(line) }

    /// This round or, for one in some, a later one.
    private func round(from first: Int, oneIn chances: Int, _ dice: inout Dice) -> Int {
        var round = first
        while dice.isOne(in: chances) { round += 1 }
        return round
    }

    private mutating func addCall(_ month: Month, _ round: Int, _ world: World, _ dice: inout Dice) {
        made += 1
        var call = OnePipeCall(number: made, month, &dice)
        // Two calls of one app may carry one transaction_ref: a query answers both.
        if dice.isOne(in: 20), made > 1 { call.transaction = "t-\(dice.number(1...made - 1))" }
        if call.isRead { refs.append(call.ref) }
        let read = self.round(from: round, oneIn: 7, &dice)
        add(call.line, to: read)
        if dice.isOne(in: 10) {
            // Another record of it: the same again, or one that differs, earlier, later or of another month.
            var other = call
            if !dice.isOne(in: 4) { other.change(&dice) }
            switch dice.number(0...4) {
            case 0: break
            case 1: other.time = Time.text(dice.pick(world.months), &dice)
            default: other.time = Time.text(month, &dice)
            }
            add(other.line, to: self.round(from: round, oneIn: 2, &dice))
        }
        let asks = call.isFinal ? dice.isOne(in: 15) : !dice.isOne(in: 3)
        if asks {
            for _ in 0..<dice.pick([1, 1, 1, 2, 3]) {
                add(
                    Self.query(call.app, call.transaction, month, call.time, &dice),
                    to: self.round(from: round, oneIn: 2, &dice))
            }
        }
    }

    private mutating func addPaylink(_ month: Month, _ world: World, _ round: Int, _ dice: inout Dice) {
        made += 1
        let id = dice.isOne(in: 6) ? "" : "\"id\":\"x-\(made)\","
        let digits = min(2, Decimals.digits[world.paylink] ?? 2)
        let total = Decimals.text(dice.number(0...90_000), dice.number(0...digits))
        let status = dice.pick([200, 200, 200, 500, 400])
        let answer = status == 200 ? "{\"paymentSessionId\":\"s-\(made)\"}" : "{\"status\":\(status)}"
        let line =
            "{\(id)\"time\":\"\(Time.text(month, &dice))\",\"app\":\"\(OnePipeCall.app(&dice))\","
            + "\"endpoint\":\"/rest/pay/stcpay/sendOtp\",\"http_status\":\(status),\"environment\":\"live\","
            + "\"request\":{\"stcpayMobileCountryCode\":\"966\","
            + "\"stcpayMobile\":\"5\(dice.number(10_000_000...99_999_999))\","
            + "\"orderNumber\":\"o-\(made)\",\"total\":\(total)}"
            + (dice.isOne(in: 10) ? "}" : ",\"response\":\(answer)}")
        let read = self.round(from: round, oneIn: 7, &dice)
        add(line, to: read)
        if dice.isOne(in: 12) { add(line, to: self.round(from: read, oneIn: 2, &dice)) }
    }

    /// A query's record, soon after the call or at any time of its month.
    private static func query(
        _ app: String, _ transaction: String, _ month: Month, _ time: String?, _ dice: inout Dice
    ) -> String {
        let asked = dice.isOne(in: 4) ? time ?? Time.text(month, &dice) : Time.text(month, &dice)
        var data: [String] = []
        if dice.isOne(in: 3) { data.append("\"provider_response_code\":\"\(dice.pick(["00", "91", ""]))\"") }
        if dice.isOne(in: 4) { data.append("\"provider\":\"\(dice.pick(OnePipeCall.providers))\"") }
        if dice.isOne(in: 2) {
            data.append(
                "\"provider_response\":{\"delivery_status\":\"\(dice.pick(["delivered", "failed"]))\","
                    + "\"cost\":\"\(dice.number(0...900))\"}")
        }
        return "{\"time\":\"\(asked)\",\"app\":\"\(app)\",\"endpoint\":\"/transact/query\",\"http_status\":200,"
            + "\"request\":{\"request_ref\":\"q\",\"transaction\":{\"transaction_ref\":\"\(transaction)\"}},"
            + "\"response\":{\"status\":\"\(dice.pick(["Successful", "Successful", "Failed", "Waiting"]))\","
            + "\"data\":{\(data.joined(separator: ","))}}}"
    }

    private static func broken(_ dice: inout Dice) -> String {
        dice.pick([
            "{\"time\":\"2022-01-01T00:00:00Z\"", "", "{\"app\":\"shop\",\"endpoint\":\"/health\"}",
            "{\"time\":\"yesterday\",\"app\":\"shop\",\"endpoint\":\"/transact\","
                + "\"request\":{\"request_type\":\"send_otp\"}}",
        ])
    }
}

/// Times of a month, as logs write them.
enum Time {
    /// Sometimes within hours of the month's ends, where the time zone decides.
    static func text(_ month: Month, _ dice: inout Dice) -> String {
        let atEnd = dice.isOne(in: 20)
        let day = atEnd ? dice.pick([1, month.days]) : dice.number(1...month.days)
        let hour = atEnd ? dice.pick([0, 1, 22, 23]) : dice.number(0...23)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let zone = dice.pick(["Z", "Z", "+01:00", "-02:30"])
        return "\(month.day(day))T\(two(hour)):\(two(dice.number(0...59))):\(two(dice.number(0...59)))\(zone)"
    }
}

/// A call of OnePipe, whose record can be changed.
struct OnePipeCall {
    static let providers = World.providers + ["BeeSMS", "BEECEPTOR", "naija", "N-Text", "nobody"]

    let app: String
    let ref: String
    var transaction: String
    var time: String
    private let auth: String
    private let route: String
    private let mode: String
    private let amount: Int
    private let mobile: String
    private let channel: String
    private let message: String
    private var provider: String
    private var status: String?
    private var code: String
    private var delivery: String
    private var cost: Int

    /// Whether it says live or test; otherwise rules may reject it.
    var isRead: Bool { !mode.isEmpty }

    /// Whether it needs no answer.
    var isFinal: Bool { status == "Successful" || status == "Failed" }

    init(number: Int, _ month: Month, _ dice: inout Dice) {
        app = Self.app(&dice)
        ref = "r-\(number)"
        transaction = "t-\(number)"
        time = Time.text(month, &dice)
        auth = dice.pick(["card", "bank.account", ""])
        route = dice.pick(["", "", "fast"])
        mode = dice.pick(["live", "live", "live", "live", "live", "live", "live", "live", "test", ""])
        amount = dice.number(0...500_000)
        mobile = dice.pick(["23480", "23481", "080", "966", "44"]) + "\(dice.number(1_000_000...9_999_999))"
        channel = dice.pick(["sms", "sms", "sms", "ussd", "voice"])
        message = dice.pick(["Your code is {otp}", "", String(repeating: "Take {otp}. ", count: 20), "رمز {otp}"])
        provider = dice.isOne(in: 3) ? dice.pick(Self.providers) : dice.pick(["beeceptor", "naijatext"])
        status = dice.pick(
            ["Successful", "Successful", "Successful", "Successful", "successful", "Failed", "Waiting", nil])
        code = dice.pick(["00", "00", "91", ""])
        delivery = dice.pick(["delivered", "delivered", "failed", "pending", ""])
        cost = dice.number(0...900)
    }

    static func app(_ dice: inout Dice) -> String { dice.pick(World.apps.prefix(3) + World.apps) }

    /// Makes it say something else.
    mutating func change(_ dice: inout Dice) {
        switch dice.number(0...4) {
        case 0: status = dice.pick(["Successful", "Failed", nil])
        case 1: cost = dice.number(0...900)
        case 2: provider = dice.pick(Self.providers)
        case 3: code = dice.pick(["00", "91", "S0"])
        default: delivery = dice.pick(["delivered", "failed"])
        }
    }

    var line: String {
        let modes = mode.isEmpty ? "" : "\"mock_mode\":\"\(mode)\","
        let delivered = delivery.isEmpty ? "" : "\"delivery_status\":\"\(delivery)\","
        let response = status.map {
            ",\"response\":{\"status\":\"\($0)\",\"data\":{\"provider_response_code\":\"\(code)\","
                + "\"provider\":\"\(provider)\",\"provider_response\":{\(delivered)\"cost\":\(cost),"
                + "\"reference\":\"p-\(ref)\"}}}"
        }
        return "{\"time\":\"\(time)\",\"app\":\"\(app)\",\"endpoint\":\"/transact\",\"http_status\":200,"
            + "\"request\":{\"request_ref\":\"\(ref)\",\"request_type\":\"send_otp\",\"auth\":{\"type\":\"\(auth)\","
            + "\"auth_provider\":\"\(provider)\",\"route_mode\":\"\(route)\"},\"transaction\":{\(modes)"
            + "\"transaction_ref\":\"\(transaction)\",\"amount\":\(amount),"
            + "\"customer\":{\"mobile_no\":\"\(mobile)\"},"
            + "\"details\":{\"type\":\"\(channel)\",\"message\":\"\(message)\"}}}\(response ?? "")}"
    }
}
