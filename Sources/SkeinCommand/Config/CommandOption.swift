import ArgumentParser
import Skein

/// An option or a flag of a command, as the parser knows it.
struct CommandOption {
  /// Without its hyphens.
  let name: String
  let isFlag: Bool
  let isRepeating: Bool

  /// What stands on the command line for these values.
  func arguments(_ values: [String]) -> [String] {
    isFlag ? values.map { _ in "--\(name)" } : values.map { "--\(name)=\($0)" }
  }

  /// `batchSize` and `batch_size` as `batch-size`.
  static func hyphenated(_ name: String) -> String {
    var text = ""
    for character in name {
      if character.isUppercase, !text.isEmpty, text.last != "-" { text += "-" }
      text += character == "_" ? "-" : character.lowercased()
    }
    return text
  }

  /// The options of a command; none where there is no such command.
  static func all(of command: String) throws -> [CommandOption] {
    guard let type = SkeinCommand.subcommands.first(where: { $0._commandName == command }) else {
      return []
    }
    return try CommandDescription.of(type).arguments.map { arguments in
      arguments.compactMap { argument in
        guard argument.kind != "positional",
          let name = argument.names?.first(where: { $0.kind == "long" })?.name
        else { return nil }
        return CommandOption(
          name: name, isFlag: argument.kind == "flag", isRepeating: argument.isRepeating)
      }
    } ?? []
  }
}
