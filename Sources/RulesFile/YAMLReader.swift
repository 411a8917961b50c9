/// Reads the bytes of a file into a tree of nodes, and reports everything in YAML that rules don't allow.
struct YAMLReader {
    /// A larger file is refused unread (S3.1).
    static let fileBytesMax = 4 * 1024 * 1024
    /// The most levels of nested mappings and lists; the rules need 8.
    static let depthMax = 32

    /// A mapping or list that is not yet closed.
    private struct Open {
        var id: Int
        var place: Place
        var isMapping: Bool
        var children: [YAMLNode] = []
    }

    private let source: SourceText
    private let faults: FaultList
    private var open: [Open] = []
    private var root: YAMLNode?
    private var nextID = 0
    private var documents = 0
    private var gaveUp = false

    /// Reads a whole file.
    ///
    /// - Returns: `nil` if the file can't be read to its end, or is not a mapping; the reason is then among the faults.
    static func read(_ source: SourceText, _ faults: FaultList) -> YAMLNode? {
        guard source.bytes.count <= fileBytesMax else {
            faults.report(.start, "the file is larger than 4 MiB", "remove what is no longer used")
            return nil
        }
        if let byte = source.firstInvalidByte {
            faults.report(source.place(byte: byte), "not UTF-8", "save the file as UTF-8")
            return nil
        }
        var reader = YAMLReader(source: source, faults: faults)
        return reader.read()
    }

    private init(source: SourceText, faults: FaultList) {
        self.source = source
        self.faults = faults
    }

    private mutating func read() -> YAMLNode? {
        if let error = YAMLEvents.forEach(in: source.bytes, { take($0) }) {
            report(error)
            return nil
        }
        guard !gaveUp else { return nil }
        guard let root, !root.isNull else {
            faults.report(.start, "the file is empty", "`settle init` writes one to start from")
            return nil
        }
        guard case .mapping = root.content else {
            faults.report(
                root.place, "the file is \(root.typeName), not a mapping",
                "write keys and values: 'version: 1', and so on")
            return nil
        }
        return root
    }

    private mutating func take(_ event: YAMLEvent) -> Bool {
        let place = source.place(codePoints: event.range)
        if event.hasAnchor {
            faults.report(
                place.shortened(to: "&"), "rules can't have an anchor (&name)", "write out the value where it is used")
        }
        if event.hasTag {
            faults.report(
                place.shortened(to: "!"), "rules can't have a tag (!name)",
                "remove it: the key decides what the value means")
        }
        switch event.kind {
        case .documentStart:
            documents += 1
            if documents == 2 {
                faults.report(
                    place, "a second document begins here", "keep all rules in one document, without '---' in between")
                gaveUp = true
                return false
            }
        case .alias:
            faults.report(place, "rules can't have an alias (*name)", "write out the value")
            add(YAMLNode(id: newID(), content: .refused, place: place))
        case .scalar(let text, let isPlain):
            add(YAMLNode(id: newID(), content: .scalar(text: text, isPlain: isPlain), place: place))
        case .sequenceStart, .mappingStart:
            guard open.count < Self.depthMax else {
                faults.report(
                    place, "more than \(Self.depthMax) nested levels", "rules need far fewer; close some brackets")
                gaveUp = true
                return false
            }
            var isMapping = false
            if case .mappingStart = event.kind { isMapping = true }
            open.append(Open(id: newID(), place: place, isMapping: isMapping))
        case .collectionEnd:
            guard let closed = open.popLast() else { return true }
            add(node(of: closed))
        case .other:
            break
        }
        return true
    }

    private func node(of closed: Open) -> YAMLNode {
        guard closed.isMapping else {
            return YAMLNode(id: closed.id, content: .sequence(closed.children), place: closed.place)
        }
        let pairs = stride(from: 0, to: closed.children.count - 1, by: 2).map { index in
            (key: closed.children[index], value: closed.children[index + 1])
        }
        return YAMLNode(id: closed.id, content: .mapping(pairs), place: closed.place)
    }

    private mutating func add(_ node: YAMLNode) {
        if open.isEmpty { root = root ?? node } else { open[open.count - 1].children.append(node) }
    }

    private mutating func newID() -> Int {
        nextID += 1
        return nextID
    }

    private func report(_ error: YAMLSyntaxError) {
        let place =
            switch error.position {
            case .codePoint(let index): source.place(codePoints: index..<index + 1)
            case .byte(let offset): source.place(byte: offset)
            }
        let context = error.context.map { ", \($0)" } ?? ""
        let hint =
            if error.problem.contains("control characters") {
                "remove the control character"
            } else if place.bytes.lowerBound < source.bytes.count, source.bytes[place.bytes.lowerBound] == 9 {
                "indent with blanks, not with a tab"
            } else {
                "look here and just before for wrong indentation, a missing ':', or an open bracket or quote"
            }
        faults.report(place, "not readable as YAML: \(error.problem)\(context)", hint)
    }
}

extension Place {
    /// The place of a mark alone. The range of an event covers the whole value after the mark.
    fileprivate func shortened(to mark: String) -> Place {
        Place(line: line, column: column, length: mark.count, bytes: bytes)
    }
}
