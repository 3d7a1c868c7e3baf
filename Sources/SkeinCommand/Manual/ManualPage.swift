import Foundation
import Skein

/// The manual page of the program, or of one of its commands, made of what `--help` says.
struct ManualPage {
  /// The words that a person types, such as `skein train`.
  private let words: [String]
  private let command: CommandDescription
  private let others: [String]

  /// - Parameters:
  ///   - program: nil for the page of the program itself.
  ///   - others: names of pages to see also.
  init(_ command: CommandDescription, of program: String?, others: [String]) {
    words = [program, command.commandName].compactMap(\.self)
    self.command = command
    self.others = others
  }

  /// `skein-train`.
  var name: String { words.joined(separator: "-") }

  /// The page of a program, and one for each of its commands.
  static func all(of program: CommandDescription) -> [ManualPage] {
    let commands = (program.subcommands ?? []).filter { $0.commandName != "help" }
    let name = program.commandName
    let names = commands.map { "\(name)-\($0.commandName)" }
    return [ManualPage(program, of: nil, others: names)]
      + commands.map { ManualPage($0, of: name, others: [name]) }
  }

  /// In the macros of man(7), which every system formats.
  var text: String {
    let title = RoffText.escaped(name.uppercased())
    var lines = [
      ".TH \(title) 1 \"\" \"Skein \(SkeinVersion.current)\" \"Skein\"",
      // Ragged, and without hyphens at the ends of lines that nobody typed.
      ".ad l", ".nh", ".SH NAME",
      "\(RoffText.escaped(name)) \\- \(RoffText.escaped(Self.clause(command.abstract ?? "")))",
      ".SH SYNOPSIS", synopsis,
    ]
    let (sections, paragraphs) = Self.parts(of: command.discussion ?? "")
    lines += [".SH DESCRIPTION", RoffText.line(command.abstract ?? "")]
    for paragraph in paragraphs { lines += [".PP", RoffText.line(paragraph)] }
    let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
    lines += Self.list("ARGUMENTS", arguments.filter { $0.kind == "positional" })
    lines += Self.list("OPTIONS", arguments.filter { $0.kind != "positional" })
    if let subcommands = command.subcommands, words.count == 1 {
      lines.append(".SH COMMANDS")
      for subcommand in subcommands {
        lines += [
          ".TP", RoffText.bold(subcommand.commandName), RoffText.line(subcommand.abstract ?? ""),
        ]
      }
    }
    for section in sections {
      lines += [".SH \(RoffText.escaped(section.title))", ".nf"]
      lines += section.lines.map { RoffText.line($0) } + [".fi"]
    }
    lines += [".SH SEE ALSO", others.map { "\(RoffText.bold($0))(1)" }.joined(separator: ",\n")]
    return lines.joined(separator: "\n") + "\n"
  }

  private var synopsis: String {
    let positionals = (command.arguments ?? []).filter {
      $0.kind == "positional" && $0.shouldDisplay
    }
    .map { argument in
      let value = Self.value(of: argument)
      return argument.isOptional ? "[\(value)]" : value
    }
    let isProgram = words.count == 1
    let rest = isProgram ? ["\(RoffText.italic("command"))"] : positionals
    let parts = [RoffText.bold(words.joined(separator: " "))] + rest
    return (parts + ["[\(RoffText.italic("option"))\\ ...]"]).joined(separator: "\n")
  }

  /// A section of what is told about each of some arguments; nothing where there are none.
  private static func list(_ title: String, _ arguments: [CommandDescription.Argument]) -> [String]
  {
    if arguments.isEmpty { return [] }
    return [".SH \(title)"]
      + arguments.flatMap { [".TP", head(of: $0), RoffText.line(words(about: $0))] }
  }

  /// `-h, --help`, `--epochs epochs` or `run`.
  private static func head(of argument: CommandDescription.Argument) -> String {
    let names = (argument.names ?? []).sorted { $0.name.count < $1.name.count }
    if names.isEmpty { return value(of: argument) }
    let shown = names.map { RoffText.bold(($0.kind == "long" ? "--" : "-") + $0.name) }
      .joined(separator: ", ")
    return argument.kind == "flag" ? shown : "\(shown) \(value(of: argument))"
  }

  private static func value(of argument: CommandDescription.Argument) -> String {
    RoffText.italic(argument.valueName ?? "value") + (argument.isRepeating ? "\\ ..." : "")
  }

  /// What the help says of an argument, its values and its default.
  private static func words(about argument: CommandDescription.Argument) -> String {
    let values = (argument.allValues ?? []).filter { !$0.isEmpty }
    let remarks = [
      values.isEmpty ? nil : "values: \(values.joined(separator: ", "))",
      argument.defaultValue.flatMap { $0.isEmpty ? nil : "default: \($0)" },
    ].compactMap(\.self)
    let rest = remarks.isEmpty ? "" : "(\(remarks.joined(separator: "; ")))"
    let words = [argument.abstract ?? "", rest].filter { !$0.isEmpty }.joined(separator: " ")
    return words.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The blocks of a discussion: those below a title such as `EXAMPLES:`, line by line, and paragraphs.
  private static func parts(
    of discussion: String
  ) -> (sections: [(title: String, lines: [Substring])], paragraphs: [String]) {
    var sections: [(title: String, lines: [Substring])] = []
    var paragraphs: [String] = []
    let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false)
    for block in lines.split(whereSeparator: { $0.allSatisfy(\.isWhitespace) }) {
      guard let first = block.first else { continue }
      if first.hasSuffix(":"), first.dropLast().allSatisfy({ $0.isUppercase || $0 == " " }) {
        sections.append((String(first.dropLast()), Array(block.dropFirst())))
      } else if first.hasPrefix("  "), var last = sections.popLast() {
        last.lines += [""] + block
        sections.append(last)
      } else {
        paragraphs.append(block.joined(separator: " "))
      }
    }
    return (sections, paragraphs)
  }

  /// A sentence as the clause that stands behind a name.
  private static func clause(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
