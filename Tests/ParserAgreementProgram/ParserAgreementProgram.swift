import Glibc
import ParserAgreement

/// `parser-agreement [--lines N] [--seed N] [--batch N]` reads N mutated lines (by default a million) with both paths
/// of the parser and with simdjson, and exits with 1 if they disagree. `parser-agreement -` reads standard input
/// instead.
@main
struct ParserAgreementProgram {
    static func main() {
        var lines = 1_000_000
        var seed: UInt64 = 20_261_003
        var single: Int?
        var given: [UInt8]?
        var arguments = CommandLine.arguments.dropFirst()
        if arguments == ["-"] {
            given = standardInput()
            arguments = []
        }
        while let name = arguments.popFirst() {
            switch (name, arguments.popFirst().flatMap { UInt64($0) }) {
            case ("--lines", let value?): lines = Int(value)
            case ("--seed", let value?): seed = value
            case ("--batch", let value?): single = Int(value)
            default:
                print("usage: parser-agreement [--lines N] [--seed N] [--batch N] | -")
                exit(64)
            }
        }
        print("parser-agreement: --lines \(lines) --seed \(seed)")
        var agreement = Agreement(seed: seed)
        if let given {
            agreement.read(given)
        } else if let single {
            agreement.read(batch: single)
        } else {
            var batch = 0
            while agreement.mutants < lines {
                agreement.read(batch: batch)
                batch += 1
            }
        }
        for disagreement in agreement.disagreements { print(disagreement) }
        let ends = agreement.ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print("\(agreement.lines) lines, \(agreement.mutants) of them mutated: \(ends)")
        print("\(agreement.disagreementCount) disagreements")
        exit(agreement.disagreementCount == 0 ? 0 : 1)
    }

    private static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let byte = getchar()
            if byte == EOF { return bytes }
            bytes.append(UInt8(byte))
        }
    }
}
