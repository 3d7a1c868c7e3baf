import ArgumentParser
import Skein

@main
struct SkeinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skein",
    abstract: "Train LSTM sequence models on every core of this machine.",
    version: SkeinVersion.current)
}
