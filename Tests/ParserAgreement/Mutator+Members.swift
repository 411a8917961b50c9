import LineParsing

/// Changes of whole members: keys, order, values.
extension Mutator {
    /// The keys that are read, of all objects.
    static let keys: [[UInt8]] = [
        "time", "app", "endpoint", "http_status", "id", "environment", "request", "response", "request_ref",
        "request_type", "auth", "type", "auth_provider", "route_mode", "transaction", "mock_mode", "transaction_ref",
        "amount", "customer", "mobile_no", "details", "message", "stcpayMobileCountryCode", "stcpayMobile",
        "orderNumber", "total", "status", "data", "provider_response_code", "provider", "provider_response",
        "delivery_status", "cost", "reference", "paymentSessionId", "meta", "", "Time", "statu", "statuss",
    ].map { Array($0.utf8) }

    private static let keySet = Set(keys)

    private func key(_ member: Tokens.Member, _ tokens: Tokens, _ line: [UInt8]) -> [UInt8] {
        Array(line[tokens.tokens[member.key].range].dropFirst().dropLast())
    }

    mutating func changeMembers(_ line: inout [UInt8]) {
        let tokens = Tokens(line)
        guard !tokens.members.isEmpty else { return }
        // In two of three cases, choose a member whose key may be read.
        let read = random.below(3) == 0 ? [] : tokens.members.filter { Self.keySet.contains(key($0, tokens, line)) }
        let member = pick(read.isEmpty ? tokens.members : read)
        let whole = tokens.bytes(member)
        let value = tokens.bytes(member.value)
        switch random.below(11) {
        case 0: remove(member, tokens, &line)
        case 1:
            // Repeat the member before itself.
            line.insert(contentsOf: line[whole] + [UInt8(ascii: ",")], at: whole.lowerBound)
        case 2:
            // Repeat the member in any object, sometimes with another value.
            let target = tokens.bytes(pick(tokens.members)).lowerBound
            let key = line[tokens.tokens[member.key].range]
            let copy = random.below(3) == 0 ? key + [UInt8(ascii: ":")] + pick(Materials.values) : line[whole]
            line.insert(contentsOf: copy + [UInt8(ascii: ",")], at: target)
        case 3: exchange(whole, tokens.bytes(pick(tokens.members)), &line)
        case 4: exchange(value, tokens.bytes(pick(tokens.members).value), &line)
        case 5:
            let key = tokens.tokens[member.key].range
            line.replaceSubrange(
                key.lowerBound + 1..<max(key.lowerBound + 1, key.upperBound - 1), with: pick(Self.keys))
        case 6: line.replaceSubrange(value, with: pick(Materials.values))
        case 7:
            line.replaceSubrange(value, with: pick(["{}", "{ }", "[]", "null", #"{"x":{}}"#].map { Array($0.utf8) }))
        case 8: line.replaceSubrange(value, with: nested(around: Array(line[value])))
        case 9: line.replaceSubrange(value, with: Self.quoted(line[value]))
        default: spread(tokens, &line)
        }
    }

    private func remove(_ member: Tokens.Member, _ tokens: Tokens, _ line: inout [UInt8]) {
        var range = tokens.bytes(member)
        let next = member.value.upperBound
        if next < tokens.tokens.count, tokens.tokens[next].kind == .comma {
            range = range.lowerBound..<tokens.tokens[next].range.upperBound
        } else if member.key > 0, tokens.tokens[member.key - 1].kind == .comma {
            range = tokens.tokens[member.key - 1].range.lowerBound..<range.upperBound
        }
        line.removeSubrange(range)
    }

    private func exchange(_ a: Range<Int>, _ b: Range<Int>, _ line: inout [UInt8]) {
        let (first, second) = a.lowerBound <= b.lowerBound ? (a, b) : (b, a)
        guard first.upperBound <= second.lowerBound else { return }
        line = Array(
            line[..<first.lowerBound] + line[second] + line[first.upperBound..<second.lowerBound] + line[first]
                + line[second.upperBound...])
    }

    /// Puts a value into so many containers that the depth limit is near.
    private mutating func nested(around value: [UInt8]) -> [UInt8] {
        let levels = random.below(3) == 0 ? 1 + random.below(5) : LineLimits.depthMax - 6 + random.below(9)
        var head: [UInt8] = []
        var tail: [UInt8] = []
        for _ in 0..<levels {
            if random.below(2) == 0 {
                head.append(UInt8(ascii: "["))
                tail.append(UInt8(ascii: "]"))
            } else {
                head += Array(#"{"a":"#.utf8)
                tail.append(UInt8(ascii: "}"))
            }
        }
        if random.below(12) == 0, !tail.isEmpty { tail.removeLast() }
        return head + value + tail.reversed()
    }

    /// The bytes as a JSON string, because a body may be a string.
    static func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result = [UInt8(ascii: "\"")]
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return result + [UInt8(ascii: "\"")]
    }

    /// Puts white space between all tokens, as a generous pretty-printer would.
    private mutating func spread(_ tokens: Tokens, _ line: inout [UInt8]) {
        let space: [UInt8] = pick([[0x20], [0x20, 0x20], [0x09], [0x0D]])
        let kinds: [Tokens.Kind] = pick([[.colon], [.comma], [.colon, .comma], [.open, .close, .colon, .comma]])
        var result: [UInt8] = []
        var end = 0
        for token in tokens.tokens where kinds.contains(token.kind) {
            result += line[end..<token.range.upperBound] + space
            end = token.range.upperBound
        }
        line = result + line[end...]
    }
}
