import Vocabulary

/// Reads the fields of one scanned line and checks them.
extension LogParser {
    /// The text of a field, without escapes; `nil` if it is absent or null.
    @inline(__always)
    mutating func text(_ field: Field) throws(Rejection) -> Text? {
        guard let slot = scanner.fields[field] else { return nil }
        if slot.kind == .text { return Text(start: slot.start, count: slot.count) }
        guard slot.kind == .escapedText else { throw Rejection(.badField, field, "not a string") }
        let text = memory.unescape(Text(start: slot.start, count: slot.count))
        scanner.fields.replace(field, text)
        return text
    }

    /// A text that is stored or identifies something, so it must not contain a control character. Empty if absent.
    @inline(__always)
    mutating func name(_ field: Field) throws(Rejection) -> Text {
        guard let text = try text(field) else { return Text(start: nil, count: 0) }
        if text.holdsControl { throw Rejection(.badField, field, "holds a control character") }
        return text
    }

    /// A name that must be present and not empty.
    @inline(__always)
    mutating func requiredName(_ field: Field) throws(Rejection) -> Text {
        let text = try name(field)
        if text.isEmpty { throw Rejection.missing(field) }
        return text
    }

    @inline(__always)
    mutating func time() throws(Rejection) -> Int64 {
        guard let text = try text(.time) else { throw Rejection.missing(.time) }
        guard let time = Timestamp.nanoseconds(text) else {
            throw Rejection(.badField, .time, "not a date and time by RFC 3339 of the years 1678 to 2261")
        }
        return time
    }

    /// Makes sure that a field is an object, or absent.
    @inline(__always)
    func object(_ field: Field) throws(Rejection) {
        guard let slot = scanner.fields[field] else { return }
        guard slot.kind == .object else { throw Rejection(.badField, field, "not an object") }
    }

    /// An amount in minor units, written as a number or as a string of digits; `nil` if absent.
    @inline(__always)
    mutating func minorUnits(_ field: Field) throws(Rejection) -> Int64? {
        guard let slot = scanner.fields[field] else { return nil }
        let value: ExactNumber.Value
        switch slot.kind {
        case .number: value = ExactNumber.scaled(Text(start: slot.start, count: slot.count), decimals: 0)
        case .text, .escapedText: value = ExactNumber.ofDigits(try text(field) ?? Text(start: nil, count: 0))
        default: throw Rejection(.badField, field, "neither a number nor a string of digits")
        }
        switch value {
        case .whole(let units): return units
        case .fraction: throw Rejection(.badField, field, "not a whole number of minor units")
        case .beyond: throw Rejection(.outOfRange, field, "negative or beyond 64 bits")
        case .unreadable: throw Rejection(.badField, field, "a string of something other than digits")
        }
    }

    /// An amount in major units, written as a number; it must be there. Returns minor units.
    mutating func majorUnits(_ field: Field, decimals: Int) throws(Rejection) -> Int64 {
        guard let slot = scanner.fields[field] else { throw Rejection.missing(field) }
        guard slot.kind == .number else { throw Rejection(.badField, field, "not a number") }
        switch ExactNumber.scaled(Text(start: slot.start, count: slot.count), decimals: decimals) {
        case .whole(let units): return units
        case .beyond: throw Rejection(.outOfRange, field, "negative or beyond 64 bits in minor units")
        case .fraction, .unreadable: throw Rejection(.badField, field, "finer than the currency's minor unit")
        }
    }

    mutating func httpStatus() throws(Rejection) -> Int64 {
        guard let slot = scanner.fields[.httpStatus] else { throw Rejection.missing(.httpStatus) }
        guard slot.kind == .number,
            case .whole(let status) = ExactNumber.scaled(Text(start: slot.start, count: slot.count), decimals: 0),
            status <= 999
        else { throw Rejection(.badField, .httpStatus, "not a whole number from 0 to 999") }
        return status
    }

    /// The mode that `environment` names; `nil` if it is absent or empty.
    @inline(__always)
    mutating func environment() throws(Rejection) -> Mode? {
        guard let text = try text(.environment), !text.isEmpty else { return nil }
        if text.equalsIgnoringCase("live") { return .live }
        if text.equalsIgnoringCase("test") { return .test }
        throw Rejection(.badField, .environment, "neither live nor test")
    }

    /// The mode that the rules set for a call that names none.
    ///
    /// - Parameter field: where the call should have named it, for the rejection.
    @inline(__always)
    func unsetMode(_ field: Field) throws(Rejection) -> Mode {
        switch rules.unsetMode {
        case .live: return .live
        case .test: return .test
        case .reject: throw Rejection(.modeUnset, field, "neither this nor environment says live or test")
        }
    }
}
