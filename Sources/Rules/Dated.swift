public import Vocabulary

/// A value that holds from a day on, until the next one of its list.
public struct Dated<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    /// The first day on which it holds; `nil` for one that always did.
    public var from: CivilDate?

    public init(_ value: Value, from: CivilDate? = nil) {
        self.value = value
        self.from = from
    }
}

extension Array {
    /// The value that holds on a day; `nil` before the first one. The list is in the order of its days.
    public func value<Value>(on day: CivilDate) -> Value? where Element == Dated<Value> {
        last { $0.from.map { $0 <= day } ?? true }?.value
    }

    /// The days on which another value begins to hold, ascending.
    public func changes<Value>() -> [CivilDate] where Element == Dated<Value> {
        indices.compactMap { place in
            place > 0 && self[place - 1].value == self[place].value ? nil : self[place].from
        }
    }
}
