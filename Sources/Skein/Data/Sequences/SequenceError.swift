import Foundation

/// What can be wrong with texts, labels and sequences, in one sentence with its remedy.
public enum SequenceError: Error, Sendable, Equatable {
  case noLabel(file: String, line: Int)
  case noSamples(file: String)
  /// Nothing to tell apart.
  case oneClass(name: String, samples: Int)
  case manyClasses(count: Int, samples: Int)
  case noTrainingSamples
  /// A text without a single token.
  case noTokens(file: String)
  /// A part has fewer tokens than a window and the one that follows it.
  case tooShort(file: String, tokens: Int, window: Int)
  case notUTF8(file: String, line: Int)
}

extension SequenceError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .noLabel(let file, let line):
      return
        "\(TerminalText.plain(file)), line \(line), has no label; give it one, or take the line out"
    case .noSamples(let file):
      return "\(TerminalText.plain(file)) has no texts; a sample is a text with its label"
    case .oneClass(let name, let samples):
      return "all \(NumberText.count(samples, "sample")) are of the class"
        + " \(TerminalText.quoted(name)), so there is nothing to tell apart; give samples of another"
        + " class, too"
    case .manyClasses(let count, let samples):
      return
        "\(NumberText.grouped(samples)) samples have \(NumberText.grouped(count)) labels, nearly one"
        + " each, which are no classes; name the column of the labels"
    case .noTrainingSamples:
      return
        "no sample is left for training; give more samples, or smaller parts for test and validation"
    case .noTokens(let file):
      return "\(TerminalText.plain(file)) has no text that tokens could be made of"
    case .tooShort(let file, let tokens, let window):
      return
        "\(TerminalText.plain(file)) has \(NumberText.count(tokens, "token")), so one of training,"
        + " validation and test has no window of \(NumberText.grouped(window)) and its next one; give a"
        + " longer text, or a shorter window"
    case .notUTF8(let file, let line):
      return
        "\(TerminalText.plain(file)), line \(line), is not UTF-8; convert the file, or name its"
        + " encoding"
    }
  }
}
