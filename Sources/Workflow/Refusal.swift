package import Documents
package import LedgerFile
package import Money
package import Rules
package import RulesFile
package import Settlement
package import StatementFile
package import Vocabulary

/// Why the business process does not do what it was asked for: values, which the command line puts into words in one
/// place.
///
/// The errors of the parts below (`LedgerError`, `LogReadError`, `PublishError`, `AmountOverflow`) pass through as they
/// are.
package enum Refusal: Error {
    // Rules

    case rulesUnreadable(path: String, reason: String, isMissing: Bool)
    case rulesFaulty(RulesReading)
    /// The two sets of rules to compare read logs differently, because this setting differs.
    case rulesReadDifferently(a: String, b: String, setting: String)
    /// The rules to compare read logs in another way than the ledger was filled.
    case rulesOfAnotherLedger(path: String, LedgerError)

    /// A tax that the rules use has no rate yet on the last day of a period; `from` is the day of its first one.
    case taxWithoutRate(Identifier, Period, from: CivilDate?)

    /// What dated rules lack to divide the charges of a period.
    case undivided(DivisionGap, Period)

    // Reports

    /// Sums that must agree do not; nothing was published.
    case brokenControls([String])
    /// The report folders and the ledger do not belong together.
    case foreignFolders([FolderFault])
    /// Whether a period is closed can't be told from its folder, which can't be read.
    case manifestUnreadable(path: String, Period, reason: String)

    case closing(Closing)
    case correcting(Correcting)
    case booking(Booking)
    /// An entry by hand can't be booked under the rules in force.
    case entry(HandEntry, HandEntryFault)
    case reconciling(Reconciling)
    /// Periods can't be made again from their logs without a folder to make them in.
    case noTemporaryFolder(parent: String, reason: String)

    /// Why a period is not closed, or not quite.
    package enum Closing: Sendable {
        case alreadyClosed(Period)
        /// A later period is closed; what lies in this one is late knowledge.
        case passedOver(Period, last: Period)
        case obstacles(Period, [Obstacle])
        /// The first period is no earlier open one that keeps the second from closing.
        case nothingToSkip(Period, Period)
        /// A document already has this number, which another format of numbers gave it.
        case numberIssued(String)
        /// The folder is sealed, the ledger does not know of it, and closing makes another manifest.
        case sealedOtherwise(folder: String, [SealedDifference])
        /// The folder is sealed, the ledger does not know of it, and one of its files was changed or removed later.
        case sealedFileChanged(folder: String, file: String, isGone: Bool)
        /// The period is closed and its numbers are given, but its folder is not in its place yet.
        case folderNotInPlace(Period, PublishError)
    }

    /// Why the rules of a past period are not corrected.
    package enum Correcting: Sendable {
        /// The period is open, or was passed over and never billed: the rules in force apply.
        case notBilled(Period)
        /// The corrected rules are those that hold for the period already.
        case nothingChanges(path: String, Period, version: Int)
        /// The corrected rules read logs differently from those of the period, in this setting.
        case readDifferently(path: String, Period, setting: String)
        /// The corrected rules have another issuer than those by which documents were issued.
        case otherIssuer(path: String, Period, then: Identifier, now: Identifier)
    }

    /// Why entries by hand are not booked.
    package enum Booking: Sendable {
        case unreadable(path: String, reason: String, isMissing: Bool)
        case faulty(path: String, StatementFaults)
    }

    /// Why a statement is not reconciled.
    package enum Reconciling: Sendable {
        case unknownProvider(String, providers: [Identifier])
        case notAProvider(String, Role)
        /// The rules frozen with a closed period know no such provider.
        case unknownProviderThen(Identifier, Period)
        case unknownCurrency(String, currencies: [Currency])
        /// The statement may be in any of these currencies.
        case openCurrency(provider: Identifier, [Currency])
        case statementUnreadable(path: String, reason: String, isMissing: Bool)
        case statementBroken(path: String, reason: String)
        case statementFaulty(path: String, StatementFaults)
        /// Ctrl-C, while the statement was read.
        case interrupted
    }
}

/// What is wrong with a period's report folder, held against the ledger.
package enum FolderFault: Sendable {
    /// It is final, and the ledger has not closed the period.
    case notClosedByLedger(folder: String)
    /// Its manifest is not the one that the ledger sealed.
    case otherManifest(path: String)
    /// Whether it is final can't be told: its manifest is not as settle writes it.
    case manifestOutOfForm(path: String, Period)
    /// Whether it is final can't be told: it has no manifest.
    case manifestMissing(path: String, Period)
}

/// A way in which a sealed folder differs from what closing the period makes now.
package enum SealedDifference: Sendable {
    case manifestOutOfForm
    /// A log that was read then and is not in the ledger.
    case logMissing(file: String, sha256: String)
    /// A log of the ledger that was read later.
    case logLater(path: String)
    /// The rules given are not those of the folder, which are at this path.
    case rules(path: String)
    case version(then: String, now: String)
    /// The period closed before it.
    case previous(then: Period?, now: Period?)
    /// None of these; the manifest may show it.
    case unknown(manifest: String)
}
