/// A text cut into JSON tokens, leniently: anything that is not a JSON token becomes a token of its own.
struct Tokens {
    enum Kind {
        /// A string before a colon, or any other string; both with their quotes.
        case key, string
        case number, literal
        case open, close, comma, colon, junk
    }

    struct Token {
        var kind: Kind
        var range: Range<Int>
    }

    /// A key and its value, as indices of tokens: `key`, a colon, then the value.
    struct Member {
        var key: Int
        var value: Range<Int>
    }

    private(set) var tokens: [Token] = []
    private(set) var members: [Member] = []

    init(_ bytes: [UInt8]) {
        var place = 0
        while place < bytes.count {
            let start = place
            let kind: Kind
            switch bytes[place] {
            case 0x20, 0x09, 0x0D, 0x0A:
                place += 1
                continue
            case UInt8(ascii: "\""):
                place += 1
                while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                place = min(place + 1, bytes.count)
                kind = .string
            case UInt8(ascii: "{"), UInt8(ascii: "["): (place, kind) = (place + 1, .open)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): (place, kind) = (place + 1, .close)
            case UInt8(ascii: ","): (place, kind) = (place + 1, .comma)
            case UInt8(ascii: ":"): (place, kind) = (place + 1, .colon)
            case UInt8(ascii: "-"), 0x30...0x39:
                while place < bytes.count, "+-.eE0123456789".utf8.contains(bytes[place]) { place += 1 }
                kind = .number
            case 0x61...0x7A:
                while place < bytes.count, (0x61...0x7A).contains(bytes[place]) { place += 1 }
                kind = .literal
            default: (place, kind) = (place + 1, .junk)
            }
            if kind == .colon, let last = tokens.indices.last, tokens[last].kind == .string {
                tokens[last].kind = .key
            }
            tokens.append(Token(kind: kind, range: start..<place))
        }
        findMembers()
    }

    private mutating func findMembers() {
        for index in tokens.indices where tokens[index].kind == .key && index + 2 < tokens.count {
            let first = index + 2
            var last = first
            if tokens[first].kind == .open {
                var depth = 1
                while depth > 0, last + 1 < tokens.count {
                    last += 1
                    if tokens[last].kind == .open { depth += 1 }
                    if tokens[last].kind == .close { depth -= 1 }
                }
            }
            members.append(Member(key: index, value: first..<last + 1))
        }
    }

    /// The bytes of some tokens, including those between them.
    func bytes(_ range: Range<Int>) -> Range<Int> {
        tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
    }

    func bytes(_ member: Member) -> Range<Int> {
        bytes(member.key..<member.value.upperBound)
    }

    /// The places of all tokens of some kinds.
    func all(_ kinds: Kind...) -> [Range<Int>] {
        tokens.filter { kinds.contains($0.kind) }.map(\.range)
    }
}
