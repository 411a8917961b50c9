import Foundation
import TestSupport

extension TemporaryFolder {
    /// The rules and the log of one small month, October 2026, for tests of faults.
    enum SmallMonth {
        private static let place = Repository.programTests.appending(path: "Errors/publishing-at-once")

        static func rules() throws -> Data { try Data(contentsOf: place.appending(path: "settle.yaml")) }
        static func log() throws -> String {
            try String(contentsOf: place.appending(path: "log.ndjson"), encoding: .utf8)
        }

        /// The same calls with other references, so that they are other calls.
        static func log(refsAfter prefix: String) throws -> String {
            try log().replacing("\"request_ref\":\"", with: "\"request_ref\":\"\(prefix)")
        }
    }
}
