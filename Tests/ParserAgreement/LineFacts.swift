import LineParsing
package import Vocabulary

/// The parser's whole result for one line, as independent values.
package enum LineFacts: Hashable, Sendable {
    /// Blank, of another service or endpoint, or read before: counted and not kept.
    case counted
    case call(CallFacts)
    case query(QueryFacts)
    case rejected(RejectionCode, detail: String)
}

/// A call with its own fields and those of its profile.
package struct CallFacts: Hashable, Sendable {
    var timeNanoseconds: Int64
    var ref: Identifier
    var transactionRef: Identifier
    var reference: Identifier
    var amountMinor: Int64
    var costMinor: Int64
    var segments: Int32
    var key: UInt64
    var transactionKey: UInt64
    var profile: CallProfile
}

/// A query with its answer about a call.
package struct QueryFacts: Hashable, Sendable {
    var timeNanoseconds: Int64
    var transactionKey: UInt64
    var app: Identifier
    var ref: Identifier
    var transactionRef: Identifier
    var status: Status
    var delivery: Delivery
    var providerCode: Identifier
    var provider: Identifier
    var reference: Identifier
    var costMinor: Int64?
}

/// The numbers of lines that were counted and not kept, by reason.
package struct Counts: Hashable, Sendable {
    package var blank = 0
    package var other = 0
    package var passedOver = 0
}

/// A whole stream of lines as a parser reads it, chunk by chunk.
struct StreamFacts: Equatable {
    var lines: [LineFacts] = []
    var counts = Counts()

    /// - Parameters:
    ///   - stream: lines; the last may lack its line end.
    ///   - learnsShapes: whether the parser has its fast path.
    ///   - cuts: the ends of chunks, after line feeds, in rising order. The end of the stream is added.
    ///
    /// Each chunk is copied to memory that ends with its last byte, so that a sanitizer notices every read beyond it.
    init(_ stream: [UInt8], rules: ReadingRules, learnsShapes: Bool, cuts: [Int]) {
        // The numbering starts again every other chunk, which must change nothing.
        var parser = LogParser(rules: rules, learnsShapes: learnsShapes, numberedMost: 2)
        var chunk = ParsedChunk()
        var start = 0
        for end in cuts + [stream.count] where end > start {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: end - start, alignment: 1)
            memory.copyBytes(from: stream[start..<end])
            parser.parse(UnsafeRawBufferPointer(memory), into: &chunk)
            memory.deallocate()
            append(chunk, chunk.calls.map { parser.profile(of: $0, in: chunk) })
            start = end
        }
    }

    private mutating func append(_ chunk: ParsedChunk, _ profiles: [CallProfile]) {
        let first = lines.count
        lines.append(contentsOf: repeatElement(.counted, count: chunk.lines))
        counts.blank += chunk.blank
        counts.other += chunk.other
        counts.passedOver += chunk.passedOver
        for (row, profile) in zip(chunk.calls, profiles) {
            lines[first + Int(row.lineOffset)] = .call(
                CallFacts(
                    timeNanoseconds: row.timeNanoseconds, ref: chunk.text(row.ref),
                    transactionRef: chunk.text(row.transactionRef), reference: chunk.text(row.reference),
                    amountMinor: row.amountMinor, costMinor: row.costMinor, segments: row.segments, key: row.key,
                    transactionKey: row.transactionKey, profile: profile))
        }
        for row in chunk.queries {
            lines[first + Int(row.lineOffset)] = .query(
                QueryFacts(
                    timeNanoseconds: row.timeNanoseconds, transactionKey: row.transactionKey, app: row.app,
                    ref: row.ref, transactionRef: row.transactionRef, status: row.status, delivery: row.delivery,
                    providerCode: row.providerCode, provider: row.provider, reference: row.reference,
                    costMinor: row.costMinor))
        }
        for reject in chunk.rejects {
            lines[first + Int(reject.lineOffset)] = .rejected(reject.code, detail: reject.detail)
        }
        precondition(
            chunk.lines == chunk.blank + chunk.other + chunk.passedOver + chunk.calls.count + chunk.queries.count
                + chunk.rejects.count, "a line is counted twice, or not at all")
    }
}
