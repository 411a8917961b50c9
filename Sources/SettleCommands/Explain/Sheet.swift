import Documents
import JSONFormat
import Money
import Settlement
import Vocabulary

/// An explanation, printed as a page for people or as JSON for machines.
struct Sheet {
    /// `invoice`, `line`, `share`, `adjustment`, `call` or `query`.
    var kind: String
    /// The id that the user asked about.
    var id: String
    var title: String
    var blocks: [Block] = []

    enum Block {
        case facts(key: String, title: String?, [Fact])
        case table(Table)
        /// Independent sentences.
        case notes(key: String, [String])
    }

    /// The sheet as JSON. All sheets of a kind have the same keys in the same order; tables and notes may be empty.
    var json: JSONText {
        .object([("kind", .string(kind)), ("id", .string(id)), ("title", .string(title))] + blocks.map(\.json))
    }

    var text: String {
        ([title] + blocks.map(\.text).filter { !$0.isEmpty }).joined(separator: "\n\n")
    }
}

/// A labelled value.
struct Fact {
    /// The key in JSON; in the label for people, underscores become spaces.
    var key: String
    var value: Cell

    init(_ key: String, _ value: Cell) {
        self.key = key
        self.value = value
    }

    init(_ key: String, _ text: String) {
        self.init(key, .text(text))
    }
}

enum Cell {
    case none
    case text(String)
    case integer(Int64)
    case amount(Int64, Currency)
    /// A number with its own number of decimals.
    case decimal(String)
    /// An exact fraction; people see 12 decimals, then `…` if there are more.
    case fraction(Fraction, Currency)
    /// Whether this row is the one that the user asked about.
    case mark(Bool)

    static func exact(_ amount: ExactAmount, _ currency: Currency) -> Cell {
        .decimal(amount.text(currency))
    }

    static func optional(_ text: String?) -> Cell { text.map { .text($0) } ?? .none }

    var text: String {
        switch self {
        case .none: ""
        case .text(let text), .decimal(let text): text
        case .integer(let value): String(value)
        case .amount(let minor, let currency): currency.text(minor: minor)
        case .fraction(let fraction, let currency): fraction.shown(currency)
        case .mark(let isMarked): isMarked ? "<" : ""
        }
    }

    var json: JSONText {
        switch self {
        case .none: .null
        case .text(let text), .decimal(let text): .string(text)
        case .integer(let value): .integer(value)
        case .amount(let minor, let currency): .amount(minor, currency)
        case .fraction(let fraction, let currency): .string(fraction.text(currency))
        case .mark(let isMarked): .bool(isMarked)
        }
    }

    /// Whether the cell is aligned to the right.
    var isNumber: Bool {
        switch self {
        case .none, .text, .mark: false
        case .integer, .amount, .decimal, .fraction: true
        }
    }
}

/// Rows under column headings.
struct Table {
    var key: String
    var title: String
    var columns: [String]
    var rows: [[Cell]] = []
    /// The most rows that people are shown; JSON has all.
    var mostRowsShown = Int.max
}

extension Sheet.Block {
    var json: (String, JSONText) {
        switch self {
        case .facts(let key, _, let facts):
            return (key, .object(facts.map { ($0.key, $0.value.json) }))
        case .table(let table):
            let rows = table.rows.map { row in
                JSONText.object(zip(table.columns, row).map { ($0, $1.json) })
            }
            return (table.key, .array(rows))
        case .notes(let key, let notes):
            return (key, .array(notes.map(JSONText.string)))
        }
    }

    /// The text for people; empty if there is nothing to show.
    var text: String {
        switch self {
        case .facts(_, let title, let facts):
            let shown = facts.filter { !$0.value.text.isEmpty }
            guard !shown.isEmpty else { return "" }
            let width = shown.map(\.label.count).max() ?? 0
            let lines = shown.map { "  \($0.label.padded(to: width))  \($0.value.text)" }
            return ((title.map { [$0] } ?? []) + lines).joined(separator: "\n")
        case .table(let table):
            return table.text
        case .notes(_, let notes):
            return notes.joined(separator: "\n")
        }
    }
}

extension Fact {
    var label: String { key.words }
}

extension Table {
    var text: String {
        guard !rows.isEmpty else { return "" }
        let shown = Array(rows.prefix(mostRowsShown))
        // Leave out columns that are empty in all rows.
        let used = columns.indices.filter { column in shown.contains { !$0[column].text.isEmpty } }
        let heads = used.map { columns[$0].words }
        let widths = zip(used, heads).map { column, head in
            max(head.count, shown.map { $0[column].text.count }.max() ?? 0)
        }
        func line(_ cells: [(text: String, right: Bool)]) -> String {
            var line = " "
            for (position, cell) in cells.enumerated() {
                line +=
                    " "
                    + (cell.right
                        ? cell.text.padded(toRight: widths[position]) : cell.text.padded(to: widths[position]))
                line += " "
            }
            return line.trimmedAtEnd
        }
        let right = used.map { column in shown.contains { $0[column].isNumber } }
        var lines = [title, line(Array(zip(heads, right)))]
        for row in shown { lines.append(line(zip(used, right).map { (row[$0].text, $1) })) }
        if rows.count > shown.count {
            lines.append("  … and \((rows.count - shown.count).grouped) more (--json has them all)")
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    var words: String { String(map { $0 == "_" ? " " : $0 }) }

    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    func padded(toRight width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    var trimmedAtEnd: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}

extension ExactAmount {
    /// The amount in major units, with all its decimals and at least as many as the currency has.
    func text(_ currency: Currency) -> String {
        DecimalFormat.text(scaled: minorE8, decimals: 8 + currency.minorDigits, leastDecimals: currency.minorDigits)
    }
}
