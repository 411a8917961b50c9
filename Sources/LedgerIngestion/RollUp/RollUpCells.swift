/// The key of a row of `roll_up`, in numbers that are valid within one `RollUp`.
struct CellKey: Hashable {
    /// A part of a period; see `RollUp`.
    var part: Int32
    /// Ids in the ledger.
    var app: Int32
    var kind: Int32
    /// Classes of the period's distinctions.
    var destination: Int32
    var providerCode: Int32
    /// `UsageRow.mixed` if calls are not distinguished by them.
    var amountMinor: Int64
    var costMinor: Int64

    /// The hash of the key. A simple mix is enough, because nobody outside chooses these numbers.
    @inline(__always)
    var mixed: UInt64 {
        var mix = UInt64(truncatingIfNeeded: Int64(app) &<< 32 | Int64(kind)) &* 0x9E37_79B9_7F4A_7C15
        mix ^= UInt64(truncatingIfNeeded: amountMinor) &* 0xC2B2_AE3D_27D4_EB4F
        mix = (mix ^ (mix &>> 29)) &+ UInt64(truncatingIfNeeded: costMinor) &* 0x1656_67B1_9E37_79F9
        mix ^= UInt64(truncatingIfNeeded: Int64(part) &<< 44 | Int64(destination) &<< 22 | Int64(providerCode))
        mix = (mix ^ (mix &>> 32)) &* 0xD6E8_FEB8_6659_FD93
        return mix ^ (mix &>> 32)
    }
}

/// The sums of a row of `roll_up`, or a change to them.
struct CellSums {
    var calls: Int64 = 0
    var segments: Int64 = 0
    var amountMinor: Int128 = 0
    var costMinor: Int128 = 0

    var isNothing: Bool { calls == 0 && segments == 0 && amountMinor == 0 && costMinor == 0 }
    var takesOut: Bool { calls < 1 || segments < 0 || amountMinor < 0 || costMinor < 0 }
}

/// Sums by key: a hash table with open addressing, whose slots hold indexes into `cells`.
struct RollUpCells {
    struct Cell {
        var key: CellKey
        var sums: CellSums
    }

    private(set) var cells: [Cell] = []
    /// The index of a cell plus 1, or 0. The number of slots is a power of two.
    private var places: [UInt32] = Array(repeating: 0, count: 1 << 10)

    var count: Int { cells.count }

    /// The result of `touch`, which keeps the compiler from dropping its reads.
    private var touched: Int64 = 0

    /// Reads the cells of some keys, so that the reads wait for memory at the same time.
    mutating func touch(_ keys: [CellKey]) {
        var sum: Int64 = 0
        for key in keys {
            let place = Int(places[Int(truncatingIfNeeded: key.mixed) & (places.count &- 1)]) &- 1
            if place >= 0 { sum &+= cells[place].sums.calls }
        }
        touched = sum
    }

    /// Adds a call to the cell of a key.
    ///
    /// - Parameter sign: 1 to count a call, -1 to take it out again.
    @inline(__always)
    mutating func add(_ key: CellKey, segments: Int32, amountMinor: Int64, costMinor: Int64, sign: Int64) {
        let place = place(of: key)
        // No ledger holds enough calls to exceed these ranges.
        cells[place].sums.calls &+= sign
        cells[place].sums.segments &+= Int64(segments) &* sign
        cells[place].sums.amountMinor &+= Int128(amountMinor) &* Int128(sign)
        cells[place].sums.costMinor &+= Int128(costMinor) &* Int128(sign)
        if cells.count > places.count / 2 { makeIndex(slots: places.count * 4) }
    }

    /// Adds the cells that were gathered elsewhere under the same keys.
    mutating func add(_ other: RollUpCells) {
        for cell in other.cells {
            let place = place(of: cell.key)
            cells[place].sums.calls &+= cell.sums.calls
            cells[place].sums.segments &+= cell.sums.segments
            cells[place].sums.amountMinor &+= cell.sums.amountMinor
            cells[place].sums.costMinor &+= cell.sums.costMinor
            if cells.count > places.count / 2 { makeIndex(slots: places.count * 4) }
        }
    }

    /// The index of the cell of a key. A new cell is added.
    @inline(__always)
    private mutating func place(of key: CellKey) -> Int {
        var index = Int(truncatingIfNeeded: key.mixed) & (places.count &- 1)
        while true {
            let place = Int(places[index]) &- 1
            if place < 0 {
                cells.append(Cell(key: key, sums: CellSums()))
                places[index] = UInt32(cells.count)
                return cells.count &- 1
            }
            if cells[place].key == key { return place }
            index = (index &+ 1) & (places.count &- 1)
        }
    }

    /// Removes the cells with certain keys and returns them.
    mutating func remove(where isTaken: (CellKey) -> Bool) -> [Cell] {
        let taken = cells.filter { isTaken($0.key) }
        cells.removeAll { isTaken($0.key) }
        makeIndex(slots: places.count)
        return taken
    }

    /// Removes all cells and returns them, without a copy.
    mutating func removeAll() -> [Cell] {
        defer { self = RollUpCells() }
        return cells
    }

    @inline(never)
    private mutating func makeIndex(slots: Int) {
        places = Array(repeating: 0, count: slots)
        for (place, cell) in cells.enumerated() {
            var index = Int(truncatingIfNeeded: cell.key.mixed) & (places.count - 1)
            while places[index] != 0 { index = (index + 1) & (places.count - 1) }
            places[index] = UInt32(place + 1)
        }
    }
}
