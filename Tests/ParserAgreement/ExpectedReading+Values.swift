import LineParsing
import Vocabulary

/// Values as simdjson finds them, with the checks for each kind of field.
extension ExpectedReading {
    /// The text that contains a field, with the field's path in it; `nil` if there is no such text.
    private func place(of path: Path) -> (Oracle, Oracle.Path)? {
        guard path.root != .envelope else { return (line, path.inLine) }
        let isRequest = path.root == .request
        switch isRequest ? requestBody : responseBody {
        case .inLine: return (line, path.inLine)
        case .own: return (isRequest ? request : response, path.inBody)
        case .absent, .faulty: return nil
        }
    }

    /// The value at a path; `nil` if it is absent or null.
    func value(_ path: Path) -> Oracle.Value? {
        guard let (text, path) = place(of: path) else { return nil }
        let value = text.value(at: path)
        if case .null = value { return nil }
        return value
    }

    private func occurrences(_ path: Path) -> Int {
        guard let (text, path) = place(of: path) else { return 0 }
        return text.occurrences(of: path)
    }

    func text(_ path: Path) throws -> [UInt8]? {
        switch value(path) {
        case nil: return nil
        case .string(let text): return text
        default: throw Fault(.badField, path.text)
        }
    }

    func name(_ path: Path) throws -> Identifier {
        let text = try text(path) ?? []
        if ReadValues.holdsControl(text) { throw Fault(.badField, path.text) }
        return Identifier(String(decoding: text, as: UTF8.self))
    }

    func requiredName(_ path: Path) throws -> Identifier {
        let name = try name(path)
        if name.isEmpty { throw Fault(.missingField, path.text) }
        return name
    }

    func object(_ path: Path) throws {
        switch value(path) {
        case nil, .object: return
        default: throw Fault(.badField, path.text)
        }
    }

    func minorUnits(_ path: Path) throws -> Int64? {
        switch value(path) {
        case nil: return nil
        case .number(let digits): return try units(digits, path, decimals: 0)
        case .string(let digits) where !digits.isEmpty && digits.allSatisfy(ReadValues.isDigit):
            return try units(digits, path, decimals: 0)
        default: throw Fault(.badField, path.text)
        }
    }

    func majorUnits(_ path: Path, decimals: Int) throws -> Int64 {
        switch value(path) {
        case nil: throw Fault(.missingField, path.text)
        case .number(let digits): return try units(digits, path, decimals: decimals)
        default: throw Fault(.badField, path.text)
        }
    }

    func units(_ digits: [UInt8], _ path: Path, decimals: Int) throws -> Int64 {
        switch ReadValues.scaled(digits, decimals: decimals) {
        case .whole(let units): return units
        case .fraction: throw Fault(.badField, path.text)
        case .beyond: throw Fault(.outOfRange, path.text)
        }
    }

    static func lowered(_ text: [UInt8]) -> String {
        String(decoding: text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }

    /// Rejects a key that is read and occurs more than once; of several, the first in the order of S1.49.
    func refuseRepeated(_ paths: [Path]) throws {
        for path in paths where occurrences(path) > 1 { throw Fault(.duplicateKey, path.text) }
    }

    /// Finds the place of a body's members; a string is read as a text of its own.
    func body(_ path: Path) -> Fault? {
        var body = Body.absent
        var fault: Fault?
        switch value(path) {
        case nil: break
        case .object: body = .inLine
        case .string(let text):
            switch (path.text == "request" ? request : response).read(text[...]) {
            case .object: body = .own
            case .tooDeep: fault = Fault(.tooDeep, path.text)
            case .notJSONOrTooDeep: fault = Fault([.badField, .tooDeep], path.text)
            case .noObject, .notJSON, .notUTF8: fault = Fault(.badField, path.text)
            }
        default: fault = Fault(.badField, path.text)
        }
        if fault != nil { body = .faulty }
        if path.text == "request" { requestBody = body } else { responseBody = body }
        return fault
    }
}
