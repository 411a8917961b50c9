import Money
import Rules
import Vocabulary

/// The places at which a split needs something from the calls that it divides.
struct SplitNeeds {
    /// Where `provider` is named: a fee can't use such a split.
    var provider: [Place] = []
    /// Where `iso` is named without `otherwise`: every app must then have an ISO.
    var iso: [(place: Place, isShortfall: Bool)] = []
    /// The `min` and `max` of shares: each must be whole minor units of every currency that the split divides.
    var limits: [(place: Place, price: Price)] = []
}

/// Reads splits: how charges are divided.
extension RulesBuilder {
    func readSplits() -> [Split] {
        entries(root.node("splits")).compactMap { key, value in
            guard !bad.contains(value.id) else { return nil }
            return readSplit(Identifier(key.text ?? ""), key, value)
        }
    }

    private func readSplit(_ id: Identifier, _ key: YAMLNode, _ node: YAMLNode) -> Split? {
        var needs = SplitNeeds()
        let name = "split \(quoted(id.text))"
        var versions: [SplitVersion?] = []
        if items(node).contains(where: { $0.hasKey(of: .splitVersion) }) {
            let all = items(node).map { fields($0, at: $0.place) }
            for (fields, window) in zip(all, readVersionWindows(all, of: name)) {
                guard let entries = fields.node("entries") else { continue }
                versions.append(readVersion(entries, window, name, at: fields.place, &needs))
            }
        } else {
            versions = [readVersion(node, Window(), name, at: key.place, &needs)]
        }
        checkUses(of: id, needs)
        checkLimits(in: id, needs)
        let read = versions.compactMap(\.self)
        guard !read.isEmpty, read.count == versions.count else { return nil }
        return Split(id: id, versions: read, line: key.place.line)
    }

    /// Reads the entries of a split that hold on the days of a window.
    private func readVersion(
        _ node: YAMLNode, _ window: Window, _ name: String, at place: Place, _ needs: inout SplitNeeds
    ) -> SplitVersion? {
        var shortfall: Recipient?
        var entries: [SplitEntry] = []
        var all: [Fields] = []
        for item in items(node) {
            let fields = fields(item, at: item.place)
            if let bearer = readShortfall(fields, isFirst: shortfall == nil, &needs) { shortfall = bearer }
            guard fields.has("to") || !fields.has("shortfall") else { continue }
            all.append(fields)
            if let entry = readEntry(fields, &needs) { entries.append(entry) }
        }
        checkShares(all, of: name, at: place)
        guard let bearer = shortfall ?? issuer.map({ .party($0) }) else { return nil }
        return SplitVersion(window: window, entries: entries, shortfall: bearer, line: place.line)
    }

    private func readShortfall(_ fields: Fields, isFirst: Bool, _ needs: inout SplitNeeds) -> Recipient? {
        guard let node = fields.node("shortfall"), let text = node.text else { return nil }
        guard isFirst else {
            faults.report(node.place, "a second 'shortfall' in a split", "keep one of the two")
            return nil
        }
        if Identifier(text) == "settlement" {
            faults.report(
                node.place, "'settlement' can't bear a shortfall: it is a pool, not a party", "name a party or a role")
            return nil
        }
        return recipient(node, otherwise: nil, isShortfall: true, &needs)
    }

    private func readEntry(_ fields: Fields, _ needs: inout SplitNeeds) -> SplitEntry? {
        guard let to = fields.node("to"), let text = to.text else { return nil }
        let take = readTake(fields)
        guard Identifier(text) == "settlement" else {
            if let among = fields.node("among") {
                faults.report(
                    among.place, "an entry for \(quoted(text)) can't have 'among'",
                    "remove 'among', or write 'to: settlement': only settlement is divided once more")
            }
            let otherwise = fields.node("otherwise").flatMap { self.otherwise($0) }
            guard let target = recipient(to, otherwise: otherwise, isOptional: fields.has("otherwise"), &needs) else {
                return nil
            }
            let limits = readLimits(fields, &needs)
            return take.map { SplitEntry(take: $0, target: .recipient(target), limits: limits) }
        }
        if let otherwise = fields.node("otherwise") {
            faults.report(
                otherwise.place, "an entry for 'settlement' can't have 'otherwise'",
                "move it to an entry of 'among': settlement always exists")
        }
        guard let among = fields.node("among") else {
            if !fields.has("among") {
                faults.report(
                    to.place, "missing key 'among' in a share of settlement", "add 'among': who gets what part of it")
            }
            return nil
        }
        let limits = readLimits(fields, &needs)
        let inner = readAmong(among, &needs)
        return take.map { SplitEntry(take: $0, target: .settlement(among: inner), limits: limits) }
    }

    private func readAmong(_ node: YAMLNode, _ needs: inout SplitNeeds) -> [SplitEntry] {
        var entries: [SplitEntry] = []
        var all: [Fields] = []
        for item in items(node) {
            let fields = fields(item, at: item.place)
            all.append(fields)
            guard let to = fields.node("to"), let text = to.text else { continue }
            if Identifier(text) == "settlement" {
                faults.report(
                    to.place, "'among' can't name 'settlement' again", "name parties or roles: it is divided only once")
                continue
            }
            let otherwise = fields.node("otherwise").flatMap { self.otherwise($0) }
            let target = recipient(to, otherwise: otherwise, isOptional: fields.has("otherwise"), &needs)
            let limits = readLimits(fields, &needs)
            if let take = readTake(fields), let target {
                entries.append(SplitEntry(take: take, target: .recipient(target), limits: limits))
            }
        }
        checkShares(all, of: "'among'", at: node.place)
        return entries
    }

    private func readTake(_ fields: Fields) -> SplitEntry.Take? {
        if fields.node("cost") != nil { return .cost }
        if let price = fields.price("per_unit") { return .perUnit(price) }
        if let share = fields.rate("share") { return .share(share) }
        return fields.node("remaining") == nil ? nil : .remaining
    }

    /// Checks that shares add up to exactly 100 %, or to at most 100 % with one `remaining`.
    private func checkShares(_ all: [Fields], of what: String, at place: Place) {
        let remaining = all.compactMap { $0.node("remaining") }
        if remaining.count > 1 {
            faults.report(
                remaining[1].place, "'remaining' occurs twice in \(what)", "write a share in place of one of them")
        }
        let shares = all.compactMap { $0.rate("share") }
        // If a part is missing or was refused, the sum means nothing.
        let allRead = all.allSatisfy { fields in
            let written = ["cost", "per_unit", "share", "remaining"].filter(fields.has)
            return !written.isEmpty && written.allSatisfy { fields.node($0) != nil }
        }
        guard allRead else { return }
        if remaining.isEmpty { reportLimits(of: all) }
        let sum = shares.reduce(Int128(0)) { $0 + Int128($1.scaled) }
        let text = DecimalFormat.text(scaled: sum, decimals: 6, leastDecimals: 0) + "%"
        if remaining.isEmpty, sum != Int128(Rate.oneScaled) {
            faults.report(
                place, "the shares of \(what) add up to \(text), not 100%",
                "make them 100%, or write 'remaining: true' in place of one")
        } else if !remaining.isEmpty, sum > Int128(Rate.oneScaled) {
            faults.report(
                place, "the shares of \(what) add up to \(text), so nothing is left for 'remaining'",
                "make them at most 100%")
        }
    }
}
