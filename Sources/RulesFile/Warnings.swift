internal import Rules
internal import Vocabulary

/// What `settle check` finds doubtful in rules that hold.
struct Warnings {
    let rules: Rules
    let resolver: Resolver
    let list: FaultList

    init(_ rules: Rules, _ resolver: Resolver, _ list: FaultList) {
        self.rules = rules
        self.resolver = resolver
        self.list = list
    }

    func find() {
        for doubt in resolver.doubts { list.report(doubt.place, doubt.message, doubt.hint, .warning) }
    }
}
