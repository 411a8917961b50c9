import CLibYAML

/// An event that libyaml reports while it reads a file. Aliases are reported, never followed.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case alias
        case scalar(text: String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        case collectionEnd
        case other
    }

    var kind: Kind
    /// The code points of the event, counted from the start of the file.
    var range: Range<Int>
    var hasAnchor = false
    var hasTag = false
}

/// The reason why libyaml can't go on.
struct YAMLSyntaxError {
    enum Position {
        case codePoint(Int)
        case byte(Int)
    }

    var problem: String
    var context: String?
    var position: Position
}

/// The only code that touches libyaml's memory.
enum YAMLEvents {
    /// Passes each event to `take`, until the file ends, there is an error, or `take` returns false.
    ///
    /// - Parameter bytes: UTF-8 without a byte order mark.
    /// - Returns: the error, if there is one.
    static func forEach(in bytes: [UInt8], _ take: (YAMLEvent) -> Bool) -> YAMLSyntaxError? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            return YAMLSyntaxError(problem: "out of memory", context: nil, position: .byte(0))
        }
        defer { yaml_parser_delete(parser) }
        return bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(parser, &event) == 1 else { return error(of: parser.pointee) }
                defer { yaml_event_delete(&event) }
                if event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT { return nil }
                if !take(converted(event)) { return nil }
            }
        }
    }

    private static func converted(_ event: yaml_event_t) -> YAMLEvent {
        let range = event.start_mark.index..<max(event.start_mark.index, event.end_mark.index)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            return YAMLEvent(kind: .documentStart, range: range)
        case YAML_ALIAS_EVENT:
            return YAMLEvent(kind: .alias, range: range)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return YAMLEvent(
                kind: .scalar(
                    text: String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
                range: range, hasAnchor: scalar.anchor != nil, hasTag: scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return YAMLEvent(
                kind: .sequenceStart, range: range, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return YAMLEvent(
                kind: .mappingStart, range: range, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return YAMLEvent(kind: .collectionEnd, range: range)
        default:
            return YAMLEvent(kind: .other, range: range)
        }
    }

    private static func error(of parser: yaml_parser_t) -> YAMLSyntaxError {
        YAMLSyntaxError(
            problem: parser.problem.map { String(cString: $0) } ?? "out of memory",
            context: parser.context.map { String(cString: $0) },
            position: parser.error == YAML_READER_ERROR
                ? .byte(parser.problem_offset) : .codePoint(parser.problem_mark.index)
        )
    }
}
