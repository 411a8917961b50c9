import Foundation
import TestSupport

extension TemporaryFolder {
    /// A folder with the rules of the samples, into whose ledger their logs have been read.
    static func ofSamples() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.write(try SampleFiles.rules(), to: "settle.yaml")
        try place.settle(["ingest", "--quiet", SampleFiles.logs], exits: 0)
        return place
    }
}
