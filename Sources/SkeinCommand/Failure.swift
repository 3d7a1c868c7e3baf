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

  init(_ error: any Error) {
    switch error {
    case OutputError.closed, is FindingsRemain:
      sentence = nil
      exitCode = 1
    case let error as Interruption:
      sentence = Self.tidied(error.description)
      exitCode = error.exitCode
    case let error as UsageError:
      sentence = Self.tidied(error.sentence)
      exitCode = Self.usage
    default:
      sentence = Self.tidied("\(error)")
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
      case .processorList, .policy, .synthetic, .processorsNotAllowed, .workers: return true
      case .file, .xml, .discovery, .noProcessors: return false
      }
    default: return false
    }
  }

  /// The sentence on one line, with a small letter after the program's name and a full stop.
  ///
  /// Only words of ours lose their capital; a file's name keeps it.
  static func tidied(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let openings = [
      "The ", "There ", "This ", "A ", "Processor", "Unknown ", "Missing ", "Unexpected ",
    ]
    if openings.contains(where: line.hasPrefix), let first = line.first {
      line = first.lowercased() + line.dropFirst()
    }
    let isEnded = line.last.map { ".?!".contains($0) } ?? false
    return isEnded ? line : line + "."
  }
}
