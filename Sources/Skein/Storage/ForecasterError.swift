import Foundation

/// Why a file gives no forecaster.
public enum ForecasterError: Error, Sendable, Equatable {
  /// The file has tensors alone: nothing in it says how data is prepared.
  case noPreparation(file: String)
  case malformed(file: String, problem: String)
  case laterFormat(file: String, format: Int)
  case weights(file: String, ModelError)
  case notFinite(file: String)
}

extension ForecasterError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .noPreparation(let file):
      return "\(TerminalText.plain(file)) does not say how its data is prepared; use a file that a"
        + " forecaster was saved to"
    case .malformed(let file, let problem):
      return "\(TerminalText.plain(file)) is damaged or was not written by Skein:"
        + " \(TerminalText.plain(problem, limit: 400)); use another copy, or train the model again"
    case .laterFormat(let file, let format):
      return
        "\(TerminalText.plain(file)) has format \(format), which a later Skein wrote; this is Skein"
        + " \(SkeinVersion.current), so update it"
    case .weights(let file, let error):
      return "\(TerminalText.plain(file)) does not fit its own model: \(error)"
    case .notFinite(let file):
      return "\(TerminalText.plain(file)) holds weights that are infinite or NaN; use another copy,"
        + " or train the model again"
    }
  }
}
