import ArgumentParser
import Documents
import Glibc
import Simulation
import Store
import Vocabulary

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "A realistic gateway log, the same for the same seed.",
        discussion: """
            Examples:

              settle simulate --calls 1000000 --period 2026-10 --seed 7 --write-rules october.yaml october.ndjson
              settle simulate --calls 1000000 --period 2026-10 --apps 20000 --providers 40 --networks 900 large.ndjson
              settle simulate --calls 5000 --period 2026-10 --paylink-only --unique-totals - | settle ingest -

            Without more options a month of a middling gateway: 200 apps, 12 providers, 60 networks, 20 provider codes
            and 12 costs, the second of each half as frequent as the first, the third a third, and so on (Zipf).
            The sample logs are of --profile samples. Prints what a correct reader must count on standard error.
            """)

    /// The plan's profiles, as words.
    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case month, samples

        var plans: SimulationPlan.Profile { self == .month ? .month : .samples }
    }

    @Option(name: .long, help: "Distinct valid calls; duplicates, queries and the rest come on top.")
    var calls = 1_000

    @Option(name: .long, help: "The month that the calls lie in.")
    var period: PeriodArgument

    @Option(name: .long, help: "Where all randomness comes from.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "The zone whose month it is; its offset on the first day holds for the whole log.")
    var timeZone = "Africa/Lagos"

    @Option(name: .long, help: "month, or samples: the few apps, providers and networks of the sample logs.")
    var profile = Profile.month

    @Option(name: .long, help: "Calling apps, app-011 and up. Default 200; 12 in the samples' profile.")
    var apps: Int?

    @Option(name: .long, help: "Providers of OnePipe calls. Default 12.")
    var providers: Int?

    @Option(name: .long, help: "Networks that OnePipe calls go to, each with a prefix of six digits. Default 60.")
    var networks: Int?

    @Flag(name: .long, help: "All apps call equally often, in place of a few that make most of the calls.")
    var even = false

    @Option(
        name: .long, help: "Write rules that fit the log to a new file: all its apps and providers, a tariff each call."
    )
    var writeRules: String?

    @Option(name: .long, help: "OnePipe calls of a thousand; the others are Paylink's. Default 700.")
    var onepipePerMille: Int?

    @Flag(name: .long, help: "OnePipe calls alone.")
    var onepipeOnly = false

    @Flag(name: .long, help: "Paylink calls alone.")
    var paylinkOnly = false

    @Option(name: .long, help: "Duplicates of a thousand calls. Default 30.")
    var duplicatesPerMille: Int?

    @Option(name: .long, help: "Of a thousand duplicates, those that conflict. Default 50.")
    var conflictsPerMille: Int?

    @Option(name: .long, help: "Queries of a thousand calls. Default 40.")
    var queriesPerMille: Int?

    @Option(name: .long, help: "Malformed lines of ten thousand calls. Default 10.")
    var malformedPerTenThousand: Int?

    @Option(name: .long, help: "Lines of other endpoints and services of a thousand calls. Default 5.")
    var otherPerMille: Int?

    @Option(name: .long, help: "Calls without a final status of a thousand. Default 20.")
    var pendingPerMille: Int?

    @Option(name: .long, help: "Calls in test mode of a thousand. Default 10.")
    var testPerMille: Int?

    @Option(name: .long, help: "Calls of a thousand whose bodies are strings that hold the object. Default 10.")
    var stringBodiesPerMille: Int?

    @Flag(name: .long, help: "Keys of every object in random order.")
    var shuffledKeys = false

    @Flag(name: .long, help: "`meta` with random keys.")
    var randomMeta = false

    @Flag(name: .long, help: "A different Paylink total on each call.")
    var uniqueTotals = false

    @Option(name: .long, help: "Threads; the bytes do not depend on it. Default: the cores.")
    var threads: Int?

    @Flag(name: .long, help: "Print what was written as JSON on standard error.")
    var json = false

    @Flag(name: .long, help: "Print nothing but errors.")
    var quiet = false

    @Argument(help: "The file to write, or - for standard output.")
    var file: String

    func run() throws {
        guard let calendar = LocalCalendar(identifier: timeZone) else {
            throw ValidationError("--time-zone takes an IANA name such as Africa/Lagos, not \(timeZone).")
        }
        let plan = try plan(calendar)
        let simulator: Simulator
        do {
            simulator = try Simulator(plan)
        } catch {
            throw ValidationError(error.description)
        }
        try writeRules(of: simulator)
        let descriptor = file == "-" ? STDOUT_FILENO : open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(file) can't be written: \(String(cString: strerror(errno))).")
        }
        do {
            let tally = try simulator.write(to: descriptor, threads: threads ?? Cores.count) { _ in }
            guard file == "-" || close(descriptor) == 0 else {
                throw Failure(.inputOutput, "Closing \(file) failed: \(String(cString: strerror(errno))).")
            }
            say(tally)
        } catch let failure as Simulator.WriteFailure {
            let reason = String(cString: strerror(failure.errno))
            throw Failure(.inputOutput, "Writing \(file) failed: \(reason). What is there is no whole log.")
        }
    }

    private func writeRules(of simulator: Simulator) throws {
        guard let writeRules else { return }
        try NewFile.make(writeRules, orElse: "Give another file for the rules.") { descriptor in
            do throws(Simulator.WriteFailure) {
                try simulator.writeRules(to: descriptor, timeZone: timeZone)
            } catch {
                let reason = String(cString: strerror(error.errno))
                throw Failure(.inputOutput, "Writing \(writeRules) failed: \(reason).")
            }
        }
    }

    private func plan(_ calendar: LocalCalendar) throws -> SimulationPlan {
        let month = period.period(at: try Clock.read(), in: calendar)
        let midnight = Int64(month.firstDay.daysSinceEpoch) * 86_400
        var plan = SimulationPlan(
            profile.plans, seed: seed, calls: calls, year: month.year, month: month.month,
            utcOffsetMinutes: Int(calendar.offset(at: midnight) / 60))
        if let apps { plan.apps = apps }
        if let providers { plan.providers = providers }
        if let networks { plan.networks = networks }
        plan.appsTakeTurns = even
        if let stringBodiesPerMille { plan.bodiesAsStringPerMille = stringBodiesPerMille }
        if let onepipePerMille { plan.onePipePerMille = onepipePerMille }
        if onepipeOnly { plan.onePipePerMille = 1000 }
        if paylinkOnly { plan.onePipePerMille = 0 }
        if let duplicatesPerMille { plan.duplicatesPerMille = duplicatesPerMille }
        if let conflictsPerMille { plan.conflictsPerMille = conflictsPerMille }
        if let queriesPerMille { plan.queriesPerMille = queriesPerMille }
        if let malformedPerTenThousand { plan.malformedPerTenThousand = malformedPerTenThousand }
        if let otherPerMille { plan.otherPerMille = otherPerMille }
        if let pendingPerMille { plan.pendingPerMille = pendingPerMille }
        if let testPerMille { plan.testPerMille = testPerMille }
        plan.shuffledKeys = shuffledKeys
        plan.randomMeta = randomMeta
        plan.uniqueTotals = uniqueTotals
        return plan
    }

    private func say(_ tally: SimulationTally) {
        guard !quiet else { return }
        if json {
            let text = JSONText.object([
                ("lines", .integer(tally.lines)), ("bytes", .integer(tally.bytes)),
                ("transactions", .integer(tally.calls)), ("duplicates", .integer(tally.duplicates)),
                ("conflicts", .integer(tally.conflicts)), ("queries", .integer(tally.queries)),
                ("queries_without_call", .integer(tally.queriesWithoutCall)), ("other", .integer(tally.other)),
                ("blank", .integer(tally.blank)), ("rejected", .integer(tally.rejectedTotal)),
            ])
            Terminal.write(String(decoding: text.document, as: UTF8.self), to: STDERR_FILENO)
        } else {
            Terminal.note(
                "\(file): \(tally.lines.grouped) lines (\(tally.bytes.grouped) bytes): \(tally.calls.grouped) transactions, "
                    + "\(tally.duplicates.grouped) duplicates, \(tally.queries.grouped) queries, "
                    + "\(tally.other.grouped) other, \(tally.rejectedTotal.grouped) rejected, "
                    + "\(tally.blank.grouped) blank")
        }
    }
}
