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

    private static func pending(_ response: Response) -> StoredRecord {
        var record = Self.record
        record.profile.kind.status = .pending
        record.profile.kind.delivery = .none
        record.profile.kind.response = response
        (record.profile.providerCode, record.reference, record.costMinor) = ("", "", 0)
        return record
    }

    /// Of a call that another record answers, a duplicate says what the call says, or what that record says (S2.25).
    @Test(arguments: CallField.billing)
    func aDuplicateIsHeldAgainstTheRecordThatAnswers(field: CallField) {
        let (call, answer) = (Self.pending(.absent), Self.record)
        #expect(call.billingFields(contradictedBy: answer, answeredBy: answer).isEmpty)
        #expect(call.billingFields(contradictedBy: call, answeredBy: answer).isEmpty)
        #expect(call.billingFields(contradictedBy: answer, answeredBy: nil).contains(.status))
        #expect(call.billingFields(contradictedBy: Self.record(without: field), answeredBy: answer) == [field])
    }

    /// Of records that are otherwise equal, the one without a response is the call (S2.26); it is no other one (S2.7).
    @Test func theOneWithoutAResponseComesFirst() {
        var (without, with) = (Self.pending(.absent), Self.pending(.present))
        with.kindID = 2
        #expect(without.precedes(with) && !with.precedes(without))
        #expect(without.hasSameBillingFields(as: with))
        with.timeNanoseconds -= 1
        #expect(!without.precedes(with) && with.precedes(without))
        without.timeNanoseconds = with.timeNanoseconds
        without.profile.kind.channel = "z"
        #expect(with.precedes(without))
    }

    /// What an earlier version has not kept is told by the fields that only a response has (S2.28).
    @Test func whetherAResponseCameIsToldByItsFields() {
        #expect(Self.pending(.absent).hasNoResponse && !Self.pending(.present).hasNoResponse)
        #expect(Self.pending(.unknown).hasNoResponse)
        var (code, delivery) = (Self.pending(.unknown), Self.pending(.unknown))
        var (cost, reference) = (code, code)
        code.profile.providerCode = "00"
        delivery.profile.kind.delivery = .pending
        cost.costMinor = 1
        reference.reference = "x"
        for record in [code, delivery, cost, reference] { #expect(!record.hasNoResponse) }
    }
}
