import Documents
import Money
import Rules
import RulesFile
import Settlement
import StatementFile
import Store
import Vocabulary
import Workflow

/// The one place where refusals of the business process, and what they hold, become words.
enum RefusalText {
    /// The refusal in words, with what to do about it, and its exit code.
    static func failure(_ refusal: Refusal) -> Failure {
        switch refusal {
        case .rulesUnreadable(let path, let reason, let isMissing):
            let advice = isMissing ? " `settle init` writes a file to start from; --rules names another." : ""
            return Failure(isMissing ? .noInput : .inputOutput, "The rules \(path) can't be read: \(reason).\(advice)")
        case .rulesFaulty(let reading):
            return Failure(.rules, faults(of: reading), isLabelled: true)
        case .rulesReadDifferently(let a, let b, let setting):
            return Failure(
                .rules,
                """
                \(b) reads logs differently from \(a): \(setting) differs.
                compare rates one ledger under both files, so \(setting) must be the same in both.
                """
            )
        case .rulesOfAnotherLedger(let path, let error):
            let why = Failure(error)?.message ?? "\(error)"
            return Failure(.rules, "\(path) can't be used with this ledger. \(why)")
        case .taxWithoutRate(let tax, let period, let from):
            return Failure(
                .rules,
                """
                Tax \(withoutRate(tax, period, from)).
                Add the rate of that day to its 'rates'.
                """
            )
        case .undivided(let gap, let period):
            let (text, advice) = (text(gap, period), advice(gap))
            func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
            return Failure(.rules, "\(sentence(text))\n\(sentence(advice))")
        case .brokenControls(let breaks):
            return Failure(
                .data,
                """
                A control total does not hold; nothing was published:
                \(list(breaks))
                The ledger was changed from outside, or this is a fault of settle: make a new ledger from the logs.
                """
            )
        case .foreignFolders(let faults):
            return Failure(
                .data,
                """
                The ledger and the reports do not belong together; nothing was read or written:
                \(list(faults.map(text)))
                Was the ledger restored from a backup made before these periods were closed? Then restore the latest \
                backup, which has every closing; or close each of these periods again, in the order of their closing, \
                with the logs and options of then: `settle close` takes back a folder that it would make the same. Was \
                a folder edited? Then put back its copy; `settle verify` names what differs. Is it a draft? Then \
                remove it: `run` makes it anew. To start anew, choose another --output.
                """
            )
        case .manifestUnreadable(let path, let period, let reason):
            return Failure(
                .inputOutput,
                "\(path) can't be read: \(reason). Whether \(period) is closed can't be told; nothing was read or "
                    + "written. Run again once it can be read."
            )
        case .closing(let refusal): return closing(refusal)
        case .correcting(let refusal): return correcting(refusal)
        case .booking(let refusal): return booking(refusal)
        case .entry(let entry, let fault):
            return Failure(
                .rules,
                """
                Entry \(entry.id) of app \(entry.app) can't be booked under these rules: \(text(fault)).
                Put back what it needs; entries that are booked are not changed.
                """)
        case .reconciling(let refusal): return reconciling(refusal)
        case .noTemporaryFolder(let parent, let reason):
            return Failure(.cannotCreate, "No temporary folder can be made in \(parent): \(reason). Set TMPDIR.")
        }
    }

    private static func closing(_ refusal: Refusal.Closing) -> Failure {
        switch refusal {
        case .alreadyClosed(let period):
            return Failure(
                .data,
                "\(period) is closed already and stays as it is. What its logs bring is booked when the next "
                    + "\(period.rhythm.name) is closed: `settle run --period \(period) LOG…` reads them and says what that will be."
            )
        case .passedOver(let period, let last):
            return Failure(
                .data,
                "\(period) can't be closed: \(last) is closed already. What lies in \(period) and was never billed is "
                    + "billed with the next close, as adjustments of \(period): `settle status` says what that will be."
            )
        case .obstacles(let period, let obstacles):
            return Failure(.data, "\(period) can't be closed:\n\(list(obstacles.map { text($0, in: period.rhythm) }))")
        case .nothingToSkip(let skipped, let period):
            return Failure(
                .usage,
                """
                --skip \(skipped) lets nothing go: \(skipped) does not keep \(period) from closing.
                Skipped is an open \(period.rhythm.name) after the last closed one, which has calls or owes fees.
                """
            )
        case .numberIssued(let number):
            return Failure(
                .rules, "The number \(number) was given before. Change invoice.number or invoice.credit_note_number."
            )
        case .sealedOtherwise(let folder, let differences):
            return Failure(
                .data,
                """
                \(folder) is closed, this ledger does not know of it, and closing it now makes another manifest:
                \(list(differences.map(text)))
                Nothing was written. Correct that and close again; or restore the ledger that closed it.
                """
            )
        case .sealedFileChanged(let folder, let file, let isGone):
            return Failure(
                .data,
                "\(folder) was closed before, and this ledger does not know of it; it would take the folder back, but "
                    + "\(folder)/\(file) is \(isGone ? "gone" : "not as it was sealed"). Nothing was written. Put back "
                    + "its copy and close again; or move the folder away: this close makes it the same."
            )
        case .folderNotInPlace(let period, let error):
            return Failure(
                .inputOutput,
                "\(period) is closed and its numbers are given, but its folder is not in its place yet: \(error.doing) "
                    + "\(error.path): \(error.reason). The ledger keeps it; run the same command again, and it is put "
                    + "there."
            )
        }
    }

    private static func correcting(_ refusal: Refusal.Correcting) -> Failure {
        switch refusal {
        case .notBilled(let period):
            return Failure(
                .data,
                "\(period) was never billed, so there is nothing to correct: it is billed under the rules in force. Change "
                    + "these.")
        case .nothingChanges(let path, let period, let version):
            return Failure(
                .data,
                "\(path) is byte for byte version \(version) of the rules of \(period), which holds already: nothing "
                    + "changes.")
        case .readDifferently(let path, let period, let setting):
            return Failure(
                .rules,
                """
                \(path) reads logs differently from the ledger: \(setting) differs.
                How logs are read can't be corrected. Start from the rules that \(period) was billed by: settle.yaml in its \
                report folder.
                """)
        case .otherIssuer(let path, let period, let then, let now):
            return Failure(
                .rules,
                "\(path) has the issuer \(now), and the documents of \(period) were issued by \(then): that can't be "
                    + "corrected. Put back invoice.issuer.")
        }
    }

    private static func booking(_ refusal: Refusal.Booking) -> Failure {
        switch refusal {
        case .unreadable(let path, let reason, let isMissing):
            return Failure(
                isMissing ? .noInput : .inputOutput, "The entries \(path) can't be read: \(reason). Check the path.")
        case .faulty(let path, let found):
            let count = found.faults.count
            let more = found.stopped ? "; what follows was not looked at" : ""
            let last = "\(count.counted("fault")) in \(path)\(more). Nothing was booked."
            return Failure(
                .data, (found.faults.map { $0.rendered(file: path) } + [last]).joined(separator: "\n"), isLabelled: true
            )
        }
    }

    private static func text(_ fault: HandEntryFault) -> String {
        switch fault {
        case .noSplit(let id): "they have no split \(id)"
        case .splitNamesProvider(let id): "split \(id) shares with the provider of calls, and an entry has no calls"
        case .splitNotInForce(let id):
            "split \(id) has no version, or the app no ISO that it names, on the last day of the period"
        case .noTax(let currency): "they have no tax for the app in \(currency)"
        case .idOfTariff: "a tariff, fee or income entry has its id"
        }
    }

    private static func reconciling(_ refusal: Refusal.Reconciling) -> Failure {
        switch refusal {
        case .unknownProvider(let name, let providers):
            let names = providers.map(\.text).joined(separator: ", ")
            return Failure(.usage, "The rules name no provider \(name). Its providers are: \(names).")
        case .notAProvider(let name, let role):
            return Failure(.usage, "\(name) is \(role.rawValue), not a provider: it has no statement to reconcile.")
        case .unknownProviderThen(let provider, let period):
            return Failure(.usage, "\(period) is closed, and the rules frozen with it know no provider \(provider).")
        case .unknownCurrency(let code, let currencies):
            let codes = currencies.map(\.code).joined(separator: ", ")
            return Failure(.usage, "--currency takes a currency of the rules' sources (\(codes)), not \(code).")
        case .openCurrency(let provider, let currencies):
            let codes = currencies.map(\.code).joined(separator: " or ")
            return Failure(.usage, "The statement of \(provider) may be in \(codes): say which with --currency.")
        case .statementUnreadable(let path, let reason, let isMissing):
            return Failure(
                isMissing ? .noInput : .inputOutput, "The statement \(path) can't be read: \(reason). Check the path."
            )
        case .statementBroken(let path, let reason):
            return Failure(.inputOutput, "Reading the statement \(path) failed: \(reason). Run again.")
        case .statementFaulty(let path, let found):
            let count = found.faults.count
            let more = found.stopped ? "; what follows was not looked at" : ""
            let last = "\(count.counted("fault")) in \(path)\(more). Nothing was compared or written."
            return Failure(.data, (found.faults.map { $0.rendered(file: path) } + [last]).joined(separator: "\n"))
        case .interrupted:
            return Failure(.interrupted, "Interrupted. Nothing was compared or written.")
        }
    }

    /// Every fault of rules, and how many there are.
    private static func faults(of reading: RulesReading) -> String {
        let count = reading.faults.count
        return
            (reading.faults.map { reading.rendered($0) } + [
                "\(count.counted("fault")) in \(reading.name); nothing was read or written."
            ]).joined(separator: "\n")
    }

    private static func list(_ lines: [String]) -> String { lines.map { "  \($0)" }.joined(separator: "\n") }

    // MARK: - What refusals hold

    /// - Parameter rhythm: of the ledger's periods.
    static func text(_ obstacle: Obstacle, in rhythm: Rhythm) -> String {
        switch obstacle {
        case .notOver(let day, let zone):
            "it is not over before \(day) in \(zone)"
        case .earlierOpen(let period, let transactions):
            "\(period) is still open, with \(transactions.counted("transaction")): close it first, or let it go with "
                + "--skip \(period)"
        case .earlierOwesFees(let period):
            "\(period) is still open and owes fees, without a call: close it first, or let it go with --skip \(period)"
        case .unrated(let count, let examples):
            "\(count.counted("live final call")) unrated\(shown(examples)): correct the rules, or close with "
                + "--allow-unrated"
        case .lateUnrated(let count, let examples):
            "\(count.counted("late call")) of past \(rhythm.plural) unrated\(shown(examples)): `settle correct` gives a closed "
                + "\(rhythm.name) rules that bill them; or close with --allow-unrated, which lets them wait unbilled"
        case .rejected(let count, let examples):
            "\(count.counted("line")) rejected\(shown(examples)): correct the logs and read them again, or close with "
                + "--allow-rejected"
        case .taxWithoutRate(let tax, let period, let from):
            "tax \(withoutRate(tax, period, from)); add the rate of that day to its 'rates'"
        case .undivided(let gap, let period): "\(text(gap, period)); \(advice(gap))"
        case .overflow(let cause):
            "it can't be worked out: \(cause); \(Failure.overflowAdvice)"
        case .lateOverflow(let cause):
            "what became known can't be worked out: \(cause); \(Failure.overflowAdvice)"
        }
    }

    private static func withoutRate(_ tax: Identifier, _ period: Period, _ from: CivilDate?) -> String {
        "'\(tax)' has no rate on \(period.lastDay), the last day of \(period)"
            + (from.map { ": its first rate is in force from \($0)" } ?? "")
    }

    private static func text(_ gap: DivisionGap, _ period: Period) -> String {
        switch gap {
        case .split(let split, let entry, let day):
            "split '\(split)' has no entries for \(day), and '\(entry)' of \(period) needs them"
        case .iso(let app, let entry, let day):
            "app '\(app)' has no ISO on \(day), and the split of '\(entry)' needs one in \(period)"
        }
    }

    private static func advice(_ gap: DivisionGap) -> String {
        switch gap {
        case .split: "add entries for that day to the split, or let the entry begin or end with it"
        case .iso: "add the ISO of that day, or name in 'otherwise' who takes its place"
        }
    }

    private static func shown(_ exceptions: [ExceptionRow]) -> String {
        guard !exceptions.isEmpty else { return "" }
        let places = exceptions.prefix(3).map { "\($0.code) at \($0.file):\($0.line)" }
        return " (\(places.joined(separator: ", "))\(exceptions.count > 3 ? ", …" : ""))"
    }

    private static func text(_ fault: FolderFault) -> String {
        switch fault {
        case .notClosedByLedger(let folder): "\(folder) is closed, and this ledger does not know of it"
        case .otherManifest(let path): "\(path) is not the one that this ledger sealed"
        case .manifestOutOfForm(let path, let period):
            "\(path) is not as settle writes it: whether \(period) is closed can't be told"
        case .manifestMissing(let path, let period):
            "\(path) is missing: whether \(period) is closed can't be told"
        }
    }

    private static func text(_ difference: SealedDifference) -> String {
        switch difference {
        case .manifestOutOfForm:
            "its manifest.json is not in form: put back its copy"
        case .logMissing(let file, let sha256):
            "\(file) was read then, and is not in this ledger (SHA-256 \(sha256)): give it to this close"
        case .logLater(let path):
            "\(path) is in this ledger, and was read later: make a new ledger from the logs that the manifest names"
        case .rules(let path):
            "the rules are not those of then: give --rules \(path)"
        case .version(let then, let now):
            "it was made by settle \(then), and this is \(now): use that"
        case .previous(let then, let now):
            "it was closed after \(then?.description ?? "no other"), and this ledger has last closed "
                + (now?.description ?? "no other")
        case .unknown(let manifest):
            "the logs and the rules are those of then; what differs, \(manifest) may show"
        }
    }
}
