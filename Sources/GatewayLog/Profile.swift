public import Vocabulary

/// What many calls have in common: the fields that tariffs match and usage is grouped by.
///
/// A month of a million calls has some hundreds of them, so each parser keeps every profile once and its calls name
/// them by number.
public struct Profile: Hashable, Sendable {
    public var source: Source
    public var app: Identifier
    public var service: Identifier
    /// As logged: `response.data.provider` if not empty, else `request.auth.auth_provider`.
    public var provider: Identifier
    public var channel: Identifier
    public var authType: Identifier
    public var routeMode: Identifier
    public var mode: Mode
    public var status: Status
    public var delivery: Delivery
    public var providerCode: Identifier
    /// The first 6 digits of the international number, or fewer.
    public var destination: Identifier

    public init(
        source: Source, app: Identifier, service: Identifier, provider: Identifier, channel: Identifier,
        authType: Identifier, routeMode: Identifier, mode: Mode, status: Status, delivery: Delivery,
        providerCode: Identifier, destination: Identifier
    ) {
        self.source = source
        self.app = app
        self.service = service
        self.provider = provider
        self.channel = channel
        self.authType = authType
        self.routeMode = routeMode
        self.mode = mode
        self.status = status
        self.delivery = delivery
        self.providerCode = providerCode
        self.destination = destination
    }
}
