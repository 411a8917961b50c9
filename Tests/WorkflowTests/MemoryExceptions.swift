import LineParsing
import Rating
import Rules
import Store
import Vocabulary

/// The exceptions of a period in a `MemoryStore`.
final class MemoryExceptions: PeriodExceptions {
    private let store: MemoryStore
    private var rejected: [ExceptionRow] = []
    private var others: [ExceptionRow] = []
    private var unrated: [ExceptionRow] = []
    private var lateUnrated: [ExceptionRow] = []
    private(set) var listed = ListedExceptions()

    init(_ store: MemoryStore, of period: Period) {
        self.store = store
        for log in store.plainLogs.dropFirst(store.logsAllowed) {
            rejected += log.rejects.map {
                ExceptionRow(
                    code: $0.reject.code.rawValue, file: Identifier(log.path), line: $0.line, app: .none,
                    reference: .none, detail: $0.reject.detail)
            }
        }
        rejected.sort(by: ExceptionRow.inFileOrder)
        addConflicts(period)
        addLostQueries(period)
    }

    /// The calls of a past period that closings let pass and that its rules do not bill.
    init(_ store: MemoryStore, waitingIn period: Period, under rules: Rules) {
        self.store = store
        for call in store.standing where period.contains(call.day) && store.listed.calls.contains(call.number) {
            if let row = Self.unrated(call, under: rules) { unrated.append(row) }
        }
    }

    private func addConflicts(_ period: Period) {
        for places in store.records {
            let place = store.transaction(places)
            let transaction = store.call(place)
            guard store.lists(store.calendar.day(ofNanoseconds: transaction.row.timeNanoseconds), with: period)
            else { continue }
            let answers = ["status", "provider_code", "delivery", "cost", "provider", "reference"]
            let answering = store.recordThatAnswers(places).map { store.call($0).billingFields }
            for other in places where other != place && !store.listed.duplicates.contains(other.number) {
                let record = store.call(other)
                var expected = transaction.billingFields
                func agrees(_ fields: [(name: String, value: Identifier)]) -> Bool {
                    zip(fields, record.billingFields).allSatisfy { !answers.contains($0.name) || $0.value == $1.value }
                }
                if let answering, !agrees(expected) {
                    for index in expected.indices where answers.contains(expected[index].name) {
                        expected[index] = answering[index]
                    }
                }
                let differing = zip(expected, record.billingFields).filter { $0.value != $1.value }
                guard !differing.isEmpty else { continue }
                listed.conflictingDuplicates.append(other.number)
                others.append(
                    .conflictingDuplicate(
                        differingIn: differing.map(\.0.name), app: transaction.app, reference: transaction.ref,
                        file: Identifier(store.plainLogs[other.log].path), line: record.line))
            }
        }
    }

    private func addLostQueries(_ period: Period) {
        let asked = Set(
            store.standing.filter { $0.call.kind.source == .onepipe }.map { [$0.call.app, $0.call.transactionRef] })
        for (number, log) in store.plainLogs.enumerated() {
            for (index, query) in log.queries.enumerated() {
                let own = MemoryStore.Place(log: number, index: index).number
                guard !asked.contains([query.row.app, query.row.transactionRef]), !store.listed.queries.contains(own),
                    store.lists(store.calendar.day(ofNanoseconds: query.row.timeNanoseconds), with: period)
                else { continue }
                listed.unmatchedQueries.append(own)
                others.append(
                    .queryWithoutCall(
                        app: query.row.app, transactionRef: query.row.transactionRef, file: Identifier(log.path),
                        line: query.line))
            }
        }
    }

    func addUnrated(of period: Period, under rules: Rules, isLate: Bool) {
        for call in store.standing where period.contains(call.day) && !store.listed.calls.contains(call.number) {
            guard let row = Self.unrated(call, under: rules) else { continue }
            if isLate { lateUnrated.append(row) } else { unrated.append(row) }
            listed.unratedCalls.append(call.number)
        }
    }

    private static func unrated(_ call: MemoryStore.Standing, under rules: Rules) -> ExceptionRow? {
        guard case .unrated(let code) = Classification(of: call.profile, under: rules).outcome(on: call.day) else {
            return nil
        }
        return .unrated(
            code, app: call.profile.app, call.profile.kind, reference: call.call.ref, file: call.file,
            line: call.call.line)
    }

    var unratedCount: Int { unrated.count }
    var lateUnratedCount: Int { lateUnrated.count }
    var rejectedCount: Int { rejected.count }

    func unratedExamples(_ count: Int) -> [ExceptionRow] { Array(unrated.prefix(count)) }
    func lateUnratedExamples(_ count: Int) -> [ExceptionRow] { Array(lateUnrated.prefix(count)) }
    func rejectedExamples(_ count: Int) -> [ExceptionRow] { Array(rejected.prefix(count)) }

    func forEach(_ body: (ExceptionRow) throws -> Void) rethrows {
        try (rejected + others + unrated + lateUnrated).sorted(by: ExceptionRow.inFileOrder).forEach(body)
    }
}
