/// Changes of rules, as months bring them.
extension RandomRules {
    /// Changes one thing.
    package mutating func edit(_ dice: inout Dice) {
        switch dice.number(0...5) {
        case 0, 1: editTariff(&dice)
        case 2: editApps(&dice)
        case 3: editParties(&dice)
        case 4: editTaxesAndSplits(&dice)
        default: editLists(&dice)
        }
    }

    private mutating func editTariff(_ dice: inout Dice) {
        guard !tariffs.isEmpty else { return tariffs.append(entry(&dice)) }
        let isIncome = !income.isEmpty && dice.isOne(in: 5)
        let place = dice.number(0...(isIncome ? income : tariffs).count - 1)
        var entry = isIncome ? income[place] : tariffs[place]
        switch dice.number(0...10) {
        case 0, 1, 2: entry.charge = ChargeText.text(entry.model, entry.currency, &dice)
        case 3:
            entry.model = dice.number(0...6)
            entry.charge = ChargeText.text(entry.model, entry.currency, &dice)
        case 4: entry.discount = dice.isOne(in: 3) ? nil : dice.percent(upTo: 30)
        case 5:
            if dice.isOne(in: 3) { (entry.minimum, entry.isProrated) = (nil, false) } else { setMinimum(&entry, &dice) }
        case 6: entry.maximum = dice.isOne(in: 3) ? nil : (entry.minimum ?? 0) + dice.number(0...20_000)
        case 7: entry.split = dice.pick(["s1", "s2", "s3"])
        case 8: entry.match = match(entry.currency, &dice)
        case 9: setWindow(&entry.from, &entry.until, &dice)
        default:
            entry.isBySegment.toggle()
            entry.description = dice.pick(["Passwords", "per \(entry.id)"])
        }
        if isIncome { income[place] = entry } else { tariffs[place] = entry }
    }

    private mutating func editApps(_ dice: inout Dice) {
        let place = dice.number(0...apps.count - 1)
        switch dice.number(0...4) {
        case 0: apps[place].name += dice.pick([" II", ", renamed"])
        case 1: apps[place].tax = dice.isOne(in: 3) ? nil : dice.pick(taxes.map(\.id))
        case 2: apps[place].iso = isos.isEmpty || dice.isOne(in: 3) ? nil : dice.pick(isos)
        case 3: if apps.count > 1 { removeApp(apps[place].id) }
        default:
            let missing = World.apps.filter { id in !apps.contains { $0.id == id } }
            if !missing.isEmpty { addApp(dice.pick(missing), &dice) }
        }
    }

    private mutating func removeApp(_ id: String) {
        apps.removeAll { $0.id == id }
        scrub("app", [id])
        fees = fees.compactMap { fee in
            guard let apps = fee.apps else { return fee }
            var fee = fee
            fee.apps = apps.filter { $0 != id }
            return fee.apps!.isEmpty ? nil : fee
        }
    }

    /// Takes names out of all matches; what would match nothing goes.
    private mutating func scrub(_ key: String, _ names: [String]) {
        func without(_ entries: [Entry]) -> [Entry] {
            entries.compactMap { entry in
                guard let values = entry.match[key] else { return entry }
                var entry = entry
                entry.match[key] = values.filter { !names.contains($0) }
                return entry.match[key]!.isEmpty ? nil : entry
            }
        }
        (tariffs, income) = (without(tariffs), without(income))
    }

    private mutating func editParties(_ dice: inout Dice) {
        switch dice.number(0...4) {
        case 0:
            guard providers.count > 1 else { return }
            let gone = providers.remove(at: dice.number(0...providers.count - 1))
            scrub("provider", [gone.id] + gone.aliases)
        case 1:
            let missing = World.providers.filter { id in !providers.contains { $0.id == id } }
            guard !missing.isEmpty else { return }
            let id = dice.pick(missing)
            let others = providers.flatMap(\.aliases)
            providers.append((id, (Self.aliases[id] ?? []).filter { !others.contains($0) }))
        case 2:
            // A name comes to mean another provider.
            let (from, to) = (dice.number(0...providers.count - 1), dice.number(0...providers.count - 1))
            if let alias = providers[from].aliases.popLast() { providers[to].aliases.append(alias) }
        case 3:
            guard !isos.isEmpty else { return }
            let gone = isos.remove(at: dice.number(0...isos.count - 1))
            for place in apps.indices where apps[place].iso == gone { apps[place].iso = nil }
            for id in splits.keys { splits[id]!.replace(gone, with: "host") }
        default: isos = World.isos
        }
    }

    private mutating func editTaxesAndSplits(_ dice: inout Dice) {
        switch dice.number(0...5) {
        case 0:
            let place = dice.number(0...1)
            taxes[place].rates = [(dice.percent(upTo: 20), nil)]
            var months = world.months.filter { _ in dice.isOne(in: 3) }
            months.sort()
            for month in months {
                taxes[place].rates.append((dice.percent(upTo: 20), month.day(dice.number(1...month.days))))
            }
        case 1: taxOf[dice.pick(world.currencies)] = dice.pick(["vat", "levy", "exempt"])
        case 2, 3:
            let id = dice.pick(["s1", "s2", "s3"])
            splits[id] = SplitText(forFee: false, isos, &dice)
        case 4:
            let id = dice.pick(["f1", "f2"])
            splits[id] = SplitText(forFee: true, isos, &dice)
        default: rounding = rounding == "half_up" ? "half_even" : "half_up"
        }
    }

    private mutating func editLists(_ dice: inout Dice) {
        switch dice.number(0...6) {
        case 0: tariffs = dice.shuffled(tariffs)
        case 1: if !tariffs.isEmpty { tariffs.remove(at: dice.number(0...tariffs.count - 1)) }
        case 2: tariffs.insert(entry(&dice), at: dice.number(0...tariffs.count))
        case 3: if !income.isEmpty, dice.isOne(in: 2) { income.removeFirst() } else { income.append(entry(&dice)) }
        case 4: fees.append(fee(&dice))
        case 5: if !fees.isEmpty { fees.remove(at: dice.number(0...fees.count - 1)) }
        default:
            guard !fees.isEmpty else { return }
            let place = dice.number(0...fees.count - 1)
            var fee = fees[place]
            switch dice.number(0...2) {
            case 0: fee.amount = dice.amount(0...90_000, fee.currency)
            case 1: fee.apps = dice.isOne(in: 2) ? nil : dice.some(of: apps.map(\.id), atMost: 3)
            default: setWindow(&fee.from, &fee.until, &dice)
            }
            fees[place] = fee
        }
    }
}
