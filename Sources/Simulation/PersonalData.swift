/// The made-up personal data of simulated logs. No program may store any of it.
package enum PersonalData {
    /// Names as in the log: UTF-8, not escaped.
    package static let names: [String] = (firstNames + surnames).map { $0.description }

    /// Domains of the e-mail addresses, all reserved for examples.
    package static let domains: [String] = mailDomains.map { $0.description }

    /// The beginnings of `auth.secure`, Paylink session ids, signatures and signed data.
    package static let secrets: [String] = ["FAKESECRET", "fa4e5e551d", "RkFLRVNJR0", "RkFLRURBVE"]

    /// Words that occur in the messages and nowhere else in a log.
    package static let phrases: [String] = [
        "{otp}", "one time password on demo", "sign-in code", "Your demo code", "approve the payment", "Demo Bank:",
        "Your verification code", "new device", "completes your registration", "reply STOP", "Demo Mart", "Ọrọ aṣínà",
        "Demo Shop", "Votre code", "OTP sent to", "OTP could not be sent",
    ]

    /// Parts of mobile numbers longer than the six digits that may be kept, and the mask of hidden digits.
    package static let numbers: [String] =
        (Network.nigerian + Network.foreign + Network.saudi).map { "\($0.prefix)\($0.fixed)" } + ["*****"]

    /// The same for a month with `count` networks.
    package static func numbers(networks count: Int) -> [String] {
        Network.made(count).map { "\($0.prefix)\($0.fixed)" } + numbers
    }

    static let firstNames: [StaticString] = [
        "Ujutest", "Testola", "Demobisi", "Fakemeka", "Samplechi", "Mockandra", "Trialbu", "Exampleye", "Dummyinka",
        "Testimi", "Fakunmi", "Mocksola", "Demozie", "Sampletunde", "Trialoma", "Zoémock",
    ]
    static let surnames: [StaticString] = [
        "Usmanfake", "Okotest", "Adesample", "Bellodemo", "Ezemock", "Abubatrial", "Ojofake", "Danexample", "Ibedummy",
        "Lawaltest", "Musamock", "Nwasample", "Olademo", "Salifake", "Udotrial", "Yakudummy",
    ]
    static let mailDomains: [StaticString] = [
        "mail.example", "post.example", "inbox.invalid", "letters.test",
    ]
}

/// All texts that a privacy test looks for in a ledger or a report.
///
/// ```swift
/// for needle in Simulation.personalData { #expect(!stored.contains(needle)) }
/// ```
package let personalData: [String] =
    PersonalData.names + PersonalData.domains + PersonalData.secrets + PersonalData.phrases + PersonalData.numbers
