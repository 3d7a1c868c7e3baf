import Foundation

/// Why a run of many series does not do what is asked for.
package enum PanelError: Error, Sendable, Equatable {
  case noSeries(source: String, wanted: String, suggestion: String?, count: Int)
  case tooManyRows(series: Int, steps: Int, most: Int)
  /// The run is of one series, which has no name.
  case oneSeries(run: String)
  /// Which rows of each series are new, a record of an earlier version does not say.
  case noUpdate(run: String)
  /// A stream of readings is of one series.
  case noStream(run: String)
  /// One of the series cannot be forecast.
  case ofSeries(String, ForecastError)
  /// A wide table of several groups, whose rows to come nobody can tell apart in another table.
  case noGroups(run: String)
  /// Weights of another program, for a run of many series.
  case noImport(run: String)
}

extension PanelError: CustomStringConvertible, LocalizedError {
  package var errorDescription: String? { description }

  package var description: String {
    switch self {
    case .noSeries(let source, let wanted, let suggestion, let count):
      let hint = suggestion.map { "did you mean \(TerminalText.quoted($0))? " } ?? ""
      return
        "\(TerminalText.plain(source)) has no series \(TerminalText.quoted(wanted)); \(hint)it has"
        + " \(NumberText.grouped(count))"
    case .tooManyRows(let series, let steps, let most):
      return
        "\(NumberText.count(steps, "row")) of \(NumberText.grouped(series)) series are more than"
        + " \(NumberText.grouped(most)) in all; choose fewer rows, or some of the series"
    case .oneSeries(let run):
      return "\(TerminalText.plain(run)) is a run of one series, so there is none to choose by name"
    case .noUpdate(let run):
      return
        "\(TerminalText.plain(run)) learned many series with an earlier version, so nothing tells the rows"
        + " that are new; go on from its model with skein train --from"
    case .noStream(let run):
      return
        "\(TerminalText.plain(run)) learned many series, and a stream has one; leave out --stream, and"
        + " name a table with --data"
    case .ofSeries(let name, let error):
      let reason = "\(error)"
      return
        "series \(TerminalText.quoted(name)): \(reason.prefix(1).lowercased())\(reason.dropFirst())"
    case .noGroups(let run):
      return
        "\(TerminalText.plain(run)) learned a wide table of several groups, which another table cannot tell the"
        + " future of; write the rows to come behind those of each group"
    case .noImport(let run):
      return
        "\(TerminalText.plain(run)) learned many series, and such a run takes no weights of another program;"
        + " name a run of one series"
    }
  }
}
