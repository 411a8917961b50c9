/// Whatever makes something of charges as they are rated, so that nobody needs to hold all of them.
public protocol ChargeTaker: Sendable {
    /// Takes all charges of an app, in the order of the report. The apps come in byte order, each once.
    mutating func take(_ charges: [Charge])
}

/// Keeps all charges.
struct ChargeList: ChargeTaker {
    private(set) var charges: [Charge] = []

    mutating func take(_ charges: [Charge]) { self.charges += charges }
}
