package import Vocabulary

/// The checks made when a ledger is opened. A file that somebody has tampered with is refused, so that it can neither
/// run code of its own nor crash the program later.
struct Soundness {
    let database: Database

    init(_ database: Database) { self.database = database }

    /// Makes sure that the tables, indexes and views equal those that this program makes, and that there is no trigger
    /// or other object.
    ///
    /// - Throws: `LedgerError.damaged` naming the first object that differs.
    func checkSchema(ofVersion version: Int) throws(LedgerError) {
        guard version > 0 else { return }
        let found = try Soundness.objects(database)
        if version == Schema.version, try found == Soundness.objects(madeBy: [Schema.current]) { return }
        // It may have been brought up to date by an SQLite that words a changed table in another way.
        let expected = try Soundness.objects(madeBy: Schema.steps[..<version])
        for name in Set(found.keys).union(expected.keys).sorted() {
            guard let object = found[name] else { throw .damaged("it has no \(name)") }
            guard let own = expected[name] else { throw .damaged("its \(name) is none of settle's") }
            guard object == own else { throw .damaged("its \(name) is not as settle makes it") }
        }
    }

    /// The objects of an empty ledger that these statements make.
    static func objects(madeBy statements: some Sequence<String>) throws(LedgerError) -> [String: String] {
        let made = try Database.scratch()
        for statement in statements { try made.execute(statement) }
        return try objects(made)
    }

    /// The SQL texts of the objects by their kind and name, such as `table call`.
    private static func objects(_ database: Database) throws(LedgerError) -> [String: String] {
        // ANALYZE may be run by people, and leaves tables that only hold statistics.
        let rows = try database.prepare(
            """
            SELECT type || ' ' || name, tbl_name || char(10) || coalesce(sql, '') FROM sqlite_schema
            WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')
            """)
        var objects: [String: String] = [:]
        while try rows.step() { objects[rows.text(0)] = rows.text(1) }
        return objects
    }

    /// Makes sure that the numbers which are added up or narrowed without a further check are in range.
    ///
    /// - Complexity: O(periods + logs + documents).
    func checkNumbers() throws(LedgerError) {
        // The limits keep every sum of calls, lines and bytes within 64 bits. Numbers of single rows are checked when
        // read.
        let limits = [
            (
                "roll_up_period",
                "calls NOT BETWEEN 0 AND 1000000000000000 OR first_call < 1 OR last_call < first_call"
            ),
            (
                "log",
                [
                    "bytes", "lines", "blank", "transactions", "duplicates", "queries", "other", "rejected",
                ].map { "\($0) NOT BETWEEN 0 AND 1000000000000000" }.joined(separator: " OR ")
            ),
            ("issued", "sequence NOT BETWEEN 1 AND 1000000000000000"),
        ]
        for (table, fault) in limits
        where try database.integer("SELECT 1 FROM \(table) WHERE \(fault) LIMIT 1") != nil {
            throw .damaged("a row of \(table) holds a number that is none of its kind")
        }
    }
    /// Makes sure that every period is of the one rhythm that the ledger remembers (S2.29).
    ///
    /// - Complexity: O(periods).
    func checkPeriods() throws(LedgerError) {
        // A ledger that remembers nothing is new.
        guard try database.integer("SELECT 1 FROM setting LIMIT 1") != nil else { return }
        let row = try database.prepare("SELECT value FROM setting WHERE name = ?")
        row.bind(1, Rhythm.settingName)
        guard let rhythm = try row.first({ Rhythm(rawValue: $0.text(0)) }) ?? nil else {
            throw .damaged("it does not say how long its periods are")
        }
        let named = try database.prepare(
            "SELECT period FROM closing UNION SELECT period FROM period_rules UNION SELECT period FROM late")
        while try named.step() {
            let text = named.text(0)
            if Period(text, rhythm) == nil { throw .damaged("'\(text)' is no \(rhythm.name)") }
        }
        let withCalls = try database.prepare("SELECT period FROM roll_up_period")
        while try withCalls.step() {
            let number = withCalls.int(0)
            if Period(number: number)?.rhythm != rhythm { throw .damaged("period \(number) is no \(rhythm.name)") }
        }
    }
}

extension Rhythm {
    /// The name under which the ledger remembers it among the reading rules.
    package static let settingName = "invoice.every"
}
