import Vocabulary

/// Why a line is rejected, before it is put into words. It is thrown within the parser without an allocation.
struct Rejection: Error {
    var code: RejectionCode
    /// The field at fault.
    var field: Field?
    /// What is wrong with the field, in a few words.
    var reason: StaticString

    init(_ code: RejectionCode, _ field: Field?, _ reason: StaticString) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    /// The field and what is wrong with it. It never quotes the line.
    var detail: String { "\(field?.path ?? "$"): \(reason)" }

    static func missing(_ field: Field) -> Rejection {
        Rejection(.missingField, field, "required, and absent or empty")
    }
}
