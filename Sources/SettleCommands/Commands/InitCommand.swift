import ArgumentParser
import Glibc
import RulesFile

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented settle.yaml to start from.",
        usage: "settle init [--quiet] [<folder>]",
        discussion: """
            Example:

              settle init billing/
            """)

    @Argument(help: "The folder for settle.yaml; it is created if missing.", completion: .directory)
    var folder = "."

    @Flag(name: .long, help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        var made = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
                throw Failure(.cannotCreate, "Can't create the folder \(made): \(String(cString: strerror(errno))).")
            }
        }
        let path =
            folder == "." ? "settle.yaml" : "\(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)/settle.yaml"
        try NewFile.make(path, orElse: "Name another folder.") { descriptor in
            let text = Array(RulesTemplate.text.utf8)
            guard Glibc.write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
                throw Failure(.inputOutput, "Writing \(path) failed: \(String(cString: strerror(errno))).")
            }
        }
        if !quiet {
            Terminal.print(
                "Wrote \(path). Fill in your parties, apps and tariffs, then run: settle check --rules \(path)")
        }
    }
}
