import Rating
import Rules
package import Vocabulary

/// Why an app has a document in a currency. Each cause has a document of its own.
package enum DocumentCause: Hashable, Sendable {
    /// What the app owes for the period itself, and adjustments that stand beside it.
    case supplies
    /// Adjustments of periods that had another issuer than the one in force (S7.15).
    case otherIssuer(Identifier)
    /// Adjustments and entries by hand that concern one document, as the rules ask for it (S4.49).
    case correcting(CarryingDocument, issuer: Identifier)

    /// Whether one stands before another: the app's own first, then by issuer, then by the document concerned.
    static func stands(_ a: DocumentCause, before b: DocumentCause) -> Bool {
        switch (a, b) {
        case (.supplies, let other): other != .supplies
        case (_, .supplies): false
        case (.otherIssuer(let a), .otherIssuer(let b)): a < b
        case (.otherIssuer, .correcting): true
        case (.correcting, .otherIssuer): false
        case (.correcting(let a, let mine), .correcting(let b, let theirs)):
            if a.closing != b.closing {
                a.closing < b.closing
            } else if a.number != b.number {
                Identifier(a.number) < Identifier(b.number)
            } else {
                mine < theirs
            }
        }
    }
}

/// Decides on which document a charge stands.
struct DocumentCauses: Sendable {
    let rules: Rules
    let issuers: Issuers
    let documents: [SettledCharge: [CarryingDocument]]

    /// - Parameter charge: with its shares if it is an adjustment; documents are looked up by all of it.
    func cause(of charge: SettledCharge) -> DocumentCause {
        guard charge.isAdjustment || charge.byHand != nil else { return .supplies }
        let issuer = charge.byHand?.issuer ?? issuers.issuer(of: charge.period, isAdjustment: true)
        let concerned = charge.byHand.map(\.document) ?? documents[charge]?.first
        if rules.invoice.adjustments == .document, rules.edition.keepsIssuerOfPeriod, let concerned {
            return .correcting(concerned, issuer: issuer)
        }
        return issuer == rules.invoice.issuer ? .supplies : .otherIssuer(issuer)
    }

    func issuer(of cause: DocumentCause) -> Identifier {
        switch cause {
        case .supplies: rules.invoice.issuer
        case .otherIssuer(let issuer), .correcting(_, let issuer): issuer
        }
    }

    /// Charges of an app in a currency by the documents that they stand on, in the order of these. Each document has a
    /// number within the app and currency, from 1; 1 is that of the supplies, which may have none.
    ///
    /// - Complexity: O(n log n).
    func documents(of charges: [SettledCharge]) -> [(part: Int, cause: DocumentCause, charges: [SettledCharge])] {
        guard charges.contains(where: { $0.isAdjustment || $0.byHand != nil }) else { return [(1, .supplies, charges)] }
        let groups = Dictionary(grouping: charges, by: cause)
        let causes = groups.keys.sorted(by: DocumentCause.stands)
        var part = 1
        return causes.map { cause in
            if cause != .supplies { part += 1 }
            return (part, cause, groups[cause, default: []])
        }
    }
}
