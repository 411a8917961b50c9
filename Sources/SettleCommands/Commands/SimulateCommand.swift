import ArgumentParser
import Documents
import Glibc
import JSONFormat
import Simulation
import Store
import Vocabulary

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write a realistic gateway log; the same seed gives the same log.",
        usage: "settle simulate --period <period> [<options>] <file>",
        discussion: """
            Examples:

              settle simulate --calls 1000000 --period 2026-10 --seed 7 \\
                --write-rules october.yaml october.ndjson
              settle simulate --calls 1000000 --period 2026-10 --apps 20000 \\
                --providers 40 --networks 900 large.ndjson
              settle simulate --calls 5000 --period 2026-10 --paylink-only \\
                --unique-totals - | settle ingest -

            By default the log is a month of a medium gateway: 200 apps, 12 providers, 60
            networks, 20 provider codes and 12 costs. Of each, the second is half as
            frequent as the first, the third a third, and so on (Zipf). --profile samples
            gives the sample logs. Standard error shows what a correct reader must count.
            """)

    /// The profiles of a simulation, as words on the command line.
    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case month, samples

        var plans: SimulationPlan.Profile { self == .month ? .month : .samples }
    }

    @Option(name: .long, help: "How many distinct valid calls; duplicates, queries and other lines are added to them.")
    var calls = 1_000

    @Option(
        name: .long, help: "The period of the calls: 2026-10, 2026-10-H1, 2026-W41, 2026-Q4, last-month or this-month.")
    var period: PeriodArgument

    @Option(name: .long, help: "The seed of all random choices.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "The period's time zone; its offset on the first day is used for the whole log.")
    var timeZone = "Africa/Lagos"

    @Option(name: .long, help: "month, or samples: the few apps, providers and networks of the sample logs.")
    var profile = Profile.month

    @Option(name: .long, help: "How many apps call, from app-011 up. Default 200; 12 with --profile samples.")
    var apps: Int?

    @Option(name: .long, help: "How many providers OnePipe calls have. Default 12.")
    var providers: Int?

    @Option(name: .long, help: "How many networks OnePipe calls go to, each with a six-digit prefix. Default 60.")
    var networks: Int?

    @Flag(name: .long, help: "Let all apps call equally often; by default a few apps make most of the calls.")
    var even = false

    @Option(
        name: .long,
        help: "Write rules that fit the log to a new file: all its apps and providers, and a tariff for every call.",
        completion: Completions.rules)
    var writeRules: String?

    @Option(name: .long, help: "OnePipe calls in a thousand; the others are Paylink calls. Default 700.")
    var onepipePerMille: Int?

    @Flag(name: .long, help: "Only OnePipe calls.")
    var onepipeOnly = false

    @Flag(name: .long, help: "Only Paylink calls.")
    var paylinkOnly = false

    @Option(name: .long, help: "Duplicates per thousand calls. Default 30.")
    var duplicatesPerMille: Int?

    @Option(name: .long, help: "Conflicts per thousand duplicates. Default 50.")
    var conflictsPerMille: Int?

    @Option(name: .long, help: "Queries per thousand calls. Default 40.")
    var queriesPerMille: Int?

    @Option(name: .long, help: "Malformed lines per ten thousand calls. Default 10.")
    var malformedPerTenThousand: Int?

    @Option(name: .long, help: "Lines of other endpoints and services per thousand calls. Default 5.")
    var otherPerMille: Int?

    @Option(name: .long, help: "Calls without a final status, per thousand. Default 20.")
    var pendingPerMille: Int?

    @Option(name: .long, help: "Test calls per thousand. Default 10.")
    var testPerMille: Int?

    @Option(name: .long, help: "Calls per thousand with each body as a string that holds the object. Default 10.")
    var stringBodiesPerMille: Int?

    @Flag(name: .long, help: "Write the keys of every object in random order.")
    var shuffledKeys = false

    @Flag(name: .long, help: "Fill `meta` with random keys.")
    var randomMeta = false

    @Flag(name: .long, help: "Give each Paylink call a different total.")
    var uniqueTotals = false

    @Option(name: .long, help: "Threads; the log's bytes do not depend on them. Default: one per core.")
    var threads: Int?

    @Flag(name: .long, help: "Print the counts as JSON on standard error.")
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
        try writeRules(of: simulator, calendar)
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
            throw Failure(.inputOutput, "Writing \(file) failed: \(reason). The log in it is incomplete.")
        }
    }

    private func writeRules(of simulator: Simulator, _ calendar: LocalCalendar) throws {
        guard let writeRules else { return }
        let rhythm = try self.period(calendar).rhythm.rawValue
        try NewFile.make(writeRules, orElse: "Name another file for the rules.") { descriptor in
            do throws(Simulator.WriteFailure) {
                try simulator.writeRules(to: descriptor, timeZone: timeZone, every: rhythm)
            } catch {
                let reason = String(cString: strerror(error.errno))
                throw Failure(.inputOutput, "Writing \(writeRules) failed: \(reason).")
            }
        }
    }

    /// The period of the log. There are no rules yet, so it may be of any rhythm; a word means a month.
    private func period(_ calendar: LocalCalendar) throws -> Period {
        try period.written ?? period.period(at: try Clock.read(), in: calendar)
    }

    private func plan(_ calendar: LocalCalendar) throws -> SimulationPlan {
        let period = try self.period(calendar)
        let first = period.firstDay
        let midnight = Int64(first.daysSinceEpoch) * 86_400
        var plan = SimulationPlan(
            profile.plans, seed: seed, calls: calls, year: first.year, month: first.month, day: first.day,
            days: Int(period.dayAfter.daysSinceEpoch - first.daysSinceEpoch),
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
                "\(file): \(tally.lines.grouped) lines (\(tally.bytes.grouped) bytes): "
                    + "\(tally.calls.grouped) transactions, "
                    + "\(tally.duplicates.grouped) duplicates, \(tally.queries.grouped) queries, "
                    + "\(tally.other.grouped) other, \(tally.rejectedTotal.grouped) rejected, "
                    + "\(tally.blank.grouped) blank")
        }
    }
}
