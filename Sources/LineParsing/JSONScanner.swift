/// Checks a whole JSON text by RFC 8259 and records the places of the fields that are read.
///
/// Objects and arrays may be nested up to `LineLimits.depthMax` levels; one level more is a fault at its opening
/// bracket. Members that are not read are checked as strictly as the others. See `Bytes` for the promise that the
/// buffer keeps.
struct JSONScanner: ~Copyable {
    /// Why a text is refused.
    enum Fault {
        case grammar, depth
    }

    private(set) var fault = Fault.grammar
    private(set) var faultPlace: Place?
    var fields = FieldTable()
    private let keys = KeyTable()
    /// Room for a key that was written with escapes.
    private let keyRoom: UnsafeMutablePointer<UInt8>
    /// An escaped key longer than this can't be one that is read: an escape is at most 6 times as long as the ASCII
    /// character it stands for.
    private static let keyRoomCount = KeyTable.lengthLimit * 6

    init() {
        keyRoom = .allocate(capacity: Self.keyRoomCount + Bytes.padding)
        keyRoom.initialize(repeating: 0, count: Self.keyRoomCount + Bytes.padding)
    }

    deinit {
        keyRoom.deallocate()
    }

    enum Outcome {
        /// A well-formed object, whose fields were recorded.
        case object
        /// Well-formed, but not an object.
        case noObject
        /// See `fault` and `faultPlace`.
        case refused
    }

    /// Scans the text from `start` to its sentinel. The outermost object is read as `object`. O(bytes).
    @inline(__always)
    mutating func scan(_ start: Place, end: Place, as object: ObjectKind) -> Outcome {
        fault = .grammar
        let first = Bytes.skipSpace(start)
        let isObject = first[0] == UInt8(ascii: "{")
        guard
            let last = isObject ? members(first, of: object.rawValue, depth: 1) : value(first, depth: 0)
        else { return .refused }
        let place = Bytes.skipSpace(last)
        guard place == end else {
            faultPlace = place
            return .refused
        }
        return isObject ? .object : .noObject
    }

    /// The place after the object at `start`, whose members are read. `depth` includes this object. Objects that are
    /// read are nested at most as deep as `ObjectKind` has cases, far from the limit.
    private mutating func members(_ start: Place, of object: UInt8, depth: Int) -> Place? {
        var place = Bytes.skipSpace(start + 1)
        if place[0] == UInt8(ascii: "}") { return place + 1 }
        while true {
            guard place[0] == Bytes.quote else { return refuse(place) }
            let key = place + 1
            var escaped = false
            guard let keyEnd = JSONLexer.closingQuote(key, &escaped, &faultPlace) else { return nil }
            place = keyEnd + 1
            if place[0] != UInt8(ascii: ":") {
                place = Bytes.skipSpace(place)
                guard place[0] == UInt8(ascii: ":") else { return refuse(place) }
            }
            place = Bytes.skipSpace(place + 1)
            if let entry = entry(of: Text(start: key, count: keyEnd - key), escaped: escaped, in: object) {
                guard let next = member(place, entry, depth: depth) else { return nil }
                place = next
            } else {
                guard let next = value(place, depth: depth) else { return nil }
                place = next
            }
            place = Bytes.skipSpace(place)
            if place[0] == UInt8(ascii: ",") {
                place = Bytes.skipSpace(place + 1)
                continue
            }
            guard place[0] == UInt8(ascii: "}") else { return refuse(place) }
            return place + 1
        }
    }

    /// Records the value of a field and returns the place after it.
    @inline(__always)
    private mutating func member(_ start: Place, _ entry: UnsafePointer<KeyTable.Entry>, depth: Int) -> Place? {
        let field = entry.pointee.field
        switch start[0] {
        case Bytes.quote:
            var escaped = false
            guard let end = JSONLexer.closingQuote(start + 1, &escaped, &faultPlace) else { return nil }
            fields.set(field, start + 1, end - start - 1, escaped ? .escapedText : .text)
            return end + 1
        case UInt8(ascii: "{"):
            fields.set(field, start, 0, .object)
            if entry.pointee.object != KeyTable.noObject {
                return members(start, of: entry.pointee.object, depth: depth &+ 1)
            }
            return container(start, depth: depth)
        case UInt8(ascii: "["):
            fields.set(field, start, 0, .other)
            return container(start, depth: depth)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard let end = JSONLexer.afterLiteral(start) else { return refuse(start) }
            fields.set(field, start, end - start, start[0] == UInt8(ascii: "n") ? .null : .other)
            return end
        default:
            guard let end = JSONLexer.afterNumber(start, &faultPlace) else { return nil }
            fields.set(field, start, end - start, .number)
            return end
        }
    }

    /// The place after any value that has `depth` open containers around it.
    @inline(__always)
    private mutating func value(_ start: Place, depth: Int) -> Place? {
        switch start[0] {
        case Bytes.quote:
            var escaped = false
            guard let end = JSONLexer.closingQuote(start + 1, &escaped, &faultPlace) else { return nil }
            return end + 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return container(start, depth: depth)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return JSONLexer.afterLiteral(start) ?? refuse(start)
        default:
            return JSONLexer.afterNumber(start, &faultPlace)
        }
    }

    /// The place after the object or array at `start`, which has `depth` open containers around it. Nothing of it is
    /// recorded.
    ///
    /// There is no recursion: one bit for each open container says whether it is an object, and there are as many bits
    /// as levels are allowed.
    @inline(never)
    private mutating func container(_ start: Place, depth outer: Int) -> Place? {
        var place = start
        var depth = outer
        var objects: UInt64 = 0
        while true {
            // `place` is at an opening bracket, or at the first byte of a member or element.
            if place[0] == UInt8(ascii: "{") || place[0] == UInt8(ascii: "[") {
                guard depth < LineLimits.depthMax else {
                    fault = .depth
                    return refuse(place)
                }
                let isObject = place[0] == UInt8(ascii: "{")
                depth &+= 1
                objects = objects &<< 1 | (isObject ? 1 : 0)
                place = Bytes.skipSpace(place + 1)
                if place[0] != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    if isObject {
                        guard let value = afterKey(place) else { return nil }
                        place = value
                    }
                    continue
                }
                // The container is empty; the loop below closes it.
            } else {
                guard let end = scalar(place) else { return nil }
                place = Bytes.skipSpace(end)
            }
            // After a value come closing brackets, then a comma.
            while true {
                let inObject = objects & 1 != 0
                if place[0] == UInt8(ascii: ",") {
                    place = Bytes.skipSpace(place + 1)
                    if inObject {
                        guard let value = afterKey(place) else { return nil }
                        place = value
                    }
                    break
                }
                guard place[0] == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return refuse(place) }
                depth &-= 1
                objects &>>= 1
                if depth == outer { return place + 1 }
                place = Bytes.skipSpace(place + 1)
            }
        }
    }

    /// The place of the value that follows the key at `start`.
    @inline(__always)
    private mutating func afterKey(_ start: Place) -> Place? {
        guard start[0] == Bytes.quote else { return refuse(start) }
        var escaped = false
        guard let end = JSONLexer.closingQuote(start + 1, &escaped, &faultPlace) else { return nil }
        let colon = Bytes.skipSpace(end + 1)
        guard colon[0] == UInt8(ascii: ":") else { return refuse(colon) }
        return Bytes.skipSpace(colon + 1)
    }

    /// The place after a string, number or literal.
    @inline(__always)
    private mutating func scalar(_ start: Place) -> Place? {
        switch start[0] {
        case Bytes.quote:
            var escaped = false
            guard let end = JSONLexer.closingQuote(start + 1, &escaped, &faultPlace) else { return nil }
            return end + 1
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return JSONLexer.afterLiteral(start) ?? refuse(start)
        default:
            return JSONLexer.afterNumber(start, &faultPlace)
        }
    }

    /// The entry of a key in an object; `nil` if the key is not read.
    @inline(__always)
    func entry(of key: Text, escaped: Bool, in object: UInt8) -> UnsafePointer<KeyTable.Entry>? {
        guard !escaped, let start = key.baseAddress else { return entryOfEscaped(key, object) }
        return keys.entry(object, start, count: key.count)
    }

    /// The place after the object or array at `start`, which has `depth` open containers around it; `nil` if it is not
    /// well-formed or not UTF-8. Nothing of it is recorded.
    mutating func unreadContainer(_ start: Place, depth: Int) -> Place? {
        guard let end = container(start, depth: depth), UTF8Check.firstFault(start, count: end - start) == nil else {
            return nil
        }
        return end
    }

    @inline(never)
    private func entryOfEscaped(_ key: Text, _ object: UInt8) -> UnsafePointer<KeyTable.Entry>? {
        guard key.count <= Self.keyRoomCount else { return nil }
        let count = JSONLexer.unescape(key, into: keyRoom)
        return keys.entry(object, Place(keyRoom), count: count)
    }

    @inline(never)
    private mutating func refuse(_ place: Place) -> Place? {
        faultPlace = place
        return nil
    }

    /// Forgets the fields of the line before.
    @inline(__always)
    mutating func begin() {
        fields.removeAll()
    }
}
