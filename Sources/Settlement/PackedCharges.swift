package import Money
package import Rating
package import Vocabulary

/// Charges with their shares, in report order, in few bytes.
///
/// A month can have a million charges and several times as many shares, and all stay in memory until the report is
/// written. As `SettledCharge` each takes about 700 bytes; here about 150, because what many have in common is held once.
package struct PackedCharges: RandomAccessCollection, Sendable {
    private let chunks: [ChargeChunk]
    /// The index of the first charge of each chunk.
    private let begins: [Int]
    package let endIndex: Int
    package var startIndex: Int { 0 }

    init(chunks: [ChargeChunk]) {
        self.chunks = chunks
        var (begins, end): ([Int], Int) = ([], 0)
        for chunk in chunks {
            begins.append(end)
            end += chunk.rows.charges.count
        }
        self.begins = begins
        endIndex = end
    }

    /// Packs a list.
    ///
    /// - Parameter charges: in report order.
    package init(_ charges: [SettledCharge]) {
        var packer = ChargePacker()
        for charge in charges { packer.append(charge) }
        self.init(chunks: packer.finish())
    }

    /// - Complexity: O(log n). Going through all takes O(n).
    package subscript(position: Int) -> PackedCharge {
        var (low, high) = (0, begins.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if begins[middle] <= position { low = middle } else { high = middle - 1 }
        }
        return PackedCharge(chunk: chunks[low], place: position - begins[low])
    }

    package func makeIterator() -> Iterator { Iterator(chunks: chunks) }

    package struct Iterator: IteratorProtocol {
        fileprivate let chunks: [ChargeChunk]
        private var chunk = 0
        private var place = 0

        fileprivate init(chunks: [ChargeChunk]) { self.chunks = chunks }

        package mutating func next() -> PackedCharge? {
            guard chunk < chunks.count else { return nil }
            defer {
                place += 1
                if place == chunks[chunk].rows.charges.count { (chunk, place) = (chunk + 1, 0) }
            }
            return PackedCharge(chunk: chunks[chunk], place: place)
        }
    }

    /// The charges of each app, as ranges of indices.
    ///
    /// - Complexity: O(n).
    var apps: [Range<Int>] {
        var (apps, begin): ([Range<Int>], Int) = ([], 0)
        var last: PackedCharge?
        for (index, charge) in enumerated() {
            if let last, !charge.isOfSameApp(as: last) {
                apps.append(begin..<index)
                begin = index
            }
            last = charge
        }
        if begin < endIndex { apps.append(begin..<endIndex) }
        return apps
    }

    /// Adds charges, which may be of any apps, in report order.
    ///
    /// - Complexity: O(1) if there are none; otherwise all charges are packed anew.
    package func adding(_ more: [SettledCharge], _ names: KnownNames) -> PackedCharges {
        guard !more.isEmpty else { return self }
        let byApp = Dictionary(grouping: more, by: \.key.app)
        var others = byApp.keys.sorted()[...]
        var packer = ChargePacker()
        func append(before app: Identifier?) {
            while let next = others.first, app.map({ next < $0 }) ?? true {
                for charge in SettledCharge.inReportOrder(byApp[next, default: []], names) { packer.append(charge) }
                others.removeFirst()
            }
        }
        for range in apps {
            let app = self[range.lowerBound].app
            append(before: app)
            var charges = self[range].map(\.unpacked)
            if others.first == app {
                charges = SettledCharge.inReportOrder(charges + byApp[app, default: []], names)
                others.removeFirst()
            }
            for charge in charges { packer.append(charge) }
        }
        append(before: nil)
        return PackedCharges(chunks: packer.finish())
    }
}

/// A charge of a packed list, read in place.
package struct PackedCharge: Sendable {
    let chunk: ChargeChunk
    let place: Int

    private var row: ChargeRows.Charge { chunk.rows.charges[place] }
    private var entry: ChargeWords.Entry { chunk.words.entries[Int(row.entry)] }
    private var lineBegin: Int { place == 0 ? 0 : Int(chunk.rows.charges[place - 1].linesEnd) }
    private var shareBegin: Int { place == 0 ? 0 : Int(chunk.rows.charges[place - 1].sharesEnd) }

    /// What this charge and others of the list have in common. It does not change for thousands of charges.
    package var words: ChargeWords { chunk.words }
    /// The place in `words.entries` of what the charge is for.
    package var entryPlace: Int { Int(row.entry) }
    package var app: Identifier { chunk.rows.apps[Int(row.app)] }
    package var currency: Currency { entry.currency }
    package var period: Period { entry.period }
    package var stream: Stream { entry.stream }
    package var tariff: Identifier { entry.tariff }
    package var isAdjustment: Bool { entry.isAdjustment }
    package var byHand: BookedByHand? { entry.byHand }
    package var amountMinor: Int64 { row.amountMinor }
    package var key: ChargeKey {
        ChargeKey(stream: entry.stream, app: app, tariff: entry.tariff, provider: entry.provider)
    }

    package var hasLines: Bool { lineBegin < Int(row.linesEnd) }
    /// The kind of the first line; `nil` if there is none.
    package var kind: LineKind? {
        hasLines ? chunk.words.forms[Int(chunk.rows.lines[lineBegin].form)].kind : nil
    }
    package var lines: [ChargeLine] { (lineBegin..<Int(row.linesEnd)).map(chunk.line) }

    /// The places of the shares, for `share(at:)`.
    package var shares: Range<Int> { shareBegin..<Int(row.sharesEnd) }
    package func amountMinor(ofShareAt share: Int) -> Int64 { chunk.rows.shares[share].amountMinor }
    /// The place in `words.parties` of the party that has a share.
    package func party(ofShareAt share: Int) -> Int { Int(chunk.rows.shares[share].party) }
    package func share(at share: Int) -> Share { chunk.share(share) }

    package func isSame(as other: PackedCharge) -> Bool { chunk === other.chunk && place == other.place }

    package func isOfSameApp(as other: PackedCharge) -> Bool {
        // An app is in one chunk, and there once.
        chunk === other.chunk && row.app == other.row.app
    }

    /// Whether both are of one app, currency, stream, tariff and period, so that only their providers differ.
    package func differsOnlyByProvider(from other: PackedCharge) -> Bool {
        isOfSameApp(as: other) && chunk.words.groups[entryPlace] == chunk.words.groups[other.entryPlace]
    }

    package var unpacked: SettledCharge { unpacked(withShares: true) }

    func unpacked(withShares: Bool) -> SettledCharge {
        var charge = SettledCharge(
            key: key, currency: entry.currency, period: entry.period, isAdjustment: entry.isAdjustment,
            order: entry.order, description: entry.description, lines: lines, amountMinor: amountMinor,
            units: row.units, shares: withShares ? shares.map(chunk.share) : [])
        charge.byHand = entry.byHand
        return charge
    }
}
