/// Compares the tree of a file with the tables of keys.
///
/// It reports unknown and repeated keys, missing parts, wrong types, and values that are not of their kind. It marks
/// each of them, so that no later step reports it again.
struct ShapeCheck {
    private let faults: FaultList
    /// The ids of nodes that are wrong themselves. The parents of such nodes are not among them.
    private(set) var bad: Set<Int> = []

    init(_ faults: FaultList) {
        self.faults = faults
    }

    /// Checks a value and everything in it.
    ///
    /// - Parameters:
    ///   - key: the key of the value, for messages.
    ///   - place: where to point if the value is empty or lacks a part: its key, or the item itself in a list.
    mutating func check(_ node: YAMLNode, _ kind: Kind, key: String, at place: Place) {
        if case .refused = node.content {
            bad.insert(node.id)
            return
        }
        if node.isNull {
            let isItem = place == node.place
            refuse(
                node, at: place, "\(Self.called(key, isItem)) has no value",
                "write \(Self.expectation(kind)), or remove the \(isItem ? "item" : "key")")
            return
        }
        switch (kind, node.content) {
        case (.scalar(let scalar), .scalar(let text, _)), (.oneOrMore(let scalar), .scalar(let text, _)):
            checkScalar(node, text, scalar, key: key)
        case (.wordOr(let word, _), .scalar(let text, _)):
            checkScalar(node, text, .word([word]), key: key)
        case (.wordOr(_, let other), _):
            check(node, other, key: key, at: place)
        case (.scalarOr(let scalar, _), .scalar(let text, _)):
            checkScalar(node, text, scalar, key: key)
        case (.scalarOr(_, let shape), .sequence(let items)):
            checkList(node, items, .object(shape), least: 1, key: key)
        case (.listOf(let one, let other), .sequence(let items)):
            let isOther = items.contains { $0.hasKey(of: other) }
            checkList(node, items, .object(isOther ? other : one), least: 1, key: key)
        case (.list(let item, let least), .sequence(let items)):
            checkList(node, items, item, least: least, key: key)
        case (.oneOrMore(let scalar), .sequence(let items)):
            checkList(node, items, .scalar(scalar), least: 1, key: key)
        case (.map(let keyKind, let valueKind), .mapping(let pairs)):
            for pair in checkKeys(pairs, within: key) {
                checkScalar(pair.key, pair.key.text ?? "", keyKind, key: key)
                check(pair.value, valueKind, key: pair.key.text ?? "", at: pair.key.place)
            }
        case (.object(let shape), .mapping(let pairs)):
            checkObject(node, pairs, shape, at: place)
        default:
            let isItem = place == node.place
            refuse(
                node, at: node.place, "\(Self.called(key, isItem)) is \(node.typeName)",
                "write \(Self.expectation(kind))")
        }
    }

    private static func called(_ key: String, _ isItem: Bool) -> String {
        isItem ? "an item of \(quoted(key))" : quoted(key)
    }

    private mutating func checkScalar(_ node: YAMLNode, _ text: String, _ kind: ScalarKind, key: String) {
        guard !bad.contains(node.id), let problem = ScalarCheck.problem(text, kind, key: key, faults) else { return }
        refuse(node, at: node.place, problem.message, problem.hint)
    }

    private mutating func checkList(_ node: YAMLNode, _ items: [YAMLNode], _ kind: Kind, least: Int, key: String) {
        if items.count < least {
            refuse(node, at: node.place, "the list \(quoted(key)) is empty", "write at least one, or remove the key")
        }
        for item in items { check(item, kind, key: key, at: item.place) }
    }

    private mutating func checkObject(
        _ node: YAMLNode, _ pairs: [(key: YAMLNode, value: YAMLNode)], _ shape: Shape, at place: Place
    ) {
        var present: [String] = []
        for pair in checkKeys(pairs, within: shape.label) {
            let name = pair.key.text ?? ""
            guard let key = shape.key(name) else {
                let isFraction = ScalarCheck.isDigits(name) && pair.value.isNull
                let hint =
                    shape.refused[name] ?? (isFraction ? "write decimals with '.', such as 4.00" : nil)
                    ?? faults.suggestion(for: name, among: shape.keys.map(\.name), called: "known keys")
                refuse(pair.key, at: pair.key.place, "unknown key \(quoted(name)) in \(shape.label)", hint)
                present.append(contentsOf: Nearest.names(to: name, among: shape.keys.map(\.name)))
                continue
            }
            if !key.required, pair.value.isNull, key.kind.mayBeEmpty {
                // `fees:` with every fee commented out means that there are no fees.
                bad.insert(pair.key.id)
                continue
            }
            present.append(name)
            check(pair.value, key.kind, key: name, at: pair.key.place)
        }
        if let alone = shape.alone, present == [alone] { return }
        for key in shape.keys where key.required && !present.contains(key.name) {
            faults.report(
                place, "missing key \(quoted(key.name)) in \(shape.label)",
                "add \(quoted(key.name)): \(Self.expectation(key.kind))")
        }
        checkChoice(pairs, shape, present, at: place)
    }

    private func checkChoice(
        _ pairs: [(key: YAMLNode, value: YAMLNode)], _ shape: Shape, _ present: [String], at place: Place
    ) {
        let chosen = shape.exactlyOne.filter(present.contains)
        let choices = shape.exactlyOne.joined(separator: ", ")
        if chosen.isEmpty, !shape.exactlyOne.isEmpty, pairs.allSatisfy({ !bad.contains($0.key.id) }) {
            faults.report(place, "\(shape.label) does not say how much", "write one of \(choices)")
        }
        if chosen.count > 1 {
            let second = pairs.filter { pair in chosen.contains { $0 == pair.key.text } }.dropFirst().first
            faults.report(
                second?.key.place ?? place,
                "\(shape.label) has \(chosen.map(quoted).joined(separator: " and ")), but can have only one of them",
                "write exactly one of \(choices)")
        }
    }

    /// Reports keys that are not texts, and repeated keys.
    ///
    /// - Returns: the other pairs.
    private mutating func checkKeys(
        _ pairs: [(key: YAMLNode, value: YAMLNode)], within label: String
    ) -> [(key: YAMLNode, value: YAMLNode)] {
        var firstLines: [[UInt8]: Int] = [:]
        return pairs.filter { pair in
            guard let text = pair.key.text else {
                refuse(
                    pair.key, at: pair.key.place, "a key is \(pair.key.typeName)", "write a plain name before the ':'")
                return false
            }
            if let line = firstLines[Array(text.utf8)] {
                refuse(
                    pair.key, at: pair.key.place, "repeated key \(quoted(text)), first on line \(line)",
                    "keep one of the two")
                return false
            }
            firstLines[Array(text.utf8)] = pair.key.place.line
            return true
        }
    }

    private mutating func refuse(_ node: YAMLNode, at place: Place, _ message: String, _ hint: String) {
        bad.insert(node.id)
        if case .refused = node.content { return }
        faults.report(place, message, hint)
    }
}

extension YAMLNode {
    /// Whether this is a mapping with one of the keys of a shape.
    func hasKey(of shape: Shape) -> Bool {
        guard case .mapping(let pairs) = content else { return false }
        return pairs.contains { pair in pair.key.text.map { shape.key($0) != nil } ?? false }
    }
}
