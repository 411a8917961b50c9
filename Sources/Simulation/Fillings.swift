/// Writes the parts of bodies that do not matter for billing: secrets, padding, `meta`.
extension Simulator {
    static let fillerLength = 1 << 15
    /// The maximum bytes taken at once from one of the two pools.
    static let longestTaken = 2048

    /// Makes text that looks like base64, for secrets.
    static func secrets(seed: UInt64) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var random = SplitMix64(seed: seed, stream: .max)
        return (0..<fillerLength + longestTaken).map { _ in alphabet[random.below(64)] }
    }

    /// Makes words in random order, for padding.
    static func filler(seed: UInt64) -> [UInt8] {
        let words = [
            "payment", "for", "goods", "and", "services", "at", "the", "market", "monthly", "school", "transport",
            "airtime",
            "order", "number", "rent", "to", "groceries", "from", "branch", "delivery", "of", "subscription", "ticket",
        ]
        var random = SplitMix64(seed: seed, stream: .max - 1)
        var text: [UInt8] = []
        while text.count < fillerLength + longestTaken { text += [0x20] + words[random.below(words.count)].utf8 }
        return text
    }

    @inline(__always)
    func writeSecret(_ length: Int, into out: inout LineBuffer, random: inout SplitMix64) {
        out.slice(secretPool, at: random.below(Self.fillerLength), count: length)
    }

    func writeFiller(_ length: Int, into out: inout LineBuffer, random: inout SplitMix64) {
        var rest = length
        while rest > 0 {
            let part = min(rest, Self.longestTaken)
            out.slice(fillerPool, at: random.below(Self.fillerLength), count: part)
            rest -= part
        }
    }

    /// Writes a `meta` object: one of three that apps use, or a random one.
    func writeMeta(app: Int, padding: Int, into out: inout LineBuffer, random: inout SplitMix64) {
        if plan.randomMeta { return writeRandomMeta(padding: padding, into: &out, random: &random) }
        switch app % 3 {
        case 0:
            out.literal("{\"a_key\":\"a_meta_value_1\",\"another_key\":\"a_meta_value_2")
            writeFiller(padding, into: &out, random: &random)
            out.literal("\"}")
        case 1:
            out.literal("{\"channel\":\"mobile\",\"session\":\"")
            out.hex(random.next())
            out.literal("\",\"note\":\"")
            writeFiller(padding, into: &out, random: &random)
            out.literal("\"}")
        default:
            out.literal("{\"branch\":{\"code\":")
            out.decimal(UInt64(random.below(400)))
            out.literal(",\"open\":true},\"purpose\":\"demo")
            writeFiller(padding, into: &out, random: &random)
            out.literal("\"}")
        }
    }

    /// Writes one to six members with random names and values of all types.
    private func writeRandomMeta(padding: Int, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for _ in 0...random.below(6) {
            out.byte(0x22)
            for _ in 0..<3 + random.below(8) { out.byte(UInt8(97 + random.below(26))) }
            out.literal("\":")
            switch random.below(7) {
            case 0: out.literal("null")
            case 1: out.literal("true")
            case 2: out.decimal(random.next())
            case 3: out.literal("-12.5e-3")
            case 4: out.literal("[1,\"two\",{\"three\":[]}]")
            case 5: out.literal("\"a \\\"quoted\\\" \\u00e9 value\"")
            default:
                out.byte(0x22)
                out.hex(random.next())
                out.byte(0x22)
            }
            out.byte(0x2C)
        }
        out.literal("\"_\":\"")
        writeFiller(padding, into: &out, random: &random)
        out.literal("\"}")
    }
}
