import Foundation
import RandomMonths

/// `random-months [--cases N] [--seed N] [--keep DIR]` bills N random worlds (by default 100) with the seeds from N on,
/// with the `settle` that stands beside it, and holds them against the independent re-computation. It exits with 1 if
/// they disagree; the folders of the cases that do are then in DIR, each with its commands.
@main
struct RandomMonthsProgram {
    static func main() throws {
        var cases: UInt64 = 100
        var seed: UInt64 = 1
        var keep = URL(filePath: "random-months")
        var arguments = CommandLine.arguments.dropFirst()
        while let name = arguments.popFirst() {
            let value = arguments.popFirst() ?? ""
            switch (name, UInt64(value)) {
            case ("--cases", let number?): cases = number
            case ("--seed", let number?): seed = number
            case ("--keep", _) where !value.isEmpty: keep = URL(filePath: value)
            default:
                print("usage: random-months [--cases N] [--seed N] [--keep DIR]")
                exit(64)
            }
        }
        print("random-months: --seed \(seed) --cases \(cases)")
        var steps: [String: Int] = [:]
        var disagreements = 0
        for seed in seed..<seed + cases {
            let random = try RandomCase(seed: seed)
            do {
                try random.run()
            } catch {
                disagreements += 1
                print("seed \(seed), kept in \(try random.keep(in: keep).relativePath):\n\(error)\n")
            }
            steps.merge(random.steps) { $0 + $1 }
            fflush(nil)
        }
        print(steps.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", "))
        print("\(cases) cases, \(disagreements) disagreements")
        exit(disagreements == 0 ? 0 : 1)
    }
}
