import Rules
import Vocabulary

/// Reads what holds from a day on: the ISOs and taxes of an app, and the versions of a split (S3.43 to S3.45).
extension RulesBuilder {
    /// Reads a name, or names with dates. All but the first need a `from`, and these must ascend.
    ///
    /// - Parameters:
    ///   - what: one of them, as messages call it.
    ///   - check: looks at each known name, with its place.
    func readDatedNames(
        _ node: YAMLNode?, _ names: Names?, _ what: String, _ check: (YAMLNode, Identifier) -> Void
    ) -> [Dated<Identifier>] {
        guard let node else { return [] }
        guard case .sequence = node.content else {
            guard let name = reference(node, names) else { return [] }
            check(node, name)
            return [Dated(name)]
        }
        var dated: [Dated<Identifier>] = []
        var before: CivilDate?
        for (index, item) in items(node).enumerated() {
            let fields = fields(item, at: item.place)
            let from = fields.date("from")
            if index > 0, !fields.has("from") {
                faults.report(
                    fields.place, "missing key 'from' in \(what) after the first",
                    "add 'from': the first day on which it holds")
            } else if let from, let before, from <= before, let node = fields.node("from") {
                faults.report(
                    node.place, "days out of order: from \(from) comes after \(before)",
                    "write them in the order of their days, each day once")
            }
            before = from ?? before
            guard let to = fields.node("to"), let name = reference(to, names) else { continue }
            check(to, name)
            dated.append(Dated(name, from: from))
        }
        return dated
    }

    /// The windows of a split's versions, each joined to its neighbours: an end that is left out between two versions
    /// is that of the other one.
    ///
    /// - Parameter all: those of the versions, in the order of the file.
    func readVersionWindows(_ all: [Fields], of split: String) -> [Window] {
        var windows = all.map { readWindow($0) }
        for (index, fields) in all.enumerated().dropFirst() {
            let (until, from) = (windows[index - 1].until, windows[index].from)
            // What was refused is not looked at again.
            if fields.has("from") && from == nil || all[index - 1].has("until") && until == nil { continue }
            guard let day = from ?? until else {
                faults.report(
                    fields.place, "missing key 'from' in a version of \(split) after the first",
                    "add 'from': the first day on which it holds")
                continue
            }
            if let from, let until, from != until, let node = fields.node("from") {
                faults.report(
                    node.place,
                    from > until
                        ? "\(split) has no entries from \(until) to \(from.adding(days: -1))"
                        : "\(split) has two versions on \(from)",
                    "write 'from: \(until)', the 'until' of the version before: each follows the one before it")
            }
            windows[index - 1].until = until ?? day
            windows[index].from = from ?? day
            let before = windows[index - 1]
            if let first = before.from, until == nil, day <= first, let node = fields.node("from") {
                faults.report(
                    node.place, "days out of order: from \(day) comes after \(first)",
                    "write the versions in the order of their days")
            }
            if from == nil, let end = windows[index].until, end <= day, let node = fields.node("until") {
                faults.report(
                    node.place, "days out of order: until \(end) comes after \(day)",
                    "write the versions in the order of their days")
            }
        }
        return windows
    }
}
