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
  /// A row that belongs to no sequence.
  case noSequence(file: String, line: Int)
  /// A table that is one sequence, of which no part could be a test.
  case oneSequence(file: String)
  /// A sequence without a step.
  case noSteps(sequence: String)
  /// Rows of one sequence that are of different classes.
  case severalLabels(sequence: String, first: String, second: String)
  /// A table without a column of numbers.
  case noNumbers(file: String)
}

extension SequenceError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .noLabel(let file, let line):
      return
        "\(TerminalText.plain(file)), line \(line), has no label; give it one, or take the line out"
    case .noSamples(let file):
      return
        "\(TerminalText.plain(file)) has no samples; one is a text, or a sequence of rows, with its label"
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
    case .noSequence(let file, let line):
      return
        "\(TerminalText.plain(file)), line \(line), does not say which sequence it is of; give it"
        + " its name, or take the line out"
    case .oneSequence(let file):
      return
        "\(TerminalText.plain(file)) is one sequence, of which no other could be told apart; name the"
        + " column that tells its sequences, or give a file for each"
    case .noSteps(let sequence):
      return
        "the sequence \(TerminalText.quoted(sequence)) has no row with a value in each column, so"
        + " it has no step; interpolate missing values, or take it out"
    case .severalLabels(let sequence, let first, let second):
      return "the sequence \(TerminalText.quoted(sequence)) has rows of the class"
        + " \(TerminalText.quoted(first)) and of \(TerminalText.quoted(second)), but a sequence has one;"
        + " name the column of the labels, or learn one at each step"
    case .noNumbers(let file):
      return
        "\(TerminalText.plain(file)) has no column of numbers beside the labels; name the columns"
        + " that the model sees"
    }
  }
}
