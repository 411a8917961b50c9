import Crypto
import Foundation

/// The rejection of a record: the code of the exception and the path it names.
struct Rejection: Error {
    let code: String
    let path: String
}

/// The outcome of reading one line of a log.
enum Outcome {
    case blank
    case call(Call)
    case query(Query)
    case other
    case rejected(Rejection)
}

/// A call as logged, before duplicates and queries.
struct Call {
    let source: ByteString
    let app: ByteString
    /// `request_ref`; for Paylink the envelope's id or the line's hash.
    let reference: ByteString
    let time: Int64
    var service: ByteString
    var authType: ByteString = ""
    var routeMode: ByteString = ""
    var mode: ByteString = ""
    var transactionReference: ByteString = ""
    var amount: Int64 = 0
    var destination: ByteString = ""
    var channel: ByteString = ""
    var segments = 1
    var status: ByteString = "Pending"
    var providerCode: ByteString = ""
    var delivery: ByteString = "none"
    var cost: Int64 = 0
    var provider: ByteString = ""
    var providerReference: ByteString = ""
    var hasResponse = false

    /// The billing fields as text, in the order of S2.4.
    var billingFields: [ByteString] {
        [
            service, authType, routeMode, mode, transactionReference, ByteString(String(amount)), destination, channel,
            ByteString(String(segments)), status, providerCode, delivery, ByteString(String(cost)), provider,
            providerReference,
        ]
    }

    /// The places of those that a response tells.
    static let ofResponse: Set<Int> = [9, 10, 11, 12, 13, 14]

    static let billingFieldNames = [
        "service", "auth_type", "route_mode", "mode", "transaction_ref", "amount", "destination", "channel", "segments",
        "status", "provider_code", "delivery", "cost", "provider", "reference",
    ]
}

/// A query about a call's status, with its answer.
struct Query {
    let app: ByteString
    let transactionReference: ByteString
    let time: Int64
    let status: ByteString
    let providerCode: ByteString
    let provider: ByteString
    let delivery: ByteString
    let cost: Int64?
    let providerReference: ByteString

    /// The fields that decide between answers of the same time.
    var tieFields: [ByteString] {
        [status, providerCode, provider, delivery, ByteString(cost.map { String($0) } ?? ""), providerReference]
    }
}

/// The settings that decide how a log is read.
struct ReadingRules {
    struct Source {
        var currency: ByteString
        var countryCode: String
        var otpLength: Int
    }
    var services: Set<ByteString>
    /// The sources that the rules have.
    var sources: Set<ByteString>
    var unsetMode: String
    var onepipe: Source
    var paylink: Source
}

/// The lines of a file, without their line ends.
func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var result: [[UInt8]] = []
    while !rest.isEmpty {
        let end = rest.firstIndex(of: 0x0A)
        var line = rest[..<(end ?? rest.endIndex)]
        if end != nil, line.last == 0x0D { line = line.dropLast() }
        result.append(Array(line))
        rest = end.map { rest[($0 + 1)...] } ?? []
    }
    return result
}

/// Reads one line.
func readLine(_ line: [UInt8], _ rules: ReadingRules) -> Outcome {
    do {
        if line.count > 1_048_576 { throw Rejection(code: "too_long", path: "") }
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return .blank }
        if !isUTF8(line) { throw Rejection(code: "not_utf8", path: "") }
        let value: JSON
        do {
            value = try JSONParser.parse(line)
        } catch {
            throw Rejection(code: error == .tooDeep ? "too_deep" : "not_json", path: "")
        }
        guard case .object(let members) = value else { throw Rejection(code: "bad_field", path: "$") }
        let envelope = try Fields(
            members, "",
            reading: ["time", "app", "endpoint", "http_status", "id", "environment", "request", "response"])
        switch try endpoint(envelope) {
        case "/transact" where rules.sources.contains("onepipe"): return try readTransact(envelope, rules)
        case "/transact/query" where rules.sources.contains("onepipe"): return try readQuery(envelope, rules)
        case "/rest/pay/stcpay/sendOtp": return try readPaylink(envelope, line, rules)
        default: return .other
        }
    } catch let rejection as Rejection {
        return .rejected(rejection)
    } catch {
        fatalError("only rejections are thrown here")
    }
}

/// The path without one leading `/v<digits>` and one trailing `/`.
private func endpoint(_ envelope: Fields) throws -> String {
    guard let text = try envelope.text("endpoint") else { throw Rejection(code: "missing_field", path: "endpoint") }
    var path = text[...]
    if path.starts(with: Array("/v".utf8)) {
        let rest = path.dropFirst(2).drop { (0x30...0x39).contains($0) }
        if rest.first == UInt8(ascii: "/"), rest.startIndex > path.startIndex + 2 { path = rest }
    }
    if path.last == UInt8(ascii: "/") { path = path.dropLast() }
    return String(decoding: path, as: UTF8.self)
}

/// Whether bytes are strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
func isUTF8(_ bytes: [UInt8]) -> Bool {
    var at = 0
    while at < bytes.count {
        let lead = bytes[at]
        let (length, least): (Int, UInt32)
        switch lead {
        case 0x00...0x7F: (length, least) = (1, 0)
        case 0xC0...0xDF: (length, least) = (2, 0x80)
        case 0xE0...0xEF: (length, least) = (3, 0x800)
        case 0xF0...0xF7: (length, least) = (4, 0x10000)
        default: return false
        }
        guard at + length <= bytes.count else { return false }
        if length > 1 {
            var code = UInt32(lead) & (0x7F >> UInt32(length))
            for next in bytes[(at + 1)..<(at + length)] {
                guard next & 0xC0 == 0x80 else { return false }
                code = code << 6 | UInt32(next & 0x3F)
            }
            if code < least || code > 0x10FFFF || (0xD800...0xDFFF).contains(code) { return false }
        }
        at += length
    }
    return true
}

/// SHA-256 in lower-case hexadecimal digits.
func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
