import GatewayLog
import LineParsing
import Money
import Rules
import Vocabulary

/// A log as plain values: its records, in the order of their lines.
struct PlainLog {
    struct Call {
        var line: Int64
        var app: Identifier
        var kind: CallKind
        var row: CallRow
        var ref: Identifier
        var transactionRef: Identifier
        var reference: Identifier
        var providerCode: Identifier
        var destination: Identifier

        /// The billing fields with their names, in the order of S2.4.
        var billingFields: [(name: String, value: Identifier)] {
            [
                ("service", kind.service), ("auth_type", kind.authType), ("route_mode", kind.routeMode),
                ("mode", Identifier(kind.mode.rawValue)), ("transaction_ref", transactionRef),
                ("amount", Identifier("\(row.amountMinor)")), ("destination", destination), ("channel", kind.channel),
                ("segments", Identifier("\(row.segments)")), ("status", Identifier(kind.status.rawValue)),
                ("provider_code", providerCode), ("delivery", Identifier(kind.delivery.rawValue)),
                ("cost", Identifier("\(row.costMinor)")), ("provider", kind.provider), ("reference", reference),
            ]
        }
    }

    var sha256: String
    var bytes: Int64
    var path: String
    var lines = 0
    var blank = 0
    var other = 0
    var calls: [Call] = []
    var queries: [(line: Int64, row: QueryRow)] = []
    var rejects: [(line: Int64, reject: Reject)] = []

    init(path: String, rules: Rules) throws {
        self.path = path
        var parser = LogParser(
            rules: ReadingRules(
                services: rules.services,
                sources: rules.sources.mapValues {
                    ReadingRules.SourceRules(
                        countryCode: $0.countryCode, minorDigits: $0.currency.minorDigits, otpLength: $0.otpLength)
                }, unsetMode: rules.unsetMode))
        var apps: [Identifier] = []
        var kinds: [CallKind] = []
        let reader = try LogReader(path: path)
        (sha256, bytes) = ("", 0)
        while let chunk = try reader.next() {
            var parsed = ParsedChunk()
            chunk.withBytes { parser.parse($0, into: &parsed) }
            for index in 0..<parsed.newApps.count {
                apps.append(parsed.newApps.withForm(index) { Identifier(String(decoding: $0, as: UTF8.self)) })
            }
            for index in 0..<parsed.newKinds.count {
                kinds.append(parsed.newKinds.withForm(index) { CallKind(form: $0) })
            }
            let first = Int64(lines + 1)
            for row in parsed.calls {
                calls.append(
                    Call(
                        line: first + Int64(row.lineOffset), app: apps[Int(row.app)], kind: kinds[Int(row.kind)],
                        row: row, ref: parsed.text(row.ref), transactionRef: parsed.text(row.transactionRef),
                        reference: parsed.text(row.reference), providerCode: parsed.text(row.providerCode),
                        destination: DestinationNumber.digits(Int64(row.destination)) ?? .none))
            }
            queries += parsed.queries.map { (first + Int64($0.lineOffset), $0) }
            rejects += parsed.rejects.map { (first + Int64($0.lineOffset), $0) }
            lines += parsed.lines
            blank += parsed.blank
            other += parsed.other
        }
        let end = try reader.end
        (sha256, bytes) = (end.sha256, end.bytes)
    }
}
