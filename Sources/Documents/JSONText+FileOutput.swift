import JSONFormat

extension JSONText {
    /// Writes the document piece by piece.
    func write(to output: FileOutput) {
        var bytes: [UInt8] = []
        write(to: &bytes) { output.write(whatIsMuchOf: &$0) }
        output.write(bytes)
    }
}
