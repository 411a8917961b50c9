import Vocabulary

/// The services that are read, and those of an earlier read.
struct ServiceList {
    /// How a record's service relates to the two lists.
    enum Standing {
        /// Not listed: other.
        case other
        /// Listed now, and also when the file was read before.
        case known
        /// Listed now, but not when the file was read before; or the file is read for the first time.
        case fresh
    }

    private let services: [[UInt8]]
    private let earlier: [[UInt8]]?
    /// The standing of a record that names no service but still counts.
    let unnamed: Standing

    init(_ rules: ReadingRules) {
        services = rules.services.map { Array($0.text.utf8) }
        earlier = rules.alreadyRead.map { $0.services.map { Array($0.text.utf8) } }
        unnamed = rules.alreadyRead == nil ? .fresh : .known
    }

    /// The standing of a service. O(services).
    func standing(_ name: Identifier) -> Standing {
        var text = name.text
        return text.withUTF8 { standing($0) }
    }

    /// The standing of a service that a line names. O(services).
    @inline(__always)
    func standing(_ name: Text) -> Standing {
        guard Self.holds(services, name) else { return .other }
        guard let earlier else { return .fresh }
        return Self.holds(earlier, name) ? .known : .fresh
    }

    @inline(__always)
    private static func holds(_ list: [[UInt8]], _ name: Text) -> Bool {
        for service in list where service.count == name.count {
            var index = 0
            while index < name.count, service[index] == name[index] { index &+= 1 }
            if index == name.count { return true }
        }
        return false
    }
}
