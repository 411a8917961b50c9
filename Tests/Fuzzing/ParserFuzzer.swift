import Glibc
import ParserAgreement

/// Called by libFuzzer with bytes of its making: they are read as lines of a log, in every way there is.
@_cdecl("LLVMFuzzerTestOneInput")
public func readLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var agreement = Agreement(seed: 1, samples: Samples.shared)
    agreement.read(Array(UnsafeBufferPointer(start: start, count: count)))
    guard let disagreement = agreement.disagreements.first else { return 0 }
    print(disagreement)
    fflush(nil)
    abort()
}

private enum Samples {
    /// Made once: the fast path learns a few of them before it sees the others.
    static let shared = SampleLines(seed: 1, calls: 20)
}
