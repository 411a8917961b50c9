import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Vocabulary

/// The calls of a line (`--calls`), each with its place in a log.
struct LineCalls {
    let context: ExplainContext
    let worked: WorkedPeriod
    let charge: Charge

    private struct Found {
        let call: KnownCall
        let day: CivilDate
        let units: Int64
    }

    /// The calls of a charge, ordered by time, then by the app's reference.
    private func found() throws -> [Found] {
        let rules = worked.rules.rules
        let unit = entry?.unit ?? .call
        var classes: [CallProfile: Classification] = [:]
        var found: [Found] = []
        try context.ledger.forEachCall(
            of: worked.app, in: worked.period, calendar: rules.calendar, at: worked.moment
        ) { call, day in
            let classification = classes[call.profile] ?? Classification(of: call.profile, under: rules)
            classes[call.profile] = classification
            guard classification.takes(charge, on: day) else { return }
            found.append(Found(call: call, day: day, units: unit == .call ? 1 : Int64(call.record.segments)))
        }
        return found.sorted {
            ($0.call.record.timeNanoseconds, $0.call.ref) < ($1.call.record.timeNanoseconds, $1.call.ref)
        }
    }

    private var entry: Tariff? {
        let entries = charge.key.stream == .invoice ? worked.rules.rules.tariffs : worked.rules.rules.income
        return entries.indices.contains(charge.order) ? entries[charge.order].terms(of: charge.key.app) : nil
    }

    /// The calls of one line, or of the whole charge.
    ///
    /// Tiers are filled in order of time. The charge depends only on the number of units, so any order would do. A call
    /// may have some segments in one tier and some in the next.
    func table(of line: ChargeLine?) throws -> Table {
        let range = bounds(of: line)
        var table = Table(
            key: "calls", title: "", columns: ["time", "ref", "units", "status", "provider", "of", "charge", "log"])
        guard line?.kind != .fee, line?.kind != .adjustment, line?.kind != .credit, line?.kind != .debit, let entry
        else {
            table.title = "Calls: none, a fee is owed whether or not the app calls"
            return table
        }
        let callCharge = entry.charge.callCharge
        table.columns[5] = (callCharge?.figure ?? .cost).rawValue
        var below = charge.counted.units
        var units: Int64 = 0
        for found in try found() {
            let first = max(below + 1, range.lowerBound)
            let last = min(below + found.units, range.upperBound)
            below += found.units
            guard first <= last else { continue }
            units += last - first + 1
            let call = found.call
            let figureMinor = callCharge.map { call.minor($0.figure) }
            let each = try callCharge?.charge(
                figureMinor: figureMinor ?? 0, charge.currency, worked.rules.rules.rounding, name: charge.name)
            table.rows.append([
                .text(Instant(call.record.timeNanoseconds).utc), .text(call.ref.text), .integer(last - first + 1),
                .text(call.profile.status.rawValue), .text(call.profile.provider.text),
                figureMinor.map { .amount($0, charge.currency) } ?? .none,
                each.map { .amount($0.amountMinor, charge.currency) } ?? .none,
                .text("\(call.file):\(call.record.line)"),
            ])
        }
        let calls = table.rows.count
        table.title = "Calls: \(calls.grouped)"
        if entry.unit != .call {
            table.title += ", with \(units.counted(entry.unit.rawValue))"
        }
        if line?.tier != nil, !isWhole(range) { table.title += " in this line, the tiers filled in the order of time" }
        return table
    }

    private func isWhole(_ range: ClosedRange<Int64>) -> Bool { range == 1...Int64.max }

    /// The units of the charge that a line covers, counted from 1.
    private func bounds(of line: ChargeLine?) -> ClosedRange<Int64> {
        line.flatMap { entry?.charge.unitCharge?.span(of: $0) } ?? 1...Int64.max
    }
}
