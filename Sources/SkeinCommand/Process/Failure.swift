import ArgumentParser
import Skein
import Topology

/// A command line that cannot be carried out, whatever the files hold.
struct UsageError: Error {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}

/// What the user is told when a command fails.
struct Failure {
  /// One sentence without the program's name; nil to end without a word.
  let sentence: String?
  /// 64 for a usage error, as `EX_USAGE` of sysexits.h, 128 and its number after a signal,
  /// otherwise 1.
  let exitCode: Int32

  private static let usage: Int32 = 64

  /// - Parameter command: what failed; nil before it is known.
  init(_ error: any Error, of command: (any ParsableCommand)? = nil) {
    switch error {
    case OutputError.closed, is FindingsRemain:
      sentence = nil
      exitCode = 1
    case let error as Interruption:
      sentence = Self.sentence(error.description)
      exitCode = error.exitCode
    case let error as UsageError:
      sentence = Self.sentence(error.sentence)
      exitCode = Self.usage
    default:
      sentence = Self.sentence("\(error)", remedy: Remedy.options(for: error, of: command))
      exitCode = Self.isUsage(error) ? Self.usage : 1
    }
  }

  /// Whether the command line alone is to blame.
  private static func isUsage(_ error: any Error) -> Bool {
    switch error {
    case is SettingsError, is ModelError, is KernelError: return true
    case DataError.invalidSetting, RunFolderError.invalidName: return true
    case let error as TopologyError:
      switch error {
      case .processorList, .policy, .placement, .nothingLeft, .process, .synthetic,
        .processorsNotAllowed, .workers:
        return true
      case .file, .xml, .discovery, .noProcessors: return false
      }
    default: return false
    }
  }

  /// A description on one line, cut after 4096 characters, and with its full stop; the options that
  /// help come last.
  static func sentence(_ description: String, remedy: String? = nil) -> String {
    var line = TerminalText.plain(
      description.split(whereSeparator: \.isNewline).joined(separator: " "))
    if let remedy {
      if line.hasSuffix(".") { line.removeLast() }
      line += " (\(remedy))"
    }
    let isEnded = line.last.map { ".?!".contains($0) } ?? false
    return isEnded ? line : line + "."
  }
}
