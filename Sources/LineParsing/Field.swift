/// A field that is read: its path is all that sets one apart from another. Fields are numbered in the order in which
/// faults are looked for (S1.49); a set of them is a bit mask.
///
/// There is one list for all sources, because a line is scanned before its endpoint is known. Which fields belong to a
/// record is said by its `RecordKind`; a key that two sources have is one field.
enum Field: UInt8, CaseIterable {
    // The envelope.
    case time, app, endpoint, httpStatus, id, environment, request, response
    // Under `request`.
    case requestRef, requestType, auth, authType, authProvider, routeMode
    case transaction, mockMode, transactionRef, amount, customer, mobileNumber, details, channel, message
    case stcCountryCode, stcMobile, orderNumber, total
    // Under `response`.
    case status, data, providerCode, provider, providerResponse, delivery, cost, reference
    case paymentSession

    /// The path of the field in the line.
    var path: String {
        switch self {
        case .time: "time"
        case .app: "app"
        case .endpoint: "endpoint"
        case .httpStatus: "http_status"
        case .id: "id"
        case .environment: "environment"
        case .request: "request"
        case .response: "response"
        case .requestRef: "request.request_ref"
        case .requestType: "request.request_type"
        case .auth: "request.auth"
        case .authType: "request.auth.type"
        case .authProvider: "request.auth.auth_provider"
        case .routeMode: "request.auth.route_mode"
        case .transaction: "request.transaction"
        case .mockMode: "request.transaction.mock_mode"
        case .transactionRef: "request.transaction.transaction_ref"
        case .amount: "request.transaction.amount"
        case .customer: "request.transaction.customer"
        case .mobileNumber: "request.transaction.customer.mobile_no"
        case .details: "request.transaction.details"
        case .channel: "request.transaction.details.type"
        case .message: "request.transaction.details.message"
        case .stcCountryCode: "request.stcpayMobileCountryCode"
        case .stcMobile: "request.stcpayMobile"
        case .orderNumber: "request.orderNumber"
        case .total: "request.total"
        case .status: "response.status"
        case .data: "response.data"
        case .providerCode: "response.data.provider_response_code"
        case .provider: "response.data.provider"
        case .providerResponse: "response.data.provider_response"
        case .delivery: "response.data.provider_response.delivery_status"
        case .cost: "response.data.provider_response.cost"
        case .reference: "response.data.provider_response.reference"
        case .paymentSession: "response.paymentSessionId"
        }
    }

    /// The key of the field in its object: the last part of the path.
    var key: String { String(path.split(separator: ".").last ?? "") }

    /// The kind of object that the field holds, if the object's members are read.
    var object: ObjectKind? { ObjectKind.allCases.first { $0.field == self } }

    /// The object that the field is a member of.
    var parent: ObjectKind {
        let path = self.path.dropLast(key.count + 1)
        return ObjectKind.allCases.first { $0.field.map { $0.path == path } ?? false } ?? .envelope
    }
}

/// An object with members that are read. All other objects are only checked.
enum ObjectKind: UInt8, CaseIterable {
    case envelope, request, auth, transaction, customer, details, response, data, providerResponse

    /// The field that holds it; `nil` for the line itself.
    var field: Field? {
        switch self {
        case .envelope: nil
        case .request: .request
        case .auth: .auth
        case .transaction: .transaction
        case .customer: .customer
        case .details: .details
        case .response: .response
        case .data: .data
        case .providerResponse: .providerResponse
        }
    }
}

/// A set of fields, one bit each.
struct FieldSet: OptionSet {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    init(_ fields: Field...) {
        rawValue = fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    /// The field of the set that comes first in the order of S1.49.
    var first: Field? { Field(rawValue: UInt8(rawValue.trailingZeroBitCount)) }

    static let envelope = FieldSet(.time, .app, .endpoint, .httpStatus, .id, .environment, .request, .response)
}
