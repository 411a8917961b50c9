import AmountsAgreement
import Glibc
import RandomMonths

/// Called by libFuzzer with bytes of its making: they choose rules and calls, which the engine and the re-computation
/// charge, split and adjust.
@_cdecl("LLVMFuzzerTestOneInput")
public func chargeCalls(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var dice = Dice(bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    let random = AmountsCase(&dice)
    let found: [String]
    do { found = try random.disagreements() } catch { found = ["\(error)"] }
    guard !found.isEmpty else { return 0 }
    print(found.joined(separator: "\n"))
    print(random)
    fflush(nil)
    abort()
}
