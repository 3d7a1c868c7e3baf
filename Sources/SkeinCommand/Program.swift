import ArgumentParser
import Foundation
import Skein

/// Starts the command, and turns whatever goes wrong into one sentence and an exit code.
@main
enum Program {
  static func main() {
    // Writing then fails with an error that can be told, instead of ending the process.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    MemoryTrap.install()
    // hwloc prints to standard error on bad input, whose sentence is ours to write. It knows no other
    // way, and only now is there no other thread to read the environment; a user's value is kept.
    setenv("HWLOC_HIDE_ERRORS", "2", 0)
    occupyStandardStreams()
    do {
      exit(run(try ConfigFile.expanding(Arguments.given())))
    } catch {
      exit(report(error))
    }
  }

  /// Runs the command and gives its exit code.
  private static func run(_ arguments: [String]) -> Int32 {
    if Set(arguments) == VersionText.arguments { return print(VersionText.text) }
    var command: any ParsableCommand
    do {
      try refuseUnknownCommand(arguments)
      command = try SkeinCommand.parseAsRoot(arguments)
    } catch let error as UsageError {
      return report(error)
    } catch {
      return answer(error, arguments)
    }
    do {
      try checkSystem()
      try command.run()
      return 0
    } catch {
      // The parser hands requests for help over as commands that fail with the text.
      let isHelp = SkeinCommand.exitCode(for: error) == .success
      return isHelp ? answer(error, arguments) : report(error, of: command)
    }
  }

  /// Prints what the argument parser has to say: help on standard output, complaints on the other.
  private static func answer(_ error: any Error, _ arguments: [String]) -> Int32 {
    let code = SkeinCommand.exitCode(for: error)
    guard code == .success else {
      let command = arguments.first.flatMap { commandNames.contains($0) ? "skein \($0)" : nil }
      let message = SkeinCommand.message(for: error)
        .replacing(". Did you", with: "; did you").replacing(". Please", with: "; please")
      let end = message.hasSuffix(".") || message.hasSuffix("?") ? 1 : 0
      // The parser writes sentences; here the program's name stands before them.
      let words = message.prefix(1).lowercased() + message.dropFirst().dropLast(end)
      let hint = "; see `\(command ?? "skein") --help`"
      return report(UsageError(words + hint))
    }
    return print(SkeinCommand.fullMessage(for: error) + "\n")
  }

  /// Prints an answer that is no command's, and gives the exit code.
  private static func print(_ text: String) -> Int32 {
    do {
      try StandardOutput.write(text)
      return 0
    } catch {
      return report(error)
    }
  }

  private static func report(_ error: any Error, of command: (any ParsableCommand)? = nil) -> Int32
  {
    let failure = Failure(error, of: command)
    if let sentence = failure.sentence { StandardError.write("skein: \(sentence)\n") }
    return failure.exitCode
  }

  private static var commandNames: [String] {
    SkeinCommand.subcommands.map { $0._commandName } + ["help"]
  }

  /// The parser would call a mistyped command an unexpected argument.
  private static func refuseUnknownCommand(_ arguments: [String]) throws(UsageError) {
    let names = commandNames
    guard let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) else { return }
    let hint = Suggestion.nearest(to: first, among: names).map { "did you mean \($0)? " } ?? ""
    throw UsageError(
      "there is no command '\(first)'; \(hint)the commands are \(names.joined(separator: ", "))")
  }

  /// More than a command has open at a time. Dispatch, refused one of its own, ends the process.
  private static let descriptorsNeeded = 12

  /// - Throws: `StartError` where the system does not offer what a command needs.
  private static func checkSystem() throws(StartError) {
    #if os(Linux)
      // Dispatch looks after its threads there, and ends the process where it cannot.
      if access("/proc/self/task", R_OK) != 0 { throw .noProcesses }
    #endif
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<descriptorsNeeded {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else {
        throw .tooFewDescriptors(free: opened.count, needed: descriptorsNeeded)
      }
      opened.append(descriptor)
    }
  }

  /// A file opened while a standard stream is closed would take its number, and its content. What
  /// takes its place refuses what the stream was for: a result that went nowhere is an error.
  private static func occupyStandardStreams() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }
}

/// Why a command cannot begin.
private enum StartError: Error, CustomStringConvertible {
  case tooFewDescriptors(free: Int, needed: Int)
  case noProcesses

  var description: String {
    switch self {
    case .noProcesses:
      "/proc is not there, without which threads cannot be had safely; mount it, as with"
        + " `mount -t proc proc /proc`"
    case .tooFewDescriptors(let free, let needed):
      "a command opens up to \(needed) files at a time, and the system allows \(free) more; raise the"
        + " limit with `ulimit -n`, or close what the starting program left open"
    }
  }
}
