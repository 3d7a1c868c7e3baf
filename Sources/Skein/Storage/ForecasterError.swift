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
      return "\(file) does not say how its data is prepared; use a file that a forecaster was"
        + " saved to"
    case .malformed(let file, let problem):
      return "\(file) is damaged or was not written by Skein: \(problem); use another copy, or"
        + " train the model again"
    case .laterFormat(let file, let format):
      return "\(file) has format \(format), which a later Skein wrote; this is Skein"
        + " \(SkeinVersion.current), so update it"
    case .weights(let file, let error):
      return "\(file) does not fit its own model: \(error)"
    case .notFinite(let file):
      return "\(file) holds weights that are infinite or NaN; use another copy, or train the model"
        + " again"
    }
  }
}
