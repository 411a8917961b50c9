public import Money
public import Vocabulary

/// The terms that one app has in place of a tariff's: an entry of `for` (S3.39). What is `nil` stays the tariff's.
public struct AppTerms: Sendable, Hashable {
    public var charge: ChargeModel?
    public var discount: Rate?
    /// In minor units; 0 for an app that owes no minimum.
    public var minimumMinor: Int64?
    /// In minor units.
    public var maximumMinor: Int64?
    public var split: Identifier?
    /// The line of the rules file at which the terms begin.
    public var line: Int

    public init(
        charge: ChargeModel? = nil, discount: Rate? = nil, minimumMinor: Int64? = nil, maximumMinor: Int64? = nil,
        split: Identifier? = nil, line: Int
    ) {
        self.charge = charge
        self.discount = discount
        self.minimumMinor = minimumMinor
        self.maximumMinor = maximumMinor
        self.split = split
        self.line = line
    }
}

extension Tariff {
    /// The tariff as it is for an app: with the app's own terms in place of those that `for` replaces. O(app).
    public func terms(of app: Identifier) -> Tariff {
        guard !ownTerms.isEmpty, let own = ownTerms[app] else { return self }
        var tariff = self
        tariff.charge = own.charge ?? charge
        tariff.discount = own.discount ?? discount
        tariff.minimumMinor = own.minimumMinor ?? minimumMinor
        tariff.maximumMinor = own.maximumMinor ?? maximumMinor
        tariff.split = own.split ?? split
        return tariff
    }

    /// How the tariff charges an app. O(app).
    public func charge(of app: Identifier) -> ChargeModel {
        ownTerms.isEmpty ? charge : ownTerms[app]?.charge ?? charge
    }
}
