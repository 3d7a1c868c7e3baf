import Foundation

/// Why a series cannot be forecast.
public enum ForecastError: Error, Sendable, Hashable {
  /// Inputs that are not targets have no future values.
  case unknownInputs([String])
  case tooFewRows(rows: Int, needed: Int)
  /// Times are missing shortly before the end.
  case gap(rows: Int, needed: Int)
  /// Nobody knows which series of a table goes on.
  case severalSeries([String])
}

extension ForecastError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .unknownInputs(let columns):
      return "The future of \(TerminalText.names(columns)) is not known, so the model cannot"
        + " be fed its own predictions; forecast no more rows than it predicts at once, or train a"
        + " model whose inputs are its targets."
    case .tooFewRows(let rows, let needed):
      return "A forecast starts from the last \(needed) rows, but there are only \(rows); give"
        + " more data."
    case .gap(let rows, let needed):
      return
        "A forecast starts from the last \(needed) rows, but after the last gap in time there are"
        + " only \(rows); give more data, or fill the gap."
    case .severalSeries(let names):
      return
        "The table holds several series (\(TerminalText.names(names))), and a forecast goes on from"
        + " one; choose it."
    }
  }

  public var errorDescription: String? { description }
}
