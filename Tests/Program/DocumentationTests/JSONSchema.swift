import Foundation

/// A validator for JSON Schema (draft 2020-12), limited to the keywords that our schemas use.
///
/// A schema with an unknown keyword is refused when it is read, so that every keyword in a schema is checked. So is
/// `contentSchema`, which other validators ignore.
struct JSONSchema {
    struct Fault: Error, CustomStringConvertible {
        var place: String
        var reason: String
        var description: String { "\(place): \(reason)" }
    }

    let root: JSONValue
    private var patterns: [String: NSRegularExpression] = [:]

    init(_ text: String) throws {
        root = try JSONValue(text)
        try read(root, at: "#")
    }

    /// Returns the places where a document does not match the schema; empty if it matches.
    func faults(of document: JSONValue) -> [Fault] { faults(document, root, "$") }

    // MARK: - Reading a schema

    private static let notes: Set = ["$schema", "$comment", "title", "description"]
    private static let one: Set = [
        "items", "additionalProperties", "propertyNames", "not", "if", "then", "contentSchema",
    ]
    private static let several: Set = ["allOf", "anyOf", "oneOf"]
    private static let named: Set = ["$defs", "properties"]
    private static let types: Set = ["object", "array", "string", "number", "integer", "boolean", "null"]

    private mutating func read(_ schema: JSONValue, at place: String) throws {
        if case .bool = schema { return }
        guard let members = schema.members else { throw Fault(place: place, reason: "no schema") }
        guard Set(members.map(\.key)).count == members.count else {
            throw Fault(place: place, reason: "a keyword stands twice")
        }
        for member in members { try read(member, of: schema, at: place + "/" + member.key) }
    }

    private mutating func read(_ member: JSONValue.Member, of schema: JSONValue, at place: String) throws {
        let (key, value) = (member.key, member.value)
        func expect(_ holds: Bool) throws {
            if !holds { throw Fault(place: place, reason: "not as this keyword is written") }
        }
        switch key {
        case _ where JSONSchema.notes.contains(key): try expect(value.text != nil)
        case _ where JSONSchema.one.contains(key):
            try expect(key != "then" || schema["if"] != nil)
            try read(value, at: place)
        case _ where JSONSchema.several.contains(key):
            try expect(value.items?.isEmpty == false)
            for (position, item) in (value.items ?? []).enumerated() { try read(item, at: "\(place)/\(position)") }
        case _ where JSONSchema.named.contains(key):
            try expect(value.members != nil)
            for member in value.members ?? [] { try read(member.value, at: "\(place)/\(member.key)") }
        case "type": try expect(!value.texts.isEmpty && JSONSchema.types.isSuperset(of: value.texts))
        case "const": break
        case "enum": try expect(value.items?.isEmpty == false)
        case "required": try expect(value.items?.count == value.texts.count)
        case "minimum", "maximum": try expect(value.number != nil)
        case "minLength", "minItems": try expect(value.number.map { $0.isWhole && $0 >= ExactNumber(0) } ?? false)
        case "pattern":
            guard let pattern = value.text else { return try expect(false) }
            patterns[pattern] = try NSRegularExpression(pattern: pattern)
        case "$ref": try expect(value.text.map { definition($0) != nil } ?? false)
        case "contentMediaType": try expect(value.text == "application/json")
        default: throw Fault(place: place, reason: "a keyword that these tests do not know")
        }
    }

    private func definition(_ reference: String) -> JSONValue? {
        let head = "#/$defs/"
        guard reference.hasPrefix(head) else { return nil }
        return root["$defs"]?[String(reference.dropFirst(head.count))]
    }

    // MARK: - Checking a document

    private func faults(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [Fault] {
        if case .bool(let isAllowed) = schema {
            return isAllowed ? [] : [Fault(place: place, reason: "nothing may stand here")]
        }
        var found: [Fault] = []
        func check(_ holds: Bool, _ reason: @autoclosure () -> String) {
            if !holds { found.append(Fault(place: place, reason: reason())) }
        }
        for member in schema.members ?? [] {
            switch member.key {
            case "type":
                check(member.value.texts.contains { JSONSchema.isOf($0, value) }, "not \(member.value.texts)")
            case "const": check(value == member.value, "another value")
            case "enum": check(member.value.items?.contains(value) ?? false, "none of the values allowed")
            case "minimum":
                if let number = value.number, let least = member.value.number { check(number >= least, "too small") }
            case "maximum":
                if let number = value.number, let most = member.value.number { check(number <= most, "too large") }
            case "minLength":
                if let text = value.text, let least = member.value.number {
                    check(ExactNumber(text.unicodeScalars.count) >= least, "too short")
                }
            case "minItems":
                if let items = value.items, let least = member.value.number {
                    check(ExactNumber(items.count) >= least, "too few")
                }
            case "pattern":
                if let text = value.text, let pattern = member.value.text {
                    check(matches(text, pattern), "not of the form \(pattern)")
                }
            case "required":
                if value.members != nil {
                    for key in member.value.texts { check(value[key] != nil, "'\(key)' is missing") }
                }
            default: found += parts(value, member, schema, place)
            }
        }
        return found
    }

    /// Checks the keywords that contain schemas.
    private func parts(
        _ value: JSONValue, _ member: JSONValue.Member, _ schema: JSONValue, _ place: String
    ) -> [Fault] {
        func isRight(_ schema: JSONValue) -> Bool { faults(value, schema, place).isEmpty }
        func one(_ holds: Bool, _ reason: String) -> [Fault] { holds ? [] : [Fault(place: place, reason: reason)] }
        let (key, inner) = (member.key, member.value)
        switch key {
        case "$ref": return (inner.text.flatMap(definition)).map { faults(value, $0, place) } ?? []
        case "allOf": return (inner.items ?? []).flatMap { faults(value, $0, place) }
        case "anyOf": return one((inner.items ?? []).contains(where: isRight), "as none of 'anyOf' has it")
        case "oneOf": return one((inner.items ?? []).filter(isRight).count == 1, "not as exactly one of 'oneOf' has it")
        case "not": return one(!isRight(inner), "what 'not' forbids")
        case "if":
            guard let consequence = schema["then"], isRight(inner) else { return [] }
            return faults(value, consequence, place)
        case "items":
            return (value.items ?? []).enumerated().flatMap { faults($0.element, inner, "\(place)[\($0.offset)]") }
        case "properties":
            return (value.members ?? []).flatMap { member in
                inner[member.key].map { faults(member.value, $0, "\(place).\(member.key)") } ?? []
            }
        case "additionalProperties":
            let known = Set(schema["properties"]?.keys ?? [])
            return (value.members ?? []).filter { !known.contains($0.key) }.flatMap {
                faults($0.value, inner, "\(place).\($0.key)")
            }
        case "propertyNames":
            return value.keys.flatMap { faults(.string($0), inner, "the name \($0) in \(place)") }
        case "contentSchema":
            guard let text = value.text else { return [] }
            guard let content = try? JSONValue(text) else { return one(false, "a string that holds no JSON") }
            return faults(content, inner, place + " (in a string)")
        default: return []
        }
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("number", .number), ("boolean", .bool),
            ("null", .null):
            true
        case ("integer", .number(let number)): number.isWhole
        default: false
        }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = patterns[pattern] else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
