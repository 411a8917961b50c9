/// What is looked at when a ledger is opened, so that a file that somebody has tampered with is refused, and does not run what
/// it brings or end the program in the middle.
struct Soundness {
    let database: Database

    init(_ database: Database) { self.database = database }

    /// Makes sure that the tables, indexes and views are those that this program makes, and no trigger or other object is there
    /// besides.
    ///
    /// - Throws: `LedgerError.damaged` naming the first object that differs.
    func checkSchema(ofVersion version: Int) throws(LedgerError) {
        guard version > 0 else { return }
        let made = try Database.scratch()
        for step in Schema.steps[..<version] { try made.execute(step) }
        let (found, expected) = (try Soundness.objects(database), try Soundness.objects(made))
        for name in Set(found.keys).union(expected.keys).sorted() {
            guard let object = found[name] else { throw .damaged("it has no \(name)") }
            guard let own = expected[name] else { throw .damaged("its \(name) is none of settle's") }
            guard object == own else { throw .damaged("its \(name) is not as settle makes it") }
        }
    }

    /// The texts of the objects by their kind and name, such as `table call`.
    private static func objects(_ database: Database) throws(LedgerError) -> [String: String] {
        // What ANALYZE leaves tells of sizes alone, and people may run it.
        let rows = try database.prepare(
            """
            SELECT type || ' ' || name, tbl_name || char(10) || coalesce(sql, '') FROM sqlite_schema
            WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')
            """)
        var objects: [String: String] = [:]
        while try rows.step() { objects[rows.text(0)] = rows.text(1) }
        return objects
    }

    /// Makes sure of the numbers that are added up or narrowed without another look.
    ///
    /// - Complexity: O(periods + logs + documents).
    func checkNumbers() throws(LedgerError) {
        // Calls, lines and bytes of which no sum leaves 64 bits. What single rows hold is looked at where they are read.
        let limits = [
            (
                "roll_up_period",
                "calls NOT BETWEEN 0 AND 1000000000000000 OR first_call < 1 OR last_call < first_call"
            ),
            (
                "content",
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
}
