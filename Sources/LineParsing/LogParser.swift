import Glibc
import Vocabulary

/// Turns whole lines of a log into rows. Each thread needs its own parser: it holds scratch memory and can't be copied.
///
/// Every line is checked whole (UTF-8 and RFC 8259, also in parts that are not read) before any field is read. Then
/// faults are looked for in the order of S1.49, so that a line has one outcome, whichever way it is read. A call with a
/// known app and kind allocates nothing. O(bytes).
public struct LogParser: ~Copyable {
    public let rules: ReadingRules
    /// The kinds met since numbering began; `CallRow.kind` is an index into them.
    public var kinds: FormSet { kindTable.kinds }
    public private(set) var apps = FormSet()

    let services: ServiceList
    /// By the number of the source.
    let sources: [SourceSettings?]
    var scanner = JSONScanner()
    private var shapes = LineShapes()
    private let learnsShapes: Bool
    var memory = ParserMemory()
    var kindTable = KindTable(roomCount: LineLimits.lengthMax * 3)
    /// Apps and kinds are numbered anew once there are more than this, so that memory stays bounded even for a log in
    /// which every line has its own app. A parser's chunks are merged in order, so earlier chunks keep their numbers.
    private let numberedMost: Int

    /// - Parameter learnsShapes: whether lines that resemble earlier ones take the fast path. The result is the same.
    /// - Parameter numberedMost: the number of apps or kinds after which numbering starts again.
    public init(rules: ReadingRules, learnsShapes: Bool = true, numberedMost: Int = 1 << 15) {
        self.rules = rules
        self.numberedMost = numberedMost
        self.learnsShapes = learnsShapes
        services = ServiceList(rules)
        sources = SourceSettings.all(rules, services)
    }

    /// Parses lines into `chunk` and drops its earlier content.
    ///
    /// - Parameter bytes: whole lines; the last may lack its terminator. Nothing outside them is read.
    public mutating func parse(_ bytes: UnsafeRawBufferPointer, into chunk: inout ParsedChunk) {
        chunk.removeAll()
        if apps.count > numberedMost || kinds.count > numberedMost {
            chunk.numbersAnew = true
            apps.removeAll()
            kindTable.removeAll()
        }
        let known = (apps: apps.count, kinds: kinds.count)
        defer {
            for number in known.apps..<apps.count { apps.withForm(number) { chunk.newApps.append($0) } }
            for number in known.kinds..<kinds.count { kinds.withForm(number) { chunk.newKinds.append($0) } }
        }
        guard let base = bytes.baseAddress else { return }
        let start = base.assumingMemoryBound(to: UInt8.self)
        let limit = start + bytes.count
        var place = start
        // A line that begins at or before this line feed also ends at or before it, so it has room behind it.
        let lastFeed = learnsShapes ? lastFeed(start, limit) : nil
        while place < limit {
            if let lastFeed, place <= lastFeed, shapes.isTrying(), let next = learnedLine(place, &chunk) {
                chunk.lines &+= 1
                place = next
                continue
            }
            // In bounds: memchr is given what is left.
            let found = memchr(place, Int32(Bytes.lineFeed), limit - place)
            let feed = found.map { Place($0.assumingMemoryBound(to: UInt8.self)) }
            let end = feed ?? limit
            let hasReturn = feed != nil && end > place && end[-1] == Bytes.carriageReturn
            // The scanner needs a line feed behind the line, and `Bytes.padding` readable bytes from there on. (A
            // carriage return before it is white space.) If the chunk ends too early, the scanner reads a copy.
            let sentinel = limit - end >= Bytes.padding ? feed : nil
            line(place, count: end - place - (hasReturn ? 1 : 0), sentinel: sentinel, &chunk)
            chunk.lines &+= 1
            place = feed.map { $0 + 1 } ?? limit
        }
    }

    /// The last line feed with `Bytes.padding` readable bytes from it on.
    private func lastFeed(_ start: Place, _ limit: Place) -> Place? {
        var place = limit - Bytes.padding
        while place >= start {
            if place[0] == Bytes.lineFeed { return place }
            place -= 1
        }
        return nil
    }

    /// Reads the line at `start` on the fast path.
    ///
    /// - Returns: the start of the next line; `nil` if the line follows no learned path, and then nothing was done.
    @inline(__always)
    private mutating func learnedLine(_ start: Place, _ chunk: inout ParsedChunk) -> Place? {
        scanner.begin()
        guard let end = shapes.match(start, &scanner), end - start <= LineLimits.lengthMax else { return nil }
        memory.removeAll()
        take(Text(start: start, count: end - start), &chunk)
        return end + (end[0] == Bytes.lineFeed ? 1 : 2)
    }

    /// Reads one line of `count` bytes without its terminator. `sentinel` is its line feed, if the scanner may end
    /// there.
    @inline(__always)
    private mutating func line(_ start: Place, count: Int, sentinel: Place?, _ chunk: inout ParsedChunk) {
        guard count <= LineLimits.lengthMax else {
            reject(.tooLong, "longer than \(LineLimits.lengthMax) bytes", &chunk)
            return
        }
        if count == 0 || start[0] != UInt8(ascii: "{"), isBlank(start, start + count) {
            if rules.alreadyRead == nil { chunk.blank &+= 1 } else { chunk.passedOver &+= 1 }
            return
        }
        if let fault = UTF8Check.firstFault(start, count: count) {
            reject(.notUTF8, "byte \(fault + 1): not UTF-8", &chunk)
            return
        }
        memory.removeAll()
        if let sentinel {
            checked(start, count, sentinel, &chunk)
        } else {
            let copy = memory.copy(Text(start: start, count: count))
            checked(copy, count, copy + count, &chunk)
        }
    }

    /// Reads one line of valid UTF-8 that ends at a sentinel.
    @inline(__always)
    private mutating func checked(_ start: Place, _ count: Int, _ sentinel: Place, _ chunk: inout ParsedChunk) {
        scanner.begin()
        switch scanner.scan(start, end: sentinel, as: .envelope) {
        case .object: break
        case .noObject: return reject(.badField, "$: the line is no object", &chunk)
        case .refused: return refused(start, count, &chunk)
        }
        if learnsShapes { shapes.learn(start, &scanner) }
        take(Text(start: start, count: count), &chunk)
    }

    /// Adds the record of a scanned line to the chunk, or counts the line.
    @inline(__always)
    private mutating func take(_ line: Text, _ chunk: inout ParsedChunk) {
        do throws(Rejection) {
            switch try record(line, &chunk) {
            case .stored: break
            case .other: chunk.other &+= 1
            case .passedOver: chunk.passedOver &+= 1
            }
        } catch {
            reject(error, &chunk)
        }
    }

    @inline(__always)
    private func isBlank(_ start: Place, _ end: Place) -> Bool {
        var place = start
        while place < end {
            guard Bytes.isSpace(place[0]) else { return false }
            place += 1
        }
        return true
    }

    @inline(never)
    private mutating func refused(_ start: Place, _ count: Int, _ chunk: inout ParsedChunk) {
        // A text that ends too early has its fault at its end, whether or not a carriage return follows.
        let byte = min(scanner.faultPlace.map { $0 - start } ?? 0, count) + 1
        switch scanner.fault {
        case .grammar: reject(.notJSON, "byte \(byte): not JSON by RFC 8259", &chunk)
        case .depth: reject(.tooDeep, "byte \(byte): more than \(LineLimits.depthMax) levels", &chunk)
        }
    }

    @inline(never)
    private mutating func reject(_ rejection: Rejection, _ chunk: inout ParsedChunk) {
        reject(rejection.code, rejection.detail, isNew: isNew, &chunk)
        isNew = false
    }

    /// Rejects a line. If it was already rejected under the earlier rules, it counts as passed over instead.
    @inline(never)
    private mutating func reject(
        _ code: RejectionCode, _ detail: @autoclosure () -> String, isNew: Bool = false,
        _ chunk: inout ParsedChunk
    ) {
        if rules.alreadyRead != nil, !isNew {
            chunk.passedOver &+= 1
        } else {
            chunk.rejects.append(Reject(lineOffset: UInt32(chunk.lines), code: code, detail: detail()))
        }
    }

    @inline(__always)
    mutating func number(ofApp app: Text) -> UInt32 {
        UInt32(truncatingIfNeeded: apps.number(of: app.raw))
    }

    /// Whether the line being read has a service or a source that `ReadingRules.alreadyRead` does not list.
    var isNew = false
}
