/// Rows grouped by a key, in their order.
///
/// Only positions are stored for each key, because copies of the rows would take several times the memory.
struct Grouped<Key: Hashable & Sendable, Row: Sendable>: Sendable {
    private let rows: [Row]
    /// The positions of rows; those of one key are adjacent.
    private var order: [Int32] = []
    private var places: [Key: Range<Int32>] = [:]
    /// Whether the rows of each key are adjacent in `rows` too.
    private var isInOrder = false

    init() {
        rows = []
    }

    /// - Complexity: O(rows).
    init(_ rows: [Row], by key: (Row) -> Key) {
        self.rows = rows
        var numbers: [Key: Int32] = [:]
        var counts: [Int32] = []
        let groups = rows.map { row in
            let key = key(row)
            if let number = numbers[key] {
                counts[Int(number)] += 1
                return number
            }
            numbers[key] = Int32(counts.count)
            counts.append(1)
            return Int32(counts.count - 1)
        }
        var ends: [Int32] = []
        ends.reserveCapacity(counts.count)
        var sum: Int32 = 0
        for count in counts {
            ends.append(sum)
            sum += count
        }
        order = Array(repeating: 0, count: rows.count)
        for (position, group) in groups.enumerated() {
            order[Int(ends[Int(group)])] = Int32(position)
            ends[Int(group)] += 1
        }
        isInOrder = !order.enumerated().contains { $0.offset != Int($0.element) }
        places = numbers.mapValues { ends[Int($0)] - counts[Int($0)]..<ends[Int($0)] }
    }

    var keys: Dictionary<Key, Range<Int32>>.Keys { places.keys }

    /// The rows of a key; `nil` if there are none.
    ///
    /// - Complexity: O(1) if the rows of each key are adjacent, as in a table of settle; else O(rows of the key).
    subscript(_ key: Key) -> ArraySlice<Row>? {
        guard let place = places[key] else { return nil }
        let range = Int(place.lowerBound)..<Int(place.upperBound)
        return isInOrder ? rows[range] : ArraySlice(order[range].map { rows[Int($0)] })
    }
}
