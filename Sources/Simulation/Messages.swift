/// A message with a one-time password, as written between the quotes of a JSON string.
struct Message: Sendable {
    var json: StaticString
    /// The number of parts in which it is sent, with a password of six digits.
    var segments: Int

    private init(_ json: StaticString, _ segments: Int = 1) {
        self.json = json
        self.segments = segments
    }

    /// The usual messages: short, with the GSM alphabet.
    static let usual: [Message] = [
        Message("Use {otp} as your one time password on demo app"),
        Message("{otp} is your sign-in code. It expires in 5 minutes."),
        Message("Your demo code is {otp}. Do not share it with anyone."),
        Message("Enter {otp} to approve the payment on your demo account."),
        Message("Demo Bank: {otp} confirms your transfer. Call us if this was not you."),
        Message("Hello! Your verification code: {otp}"),
        Message("{otp} - code for adding a new device to your demo wallet"),
        Message("Dear customer, {otp} completes your registration at the demo shop."),
    ]

    /// Rare messages: several parts, other alphabets, escapes.
    static let rare: [Message] = [
        Message(
            """
            Your demo code is {otp}. Please keep it to yourself: our staff will never ask for it on the phone, in a \
            chat or by e-mail, and neither will anybody who claims to be from the demo police.
            """, 2),
        Message(
            """
            Dear customer, {otp} confirms that you want to add a new beneficiary to your demo account. If you did not \
            ask for this, reply STOP at once, change your password, and visit the nearest demo branch with a means of \
            identification. This message was sent because somebody signed in from a device that we have not seen \
            before in this demonstration.
            """, 3),
        Message("Your one time password for \\u20a61,500.00 at Demo Mart is {otp}"),
        Message("Ọrọ aṣínà rẹ fún ìdánwò ni {otp}. Má ṣe fi han ẹnikẹ́ni."),
        Message(
            """
            Ọrọ aṣínà rẹ fún ìdánwò ni {otp}. Má ṣe fi han ẹnikẹ́ni, kódà bí ó bá sọ pé òun wá láti ilé ìfowópamọ́ \
            ìdánwò wa.
            """, 2),
        Message("Code [{otp}] for \\\"Demo Shop\\\": valid 5 min. Fee ~ €0 {incl. tax}"),
        Message("Votre code démo est {otp}. Ne le communiquez à personne."),
        Message("🔐 {otp} is your demo code"),
    ]
}
