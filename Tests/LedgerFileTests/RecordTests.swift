import Testing
import Vocabulary

@testable import LedgerFile

/// The fields of a stored record: every field that makes a duplicate conflict is also named in the message.
@Suite struct RecordTests {
    private static let record = StoredRecord(
        logID: 1, line: 1, timeNanoseconds: 1, kindID: 1,
        profile: CallProfile(
            CallKind(
                source: .onepipe, service: "s", provider: "p", channel: "c", authType: "a", routeMode: "r",
                mode: .live, status: .successful, delivery: .delivered),
            app: "app", providerCode: "00", destination: "234"),
        transactionRef: "t", reference: "x", segments: 1, amountMinor: 1, costMinor: 1)

    /// The record with another value in one field.
    private static func record(without field: CallField) -> StoredRecord {
        var record = record
        switch field {
        case .app: record.profile.app = ""
        case .providerCode: record.profile.providerCode = ""
        case .destination: record.profile.destination = ""
        case .transactionRef: record.transactionRef = ""
        case .amount: record.amountMinor = 0
        case .segments: record.segments = 0
        case .cost: record.costMinor = 0
        case .reference: record.reference = ""
        case .source, .service, .provider, .channel, .authType, .routeMode, .mode, .status, .delivery:
            let others: [CallField: Identifier] = [
                .source: "paylink", .mode: "test", .status: "Failed", .delivery: "failed",
            ]
            let kind = record.profile.kind
            record.profile.kind = CallKind { $0 == field ? others[$0] ?? "" : kind[$0] ?? "" } ?? kind
            record.kindID = 2
        }
        return record
    }

    @Test(arguments: CallField.billing)
    func everyBillingFieldMakesAConflictAndIsNamed(field: CallField) {
        let other = Self.record(without: field)
        #expect(Self.record.billingFields(differingFrom: other) == [field])
        #expect(!Self.record.hasSameBillingFields(as: other))
        #expect(Self.record.precedes(other) != other.precedes(Self.record))
    }

    @Test func theSameRecordTwiceIsNoConflict() {
        #expect(Self.record.billingFields(differingFrom: Self.record).isEmpty)
        #expect(Self.record.hasSameBillingFields(as: Self.record) && !Self.record.precedes(Self.record))
    }
}
