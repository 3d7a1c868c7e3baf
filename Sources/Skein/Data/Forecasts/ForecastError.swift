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
  /// A loss that tells no distribution has nothing to draw from.
  case noDistribution(loss: String)
  /// Nothing is known of rows to come; `first` is what the first of them is called.
  case noFuture([String], rows: Int, first: String?)
  case tooShortFuture([String], rows: Int, needed: Int)
  /// A row to come is not among those that are known ahead.
  case missingTime(String, columns: [String], first: String, last: String, needed: Int)
  case missingFuture(String, row: String, needed: Int)
  /// Nobody can tell when the rows to come will be.
  case unknownTimes([String])
  /// Readings that come one by one do not tell their times.
  case noTimes([String])
}

extension ForecastError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .unknownInputs(let columns):
      return "The future of \(TerminalText.names(columns)) is not known, so the model cannot"
        + " be fed its own predictions; forecast no more rows than it predicts at once, or train a"
        + " model whose inputs are its targets, or known ahead."
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
    case .noDistribution(let loss):
      return
        "Courses of a forecast are drawn from a distribution, and the loss \(loss) tells none; train a"
        + " model with gaussian, student, poisson or negbinomial."
    default: return futureDescription
    }
  }

  private var futureDescription: String {
    func needs(_ columns: [String], _ count: Int) -> String {
      "The model looks at \(TerminalText.names(columns)) of the next"
        + " \(NumberText.count(count, "row"))"
    }
    switch self {
    case .noFuture(let columns, let rows, let first):
      let from = first.map { ", from \(TerminalText.name($0)) on" } ?? ""
      return needs(columns, rows) + from
        + ", and nothing is known of them; give them behind the last row, or in a table of their own."
    case .tooShortFuture(let columns, let rows, let needed):
      return needs(columns, needed)
        + ", but only \(NumberText.grouped(rows)) are known; give all of them."
    case .missingTime(let label, let columns, let first, let last, let needed):
      return needs(columns, needed) + ", and \(TerminalText.name(label)) is not among those known,"
        + " \(TerminalText.name(first)) to \(TerminalText.name(last)); give a row for each time."
    case .missingFuture(let column, let row, let needed):
      return needs([column], needed) + ", but at \(TerminalText.name(row)) its value is missing;"
        + " give it."
    case .unknownTimes(let features):
      return "The \(TerminalText.names(features)) of the rows to come is not known, since the times"
        + " are not evenly spaced; fill the gaps, or train a model without the calendar."
    case .noTimes(let features):
      return
        "The model looks at the \(TerminalText.names(features)) of the rows to come, and readings that"
        + " come one by one do not tell their times; train a model without the calendar."
    default: return ""
    }
  }

  public var errorDescription: String? { description }
}
