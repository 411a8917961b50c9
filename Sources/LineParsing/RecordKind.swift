import Vocabulary

/// A kind of records: what the lines of one endpoint are, and how they are read.
///
/// The kinds of a source stand in its own file, such as `PaylinkRecords.swift`. `LogParser.record(_:_:)` chooses among
/// all of them.
protocol RecordKind {
    /// The source that the endpoint belongs to. Where the rules leave it out, the line is other.
    static var source: Source { get }
    /// The path of the request, without a version and without a slash at its end (S1.17).
    static var endpoint: StaticString { get }
    /// The fields that are read, those of the envelope included. The key of none of them may be repeated.
    static var fields: FieldSet { get }

    /// How the record stands to the services that are listed (S1.18). Of the fields it looks at no more than it needs.
    ///
    /// - Parameter isReadable: whether the request is an object, or a string that holds one.
    static func standing(
        _ parser: inout LogParser, _ source: SourceSettings, isReadable: Bool
    ) throws(Rejection) -> ServiceList.Standing

    /// Reads the fields in the order of S1.49 and adds a row to the chunk.
    ///
    /// - Parameters:
    ///   - line: the whole line, without its end.
    ///   - faults: of the bodies; `LogParser.bodies` throws them when it is their turn.
    static func read(
        _ line: Text, _ parser: inout LogParser, _ source: SourceSettings, _ faults: BodyFaults,
        _ chunk: inout ParsedChunk
    ) throws(Rejection)
}

/// What is wrong with the two bodies of a line.
struct BodyFaults {
    let request: Rejection?
    let response: Rejection?
}

/// What the rules say about one source, in the form in which lines are read by it. It is plain numbers, because it is
/// looked up for each line.
struct SourceSettings {
    /// The digits for a number without a country code.
    let countryCode: Destination
    /// Decimals of the currency's minor unit.
    let minorDigits: Int
    /// The digits that stand for `{otp}`.
    let otpLength: Int
    /// How all its records stand to the services that are listed; `nil` where each names its service.
    let standing: ServiceList.Standing?
    /// Whether the file is read again and the earlier read left the source out: all its lines were *other* then.
    let isNew: Bool

    /// The settings of each source by its number; `nil` where the rules leave it out.
    static func all(_ rules: ReadingRules, _ services: ServiceList) -> [SourceSettings?] {
        CallKind.sources.map { source in
            rules.sources[source].map {
                SourceSettings(
                    countryCode: Destination(countryCode: $0.countryCode), minorDigits: $0.minorDigits,
                    otpLength: $0.otpLength, standing: source.onlyService.map(services.standing),
                    isNew: rules.alreadyRead.map { !$0.sources.contains(source) } ?? false)
            }
        }
    }
}
