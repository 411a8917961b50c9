import Vocabulary

/// How a source is written in the rules (S3.8): what its keys mean, for the schema and the manual. All sources have the
/// same keys, but for `otp_length`, which only those have that carry messages.
///
/// The reader, the schema and the manual all go by ``of(_:)``, which does not compile without a form for each source.
struct SourceForm: Sendable {
    /// What comes through it.
    let doc: String
    /// What the source is called in a sentence.
    let name: String
    /// What `currency` and `country_code` are of it.
    let currency: String
    let countryCode: String
    /// What comes through it, as the comment of the manual says it.
    let comment: String
    /// Its keys with their values in YAML, and the comment of each, in the manual.
    let example: [(yaml: String, comment: String)]

    static func of(_ source: Source) -> SourceForm {
        switch source {
        case .onepipe:
            SourceForm(
                doc: "Calls of OnePipe's /transact.", name: "OnePipe", currency: "The currency of its amounts.",
                countryCode: "Put before a national number in place of its leading 0.",
                comment: "OnePipe's /transact: every service but \(service(of: .paylink))",
                example: [
                    ("currency: NGN", "of its amounts and costs"),
                    ("country_code: \"234\"", "in place of the leading 0 of a national number"),
                    ("otp_length: 6", "digits that stand for {otp} when segments are counted (default 6)"),
                ])
        case .paylink:
            SourceForm(
                doc: "Calls of Paylink's sendOtp, the service \(service(of: .paylink)).", name: "Paylink",
                currency: "The currency of its totals.", countryCode: "Put before a number that comes without one.",
                comment: "Paylink's sendOtp: the service \(service(of: .paylink))",
                example: [("currency: SAR", ""), ("country_code: \"966\"", "")])
        }
    }

    private static func service(of source: Source) -> String { source.onlyService?.text ?? "" }

    /// The keys of all sources, as a message lists them.
    static let names = Source.allCases.map(\.rawValue).joined(separator: ", ")

    /// The entry `services` of the manual: one of the many of OnePipe, and the only ones of other sources.
    static let services = (["send_otp"] + Source.allCases.compactMap(\.onlyService?.text)).joined(separator: ", ")

    /// The entry `sources` of the manual.
    static let manual = Source.allCases.map { source in
        let form = of(source)
        let lines =
            [("  \(source.rawValue):", form.comment)] + form.example.map { ("    " + $0.yaml, $0.comment) }
        return lines.map { line in
            guard !line.1.isEmpty else { return line.0 }
            return line.0 + String(repeating: " ", count: max(1, commentColumn - line.0.count)) + "# " + line.1
        }.joined(separator: "\n")
    }.joined(separator: "\n")

    /// The column in which the comments of the manual begin.
    private static let commentColumn = 38
}

extension Shape {
    static let sources = Shape(
        name: "sources", label: "the sources", doc: "The interfaces through which calls come; at least one.",
        keys: Source.allCases.map { .optional($0.rawValue, .object(source($0)), SourceForm.of($0).doc) })

    /// The keys of one source.
    static func source(_ source: Source) -> Shape {
        let form = SourceForm.of(source)
        var keys: [Key] = [
            .required("currency", .currency, form.currency), .required("country_code", .countryCode, form.countryCode),
        ]
        if source.carriesMessage {
            keys.append(
                .optional(
                    "otp_length", .integer(1...12), "The digits that stand for {otp} in a message; 6 unless said."))
        }
        return Shape(
            name: source.rawValue, label: "the source \(source.rawValue)",
            doc: "How \(form.name)'s calls are read.", keys: keys,
            refused: source.carriesMessage
                ? [:] : ["otp_length": "\(form.name)'s calls carry no message; leave it out"])
    }
}
