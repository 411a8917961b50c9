import Rules
import Testing
import Vocabulary

@testable import Rating

/// Tests which calls rules tell apart, with all destinations of up to three digits and all short lists of prefixes.
@Suite struct DistinctionTests {
    private static let period = Period("2026-10")!

    private static func distinctions(destinations: [[String]] = [], codes: [[Identifier]] = [], days: [String] = [])
        -> Distinctions
    {
        let lines =
            days.map { "day \($0)" } + destinations.map { (["destination"] + $0).joined(separator: " ") }
            + codes.map { (["provider_code"] + $0.map { $0.percentEncoded + "." }).joined(separator: " ") }
        return Distinctions(text: lines.joined(separator: "\n"))!
    }

    /// Every string of the digits 1 and 2 with up to three digits.
    private static let all: [String] = {
        var all = [""]
        for length in 1...3 {
            all += (0..<(1 << length)).map { bits in
                (0..<length).map { bits >> $0 & 1 == 0 ? "1" : "2" }.joined()
            }
        }
        return all
    }()

    private static func matches(_ list: [String], _ destination: String) -> Bool {
        list.contains { destination.hasPrefix($0) }
    }

    /// With two lists of at most two prefixes each, destinations are in one class if neither list tells them apart.
    ///
    /// The representative of a class is matched like every member.
    @Test func classesAreWhatTheListsTellApart() {
        let prefixes = Self.all.filter { !$0.isEmpty && $0.count <= 2 }
        let lists = prefixes.map { [$0] } + prefixes.flatMap { a in prefixes.filter { $0 > a }.map { [a, $0] } }
        for first in lists {
            for second in lists {
                let classes = DestinationClasses(Self.distinctions(destinations: [first, second]))
                for destination in Self.all {
                    let standing = classes.representatives[classes.class(of: destination)].text
                    for list in [first, second] {
                        #expect(Self.matches(list, destination) == Self.matches(list, standing))
                    }
                }
                let found = Set(Self.all.map { classes.class(of: $0) })
                let told = Set(Self.all.map { [Self.matches(first, $0), Self.matches(second, $0)] })
                #expect(found.count == told.count)
            }
        }
    }

    /// A roll-up serves other rules if those tell nothing apart that the roll-up treats as equal.
    @Test func aRollUpServesRulesThatTellNoMoreApart() {
        let prefixes = Self.all.filter { !$0.isEmpty && $0.count <= 2 }
        let lists = prefixes.map { [$0] } + [["1", "2"], ["11", "12"], ["11", "2"], ["12", "21", "22"]]
        for kept in lists {
            for wanted in lists {
                let serves = Self.distinctions(destinations: [kept]).serve(Self.distinctions(destinations: [wanted]))
                let alike = Self.all.allSatisfy { a in
                    Self.all.allSatisfy { b in
                        Self.matches(kept, a) != Self.matches(kept, b)
                            || Self.matches(wanted, a) == Self.matches(wanted, b)
                    }
                }
                // It may ask to read the calls when that is not necessary, but never the reverse.
                #expect(!serves || alike, "\(kept) \(wanted)")
                #expect(kept != wanted || serves)
            }
        }
    }

    @Test func codesThatAreNotNamedAreOneClass() {
        let classes = ProviderCodeClasses(Self.distinctions(codes: [["00", "05"], ["05", "91"], [""]]))
        let of = { (code: Identifier) in classes.class(of: code) }
        #expect(Set([of("00"), of("05"), of("91"), of(""), of("77")]).count == 5)
        #expect(of("77") == ProviderCodeClasses.others && of("78") == of("77"))
        #expect(classes.representatives[of("77")] != "")
        #expect(ProviderCodeClasses(Self.distinctions(codes: [["00"]])).representatives[0] == "")
    }

    @Test func theTextIsReadBack() {
        let odd = Self.distinctions(
            destinations: [["1", "23"], ["4"]], codes: [["a b", "", "%", "é", ".x"]],
            days: ["2026-10-05", "2026-10-20"])
        #expect(Distinctions(text: odd.text) == odd)
        #expect(odd.serve(odd))
        #expect(!Self.distinctions(days: ["2026-10-05"]).serve(odd))
        #expect(Distinctions(text: "colour red") == nil)
        #expect(Distinctions(text: "day soon") == nil)
        #expect(Distinctions(text: "provider_code %zz.") == nil)
    }
}
