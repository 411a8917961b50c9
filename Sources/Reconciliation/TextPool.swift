package import Vocabulary

/// The id of a text in a `TextPool`. Equal texts have equal ids, so comparing them compares 4 bytes.
package struct TextID: Hashable, Sendable {
    /// The position in the pool, in the order in which texts were added.
    package let index: UInt32

    /// The empty text, which identifies nothing.
    package static let none = TextID(index: 0)

    package var isEmpty: Bool { index == 0 }
}

/// The references of a month, each stored once.
///
/// A month may have ten million calls and as many rows of a statement. A `String` for each reference would take three
/// times as many bytes, and a dictionary of them as many again.
package struct TextPool: Sendable {
    private var bytes: [UInt8] = []
    /// The end of each text in `bytes`; the first text is the empty one.
    private var ends: [Int] = [0]
    /// A hash table of text positions, with linear probing. 0 is a free slot: the empty text is never looked up here.
    private var table: [UInt32]
    private var mask: Int

    package init() {
        table = Array(repeating: 0, count: 1 << 10)
        mask = (1 << 10) - 1
    }

    /// The number of texts, including the empty one.
    package var count: Int { ends.count }

    /// Returns the id of a text and adds the text if it is new. Texts are compared by their bytes.
    ///
    /// - Precondition: the pool has fewer than 2³² texts.
    /// - Complexity: O(bytes), amortized.
    package mutating func intern(_ text: UnsafeRawBufferPointer) -> TextID {
        guard !text.isEmpty else { return .none }
        let place = place(of: text)
        if table[place] != 0 { return TextID(index: table[place]) }
        let id = UInt32(ends.count)
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        table[place] = id
        if ends.count * 2 > table.count { grow() }
        return TextID(index: id)
    }

    /// Returns the id of an identifier's text and adds the text if it is new.
    package mutating func intern(_ text: Identifier) -> TextID {
        var text = text.text
        return text.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
    }

    /// Returns the id of a text if the pool has it.
    package func find(_ text: UnsafeRawBufferPointer) -> TextID? {
        guard !text.isEmpty else { return TextID.none }
        let id = table[place(of: text)]
        return id == 0 ? nil : TextID(index: id)
    }

    /// Returns the text with this id.
    package func text(_ id: TextID) -> Identifier {
        Identifier(String(decoding: bytes[range(id.index)], as: UTF8.self))
    }

    /// Whether `a` is before `b` in byte order.
    package func precedes(_ a: TextID, _ b: TextID) -> Bool {
        a != b && bytes[range(a.index)].lexicographicallyPrecedes(bytes[range(b.index)])
    }

    private func range(_ index: UInt32) -> Range<Int> {
        index == 0 ? 0..<0 : ends[Int(index) - 1]..<ends[Int(index)]
    }

    /// Returns the slot of a text in the table, or the free slot for it.
    private func place(of text: UnsafeRawBufferPointer) -> Int {
        // The hash is seeded for each process, so nobody can make up references that all collide.
        var hasher = Hasher()
        hasher.combine(bytes: text)
        var place = hasher.finalize() & mask
        while table[place] != 0, !bytes[range(table[place])].elementsEqual(text) { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        mask = table.count * 2 - 1
        table = Array(repeating: 0, count: mask + 1)
        for index in 1..<ends.count {
            let range = range(UInt32(index))
            let free = bytes.withUnsafeBytes { place(of: UnsafeRawBufferPointer(rebasing: $0[range])) }
            table[free] = UInt32(index)
        }
    }
}
