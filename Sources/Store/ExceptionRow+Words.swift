package import Vocabulary

/// Makes the rows of `exceptions.csv` that are not rejected lines, so that every store uses the same words.
extension ExceptionRow {
    /// The row of a live final call that the rules can't bill.
    ///
    /// - Parameter code: a code for which `ExceptionCode.isUnrated` is true.
    package static func unrated(
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

    /// The row of a conflicting duplicate, with the app and the ref of its transaction.
    ///
    /// - Parameter fields: the names of the billing fields that differ, in the order of S2.4.
    package static func conflictingDuplicate(
        differingIn fields: [String], app: Identifier, reference: Identifier, file: Identifier, line: Int64
    ) -> ExceptionRow {
        ExceptionRow(
            code: ExceptionCode.conflictingDuplicate.rawValue, file: file, line: line, app: app, reference: reference,
            detail: "differs in \(fields.joined(separator: ", "))")
    }

    /// The row of a query without a call, with the `transaction_ref` that it asks about.
    package static func queryWithoutCall(
        app: Identifier, transactionRef: Identifier, file: Identifier, line: Int64
    ) -> ExceptionRow {
        ExceptionRow(
            code: ExceptionCode.queryWithoutCall.rawValue, file: file, line: line, app: app,
            reference: transactionRef, detail: "no call of the app carries this transaction_ref")
    }
}
