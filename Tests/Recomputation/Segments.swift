/// The GSM 03.38 default alphabet, without its escape.
private let gsmAlphabet = Set(
    ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
        + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)

/// The characters of its extension table, which cost two septets.
private let gsmExtension = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

/// The number of SMS segments of a message whose `{otp}` is filled in.
func segments(of message: [UInt8], otpLength: Int) -> Int {
    let scalars = Array(String(decoding: filled(message, otpLength), as: UTF8.self).unicodeScalars)
    if scalars.isEmpty { return 1 }

    guard scalars.allSatisfy({ gsmAlphabet.contains($0) || gsmExtension.contains($0) }) else {
        let units = scalars.reduce(0) { $0 + ($1.value > 0xFFFF ? 2 : 1) }
        return units <= 70 ? 1 : (units + 66) / 67
    }

    let septets = scalars.map { gsmExtension.contains($0) ? 2 : 1 }
    if septets.reduce(0, +) <= 160 { return 1 }
    var count = 1
    var used = 0
    for cost in septets {
        if used + cost > 153 {
            count += 1
            used = 0
        }
        used += cost
    }
    return count
}

/// The message with each `{otp}` replaced by `otpLength` digits.
private func filled(_ message: [UInt8], _ otpLength: Int) -> [UInt8] {
    let mark = Array("{otp}".utf8)
    var result: [UInt8] = []
    var at = 0
    while at < message.count {
        if message[at...].starts(with: mark) {
            result += [UInt8](repeating: 0x30, count: otpLength)
            at += mark.count
        } else {
            result.append(message[at])
            at += 1
        }
    }
    return result
}
