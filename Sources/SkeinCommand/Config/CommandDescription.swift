import ArgumentParser
import Foundation

/// A command as the parser describes it, from which completion scripts are made, too.
struct CommandDescription: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      /// `long`, `short` or `longWithSingleDash`.
      let kind: String
      let name: String
    }
    /// `positional`, `option` or `flag`.
    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?
  }

  private struct Tool: Decodable {
    let command: CommandDescription
  }

  let commandName: String
  let abstract: String?
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [CommandDescription]?

  /// - Throws: `DecodingError` where the parser describes itself in another way than it did.
  static func of(_ command: (some ParsableCommand).Type) throws -> CommandDescription {
    try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)).command
  }
}
