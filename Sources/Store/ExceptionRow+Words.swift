public import Vocabulary

/// The rows of `exceptions.csv` that are of no rejected line: every store words them alike.
extension ExceptionRow {
    /// Of a live final call that the rules can't bill.
    ///
    /// - Parameter code: one of those of calls (`ExceptionCode.isUnrated`).
    public static func unrated(
        _ code: ExceptionCode, app: Identifier, _ kind: CallKind, reference: Identifier, file: Identifier, line: Int64
    ) -> ExceptionRow {
        let detail =
            switch code {
            case .noTariff: "no tariff matches a \(kind.status.rawValue) call of \(kind.service) by \(kind.channel)"
            case .unknownApp: "the rules name no app \(app)"
            case .unknownProvider:
                kind.provider.isEmpty ? "the log names no provider" : "the rules name no provider \(kind.provider)"
            case .conflictingDuplicate, .queryWithoutCall: ""
            }
        return ExceptionRow(
            code: code.rawValue, file: file, line: line, app: app, reference: reference, detail: detail)
    }

    /// Of a duplicate, under the app and the ref of its transaction.
    ///
    /// - Parameter fields: the names of the billing fields in which they differ, in the order of S2.4.
    public static func conflictingDuplicate(
        differingIn fields: [String], app: Identifier, reference: Identifier, file: Identifier, line: Int64
    ) -> ExceptionRow {
        ExceptionRow(
            code: ExceptionCode.conflictingDuplicate.rawValue, file: file, line: line, app: app, reference: reference,
            detail: "differs in \(fields.joined(separator: ", "))")
    }

    /// Of a query, with the `transaction_ref` that it asks about.
    public static func queryWithoutCall(
        app: Identifier, transactionRef: Identifier, file: Identifier, line: Int64
    ) -> ExceptionRow {
        ExceptionRow(
            code: ExceptionCode.queryWithoutCall.rawValue, file: file, line: line, app: app,
            reference: transactionRef, detail: "no call of the app carries this transaction_ref")
    }
}
