import Rating
import Rules
import Vocabulary

/// A tariff's `match` in words.
enum MatchWords {
    /// The conditions, such as `service send_otp; channel sms; destination 234`.
    static func conditions(_ tariff: Tariff) -> String {
        let conditions = MatchKey.allCases.compactMap { key in
            tariff.match.wanted(key).map { "\(key.rawValue) \($0.joined(separator: " or "))" }
        }
        return conditions.isEmpty ? "every call" : conditions.joined(separator: "; ")
    }
}
