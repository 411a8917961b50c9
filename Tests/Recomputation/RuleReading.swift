import BigInt
import Foundation
import Yams

/// Rules that can't be read here. The model does not look for faults.
public struct UnreadableRules: Error, CustomStringConvertible {
    public let description: String
}

/// YAML as read, with all text as bytes.
///
/// Yams compares keys as Swift strings, which treat composed and decomposed é as equal. So each byte beyond ASCII is
/// passed through it as one private character (U+E080…U+E0FF).
private struct Part {
    let node: Node

    init(bytes: [UInt8]) throws {
        var text = String.UnicodeScalarView()
        let bom: [UInt8] = [0xEF, 0xBB, 0xBF]
        for byte in bytes.starts(with: bom) ? bytes.dropFirst(3) : bytes[...] {
            text.append(Unicode.Scalar(byte < 0x80 ? UInt32(byte) : 0xE000 + UInt32(byte))!)
        }
        guard let node = try Yams.compose(yaml: String(text)) else { throw UnreadableRules(description: "empty") }
        self.node = node
    }

    init(_ node: Node) { self.node = node }

    /// The text of a scalar, never a number.
    var text: ByteString? {
        guard let scalar = node.scalar else { return nil }
        var bytes: [UInt8] = []
        for scalar in scalar.string.unicodeScalars {
            if (0xE080...0xE0FF).contains(scalar.value) {
                bytes.append(UInt8(scalar.value - 0xE000))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return ByteString(bytes)
    }

    var members: [(key: ByteString, value: Part)] {
        (node.mapping.map { Array($0) } ?? []).map { (Part($0.key).text ?? "", Part($0.value)) }
    }

    var items: [Part] { (node.sequence.map { Array($0) } ?? []).map { Part($0) } }

    subscript(_ key: ByteString) -> Part? { members.first { $0.key == key }?.value }

    func text(_ key: ByteString) throws -> ByteString {
        guard let text = self[key]?.text else { throw UnreadableRules(description: "no \(key.text)") }
        return text
    }

    /// A value, or a list of values; nil if absent.
    func texts(_ key: ByteString) -> [ByteString]? {
        guard let part = self[key] else { return nil }
        return part.text.map { [$0] } ?? part.items.compactMap(\.text)
    }

    func price(_ key: ByteString) throws -> Price? {
        guard let text = self[key]?.text?.text else { return nil }
        guard let value = Fraction(decimal: text) else { throw UnreadableRules(description: "\(key.text): \(text)") }
        return Price(text: text, value: value)
    }

    func percent(_ key: ByteString) throws -> Fraction? {
        guard let text = self[key]?.text?.text else { return nil }
        guard let value = Fraction(percent: text) else { throw UnreadableRules(description: "\(key.text): \(text)") }
        return value
    }

    func whole(_ key: ByteString) -> BigInt? { self[key]?.text.flatMap { BigInt($0.text) } }

    func day(_ key: ByteString) -> Day? { self[key]?.text.flatMap { Day($0.text) } }
}

extension Rules {
    init(yaml: [UInt8]) throws {
        let root = try Part(bytes: yaml)
        let zone = try root.text("time_zone").text
        guard let timeZone = TimeZone(identifier: zone) else { throw UnreadableRules(description: "no zone \(zone)") }
        let source = { (name: ByteString, currency: ByteString, code: String) in
            let part = root["sources"]?[name]
            return ReadingRules.Source(
                currency: part?["currency"]?.text ?? currency, countryCode: part?["country_code"]?.text?.text ?? code,
                otpLength: part?.whole("otp_length").map { Int($0) } ?? 6)
        }
        guard let invoice = root["invoice"] else { throw UnreadableRules(description: "no invoice") }
        let parties = (root["parties"]?.members ?? []).map { id, part in
            Party(id: id, role: part["role"]?.text ?? "", aliases: part.texts("aliases") ?? [])
        }
        let issuer = try invoice.text("issuer")

        self.init(
            reading: ReadingRules(
                services: Set(root.texts("services") ?? []),
                sources: Set(root["sources"]?.members.map(\.0) ?? []),
                unsetMode: root["unset_mode"]?.text?.text ?? "reject",
                onepipe: source("onepipe", "NGN", "234"), paylink: source("paylink", "SAR", "966")),
            timeZone: timeZone, rounding: root["rounding"]?.text == "half_even" ? .halfEven : .halfUp,
            issuer: parties.contains { $0.id == issuer } ? issuer : parties.first { $0.role == issuer }?.id ?? issuer,
            number: try invoice.text("number").text, creditNoteNumber: try invoice.text("credit_note_number").text,
            debitNoteNumber: invoice["debit_note_number"]?.text?.text ?? "",
            adjustsByDocument: invoice["adjustments"]?.text == "document",
            dueDays: invoice.whole("due_days").map { Int($0) } ?? 0,
            every: invoice["every"]?.text?.text ?? "month",
            taxOfCurrency: Rules.table(invoice["tax"]) { $0.text ?? "" },
            taxes: try Rules.table(root["taxes"]) { tax in
                try (tax["rates"]?.items ?? [tax]).map {
                    TaxRate(
                        rate: try $0.percent("rate") ?? .zero, text: $0["rate"]?.text?.text ?? "", from: $0.day("from"))
                }
            }, parties: parties,
            apps: Rules.table(root["apps"]) {
                App(
                    name: $0["name"]?.text?.text ?? "", isos: Rules.datedNames($0["iso"]),
                    taxes: Rules.datedNames($0["tax"]))
            },
            tariffs: try (root["tariffs"]?.items ?? []).map(Rules.entry),
            income: try (root["income"]?.items ?? []).map(Rules.entry),
            fees: try (root["fees"]?.items ?? []).map(Rules.fee),
            splits: try Rules.table(root["splits"], Rules.split))
    }

    private static func table<Value>(
        _ part: Part?, _ value: (Part) throws -> Value
    ) rethrows -> [ByteString: Value] {
        var result: [ByteString: Value] = [:]
        for member in part?.members ?? [] { result[member.key] = try value(member.value) }
        return result
    }

    private static func entry(_ part: Part) throws -> Entry {
        var entry = try self.entry(part, own: part)
        entry.forApp = try table(part["for"]) { try self.entry(part, own: $0) }
        return entry
    }

    /// - Parameter own: where terms are looked for first.
    private static func entry(_ part: Part, own: Part) throws -> Entry {
        let id = try part.text("id")
        func terms(_ key: ByteString) -> Part { own[key] == nil ? part : own }
        let match = part["match"]
        return Entry(
            id: id, currency: part["currency"]?.text, description: part["description"]?.text?.text ?? id.text,
            match: Match(
                app: match?.texts("app"), source: match?.texts("source"), service: match?.texts("service"),
                provider: match?.texts("provider"), channel: match?.texts("channel"),
                authType: match?.texts("auth_type"),
                routeMode: match?.texts("route_mode"), status: match?.texts("status"),
                delivery: match?.texts("delivery"),
                providerCode: match?.texts("provider_code"), destination: match?.texts("destination")),
            from: part.day("from"), until: part.day("until"), unit: part["unit"]?.text?.text ?? "call",
            charge: try charge(terms("charge")["charge"]), discount: try terms("discount").percent("discount") ?? .zero,
            minimum: try terms("minimum").price("minimum")?.value ?? .zero,
            maximum: try terms("maximum").price("maximum")?.value, isProrated: part["prorate"] != nil,
            split: terms("split")["split"]?.text, counter: part["counter"]?.text)
    }

    private static func charge(_ part: Part?) throws -> ChargeModel {
        guard let part else { throw UnreadableRules(description: "no charge") }
        if part.text == "free" { return .free }
        guard let (name, value) = part.members.first else { throw UnreadableRules(description: "charge") }
        let zero = Price(text: "0", value: .zero)
        let tiers = {
            try value.items.map {
                Tier(upTo: $0.whole("up_to"), price: try $0.price("price") ?? zero, flat: try $0.price("flat"))
            }
        }
        switch name.text {
        case "per_unit": return .perUnit(try part.price("per_unit") ?? zero)
        case "graduated": return .graduated(try tiers())
        case "volume": return .volume(try tiers())
        case "package":
            return .package(
                size: value.whole("size") ?? 1, price: try value.price("price") ?? zero,
                included: value.whole("included") ?? 0)
        case "percentage":
            return .percentage(
                rate: try value.percent("rate") ?? .zero, fixed: try value.price("fixed")?.value ?? .zero,
                least: try value.price("min")?.value, most: try value.price("max")?.value)
        case "cost_plus":
            return .costPlus(rate: try value.percent("rate") ?? .zero, fixed: try value.price("fixed")?.value ?? .zero)
        case "free": return .free
        default: throw UnreadableRules(description: "charge \(name.text)")
        }
    }

    private static func fee(_ part: Part) throws -> Fee {
        let id = try part.text("id")
        guard let amount = try part.price("amount") else { throw UnreadableRules(description: "no amount") }
        return Fee(
            id: id, description: part["description"]?.text?.text ?? id.text,
            apps: part["apps"]?.text == "all" ? nil : part.texts("apps") ?? [], amount: amount,
            currency: try part.text("currency"), from: part.day("from"), until: part.day("until"),
            isProrated: part["prorate"] != nil, split: try part.text("split"))
    }

    private static func datedNames(_ part: Part?) -> [DatedName] {
        guard let part else { return [] }
        if let name = part.text { return [DatedName(name: name, from: nil)] }
        return part.items.map { DatedName(name: $0["to"]?.text ?? "", from: $0.day("from")) }
    }

    private static func split(_ part: Part) throws -> Split {
        guard part.items.contains(where: { $0["entries"] != nil }) else {
            return Split(versions: [try version(part, from: nil, until: nil)])
        }
        let items = part.items
        return Split(
            versions: try items.indices.map { index in
                let before = index > 0 ? items[index - 1].day("until") : nil
                let after = index + 1 < items.count ? items[index + 1].day("from") : nil
                return try version(
                    items[index]["entries"]!, from: items[index].day("from") ?? before,
                    until: items[index].day("until") ?? after)
            })
    }

    private static func version(_ part: Part, from: Day?, until: Day?) throws -> SplitVersion {
        var items: [SplitItem] = []
        var shortfall: ByteString?
        for item in part.items {
            if let taker = item["shortfall"]?.text { shortfall = taker }
            if item["to"] != nil { items.append(try splitItem(item)) }
        }
        return SplitVersion(from: from, until: until, items: items, shortfall: shortfall)
    }

    private static func splitItem(_ part: Part) throws -> SplitItem {
        let kind: SplitItem.Kind
        if part["cost"]?.text == "true" {
            kind = .cost
        } else if let price = try part.price("per_unit") {
            kind = .perUnit(price.value)
        } else if let share = try part.percent("share") {
            kind = .share(share)
        } else {
            kind = .remaining
        }
        return SplitItem(
            to: try part.text("to"), kind: kind, otherwise: part["otherwise"]?.text,
            among: try (part["among"]?.items ?? []).map(splitItem), least: try part.price("min")?.value,
            most: try part.price("max")?.value)
    }
}
