/// The place of a field: in the line, and in its body if that is a text of its own.
struct Path {
    enum Root { case envelope, request, response }

    let text: String
    let root: Root
    let inLine: Oracle.Path
    let inBody: Oracle.Path

    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: ".", maxSplits: 1)
        root = parts.count == 1 ? .envelope : parts[0] == "request" ? .request : .response
        inLine = Oracle.Path(text)
        inBody = Oracle.Path(String(parts.last ?? ""))
    }
}

/// The fields that are read (S1.12, S1.20, S1.22, S1.23).
enum Paths {
    static let time = Path("time")
    static let app = Path("app")
    static let endpoint = Path("endpoint")
    static let httpStatus = Path("http_status")
    static let id = Path("id")
    static let environment = Path("environment")
    static let request = Path("request")
    static let response = Path("response")
    static let requestRef = Path("request.request_ref")
    static let requestType = Path("request.request_type")
    static let auth = Path("request.auth")
    static let authType = Path("request.auth.type")
    static let authProvider = Path("request.auth.auth_provider")
    static let routeMode = Path("request.auth.route_mode")
    static let transaction = Path("request.transaction")
    static let mockMode = Path("request.transaction.mock_mode")
    static let transactionRef = Path("request.transaction.transaction_ref")
    static let amount = Path("request.transaction.amount")
    static let customer = Path("request.transaction.customer")
    static let mobileNumber = Path("request.transaction.customer.mobile_no")
    static let details = Path("request.transaction.details")
    static let channel = Path("request.transaction.details.type")
    static let message = Path("request.transaction.details.message")
    static let stcCountryCode = Path("request.stcpayMobileCountryCode")
    static let stcMobile = Path("request.stcpayMobile")
    static let orderNumber = Path("request.orderNumber")
    static let total = Path("request.total")
    static let status = Path("response.status")
    static let data = Path("response.data")
    static let providerCode = Path("response.data.provider_response_code")
    static let provider = Path("response.data.provider")
    static let providerResponse = Path("response.data.provider_response")
    static let delivery = Path("response.data.provider_response.delivery_status")
    static let cost = Path("response.data.provider_response.cost")
    static let reference = Path("response.data.provider_response.reference")
    static let paymentSession = Path("response.paymentSessionId")

    /// The fields that may occur only once, for each kind of line, in the order of S1.49.
    static let envelope = [
        time, app, endpoint, httpStatus, id, environment, request,
        response,
    ]
    private static let answerFields = [
        status, data, providerCode, provider, providerResponse, delivery,
        cost, reference,
    ]
    static let callFields =
        [
            requestRef, requestType, auth, authType, authProvider, routeMode,
            transaction, mockMode, transactionRef, amount, customer,
            mobileNumber, details, channel, message,
        ] + answerFields
    static let queryFields =
        [requestRef, requestType, transaction, transactionRef] + answerFields
    static let paylinkFields = [
        stcCountryCode, stcMobile, orderNumber, total, paymentSession,
    ]
}
