import SettleCommands

@main
enum Main {
    static func main() {
        SettleProgram.start()
    }
}
