/// A mobile network. All its numbers are reserved for fiction or clearly made up.
struct Network: Sendable {
    /// The country code.
    var country: StaticString
    /// The digits after the country code. A ledger may keep these and the country code, but nothing more.
    var prefix: UInt64
    /// The number of digits of the prefix.
    var prefixDigits: Int
    /// Whether its numbers may be written without the country code.
    var isNigerian: Bool
    /// Digits that all its numbers share, which show that they are made up.
    var fixed: StaticString
    /// The number of digits at the end that differ.
    var freeDigits: Int
    /// Its frequency, compared with the others of its list.
    var weight: Int

    private init(
        _ country: StaticString, _ prefix: UInt64, _ fixed: StaticString, _ freeDigits: Int, _ weight: Int
    ) {
        self.country = country
        self.prefix = prefix
        prefixDigits = String(prefix).count
        isNigerian = false
        self.fixed = fixed
        self.freeDigits = freeDigits
        self.weight = weight
    }

    private static func nigerian(_ prefix: UInt64, _ weight: Int) -> Network {
        var network = Network("234", prefix, "55500", 2, weight)
        network.isNigerian = true
        return network
    }

    /// Nigerian networks with their usual weights.
    static let nigerian: [Network] = [
        nigerian(803, 120), nigerian(806, 95), nigerian(802, 80), nigerian(703, 75), nigerian(805, 65),
        nigerian(813, 62), nigerian(816, 55), nigerian(706, 52), nigerian(808, 48), nigerian(807, 44),
        nigerian(810, 42), nigerian(814, 40), nigerian(903, 38), nigerian(906, 34), nigerian(815, 30),
        nigerian(812, 28), nigerian(705, 26), nigerian(809, 22), nigerian(708, 20), nigerian(818, 18),
        nigerian(817, 16), nigerian(901, 14), nigerian(902, 14), nigerian(905, 12), nigerian(907, 10),
        nigerian(908, 8), nigerian(913, 8),
    ]

    /// Networks of other countries to which a Nigerian app sends.
    static let foreign: [Network] = [
        Network("233", 24, "55500", 2, 5), Network("44", 7700, "900", 3, 3), Network("1", 202, "55501", 2, 2),
        Network("33", 639, "9800", 2, 1), Network("966", 50, "55500", 2, 1),
    ]

    /// Makes the `count` networks of a month, the busiest first. Each has its own six digits of country and prefix.
    ///
    /// The first are the usual ones of Nigeria. From the twentieth on, every fifth is in another country.
    static func made(_ count: Int) -> [Network] {
        let usual = Set(nigerian.map(\.prefix))
        var others = ((700..<1000).map { UInt64($0) } + (100..<700).map { UInt64($0) }).filter { !usual.contains($0) }
            .makeIterator()
        var home = nigerian.makeIterator()
        var abroad = 0
        return (0..<count).compactMap { index in
            if index >= 20, index % 5 == 4 {
                let country = countries[abroad % countries.count]
                defer { abroad += 1 }
                return Network(country.code, country.first + UInt64(abroad / countries.count), "55500", 2, 1)
            }
            return home.next() ?? others.next().map { nigerian($0, 1) }
        }
    }

    /// Countries to which few messages go, and the first of their prefixes that is made up here.
    private static let countries: [(code: StaticString, first: UInt64)] = [
        ("233", 240), ("44", 7700), ("1", 20_250), ("27", 6000), ("254", 700), ("33", 6390), ("966", 500),
        ("971", 500), ("91", 9700), ("49", 1510),
    ]

    /// Networks of STC Pay numbers.
    static let saudi: [Network] = [
        Network("966", 50, "55500", 2, 30), Network("966", 53, "55500", 2, 20),
        Network("966", 55, "55500", 2, 20),
        Network("966", 54, "55500", 2, 12), Network("966", 56, "55500", 2, 8), Network("966", 58, "55500", 2, 6),
        Network("966", 59, "55500", 2, 4),
    ]
}

/// A mobile number and the form in which it is written.
struct MobileNumber: Sendable {
    enum Form: Sendable, CaseIterable {
        /// `2348035550023`
        case bare
        /// `08035550023`
        case local
        /// `+2348035550023`
        case plus
        /// `+234 803 555 0023`
        case spaced
        /// `0803-5550023`
        case dashed
        /// `002348035550023`
        case doubleZero
    }

    var network: Network
    var tail: Int
    var form: Form

    /// Makes a number for an app whose usual form is `form`. One in a hundred is foreign and written internationally.
    init(usualForm form: Form, weights: WeightedChoice, random: inout SplitMix64) {
        if random.perMille(10) {
            network = Network.foreign[min(random.below(7), random.below(5))]
            self.form = random.perMille(700) ? .plus : .bare
        } else {
            network = Network.nigerian[weights.pick(&random)]
            self.form = random.perMille(40) ? Form.allCases[random.below(6)] : form
        }
        tail = random.below(1000)
    }

    /// Makes a number on a network of a month, usually in its app's form. Foreign numbers are written internationally.
    init(network: Network, form: Form, random: inout SplitMix64) {
        self.network = network
        let part = random.below(1000)
        if network.isNigerian {
            self.form = part < 40 ? Form.allCases[part % 6] : form
        } else {
            self.form = part < 700 ? .plus : .bare
        }
        tail = random.below(1000)
    }

    /// Makes an STC Pay number.
    init(weights: WeightedChoice, random: inout SplitMix64) {
        network = Network.saudi[weights.pick(&random)]
        form = random.perMille(30) ? .local : .bare
        tail = random.below(100)
    }
}

extension LineBuffer {
    /// Appends a number as the app wrote it.
    mutating func number(_ number: MobileNumber) {
        switch number.form {
        case .bare: literal(number.network.country)
        case .local, .dashed: byte(0x30)
        case .plus, .spaced:
            byte(0x2B)
            literal(number.network.country)
        case .doubleZero:
            literal("00")
            literal(number.network.country)
        }
        if case .spaced = number.form { byte(0x20) }
        digits(number.network.prefix, width: number.network.prefixDigits)
        if case .spaced = number.form { byte(0x20) }
        if case .dashed = number.form { byte(0x2D) }
        literal(number.network.fixed)
        digits(UInt64(number.tail), width: number.network.freeDigits)
    }

    /// Appends a number with its middle hidden, as in the gateway's messages.
    mutating func masked(_ number: MobileNumber) {
        literal(number.network.country)
        literal("*****")
        digits(UInt64(number.tail), width: 4)
    }
}

extension LineBuffer {
    /// Appends a provider's name as responses have it.
    @inline(__always)
    mutating func provider(_ provider: Provider) {
        literal(provider.first)
        literal(provider.second)
    }
}
