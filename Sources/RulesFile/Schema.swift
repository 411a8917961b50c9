import JSONFormat
import Vocabulary

/// The JSON Schema (draft 2020-12) of `settle.yaml`, for editors. It is made from the tables by which the reader
/// checks.
///
/// It covers keys and single values. Only the reader checks what needs the whole file: names, sums of shares, the order
/// of tiers.
package enum RulesSchema {
    /// The schema as text, 2-space indent, ending in a line break.
    package static func json() -> String {
        var definitions: [(String, JSONText)] = []
        for shape in shapes { definitions.append((shape.name, schema(of: shape))) }
        let root: JSONText = .object(
            [
                ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                ("title", .string("settle.yaml")),
            ] + members(of: .rules) + [("$defs", .object(definitions))])
        return String(decoding: root.document, as: UTF8.self)
    }

    private static let shapes: [Shape] =
        [.sources] + Source.allCases.map(Shape.source)
        + [.invoice, .tax, .datedRate, .party, .statement, .app, .datedISO, .datedTax, .tariff, .match, .charge]
        + distinct(ChargeForm.all.flatMap(\.shapes)) + [.appTerms, .fee, .splitEntry, .innerShare, .splitVersion]

    /// The shapes, each once: models may share one.
    private static func distinct(_ shapes: [Shape]) -> [Shape] {
        var names: Set<String> = []
        return shapes.filter { names.insert($0.name).inserted }
    }

    private static func schema(of shape: Shape) -> JSONText { .object(members(of: shape)) }

    private static func members(of shape: Shape) -> [(String, JSONText)] {
        let required = shape.keys.filter(\.required).map(\.name)
        let choice: [(String, JSONText)] =
            shape.exactlyOne.isEmpty
            ? [] : [("oneOf", .array(shape.exactlyOne.map { .object([("required", .strings([$0]))]) }))]
        var needs: [(String, JSONText)] = required.isEmpty ? [] : [("required", .strings(required))]
        needs += choice
        if let alone = shape.alone {
            let only: JSONText = .object([("required", .strings([alone])), ("maxProperties", .integer(1))])
            needs = [("anyOf", .array([only, .object(needs)]))]
        }
        return [
            ("description", .string(shape.doc)),
            ("type", .string("object")),
            ("additionalProperties", .bool(false)),
        ] + needs + [
            ("properties", .object(shape.keys.map { ($0.name, schema(of: $0)) }))
        ]
    }

    private static func schema(of key: Key) -> JSONText {
        guard case .object(var members) = schema(of: key.kind) else { return .object([]) }
        members.insert(("description", .string(key.doc)), at: 0)
        if !key.required, key.kind.mayBeEmpty, let index = members.firstIndex(where: { $0.0 == "type" }),
            case .string(let type) = members[index].1
        {
            members[index].1 = .strings([type, "null"])
        }
        return .object(members)
    }

    private static func schema(of kind: Kind) -> JSONText {
        switch kind {
        case .scalar(let scalar):
            return .object(SchemaScalars.members(of: scalar))
        case .list(let item, let least):
            let most: [(String, JSONText)] = least > 0 ? [("minItems", .integer(least))] : []
            return .object([("type", .string("array")), ("items", schema(of: item))] + most)
        case .oneOrMore(let scalar):
            let item: JSONText = .object(SchemaScalars.members(of: scalar))
            let list = schema(of: .list(.scalar(scalar), least: 1))
            return .object([("anyOf", .array([item, list]))])
        case .map(let key, let value):
            return .object([
                ("type", .string("object")),
                ("propertyNames", .object(SchemaScalars.members(ofKey: key))),
                ("additionalProperties", schema(of: value)),
            ])
        case .object(let shape):
            return .object([("$ref", .string("#/$defs/\(shape.name)"))])
        case .wordOr(let word, let other):
            return .object([("anyOf", .array([.object([("const", .string(word))]), schema(of: other)]))])
        case .scalarOr(let scalar, let shape):
            let list = schema(of: .list(.object(shape), least: 1))
            return .object([("anyOf", .array([.object(SchemaScalars.members(of: scalar)), list]))])
        case .listOf(let one, let other):
            let lists = [one, other].map { schema(of: .list(.object($0), least: 1)) }
            return .object([("anyOf", .array(lists))])
        }
    }
}
