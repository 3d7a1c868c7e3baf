import Foundation

/// Why a run of many series does not do what is asked for.
package enum PanelError: Error, Sendable, Equatable {
  case noSeries(source: String, wanted: String, suggestion: String?, count: Int)
  case tooManyRows(series: Int, steps: Int, most: Int)
  /// The run is of one series, which has no name.
  case oneSeries(run: String)
  /// Each series has a scale of its own, which a training that goes on would need, too.
  case noGoingOn(run: String)
  /// A stream of readings is of one series.
  case noStream(run: String)
  /// Scales of many series have no place in another program's file.
  case noExport(run: String)
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
    case .noGoingOn(let run):
      return
        "\(TerminalText.plain(run)) learned many series, each in a scale of its own, which no training"
        + " goes on from; train anew on all rows"
    case .noStream(let run):
      return
        "\(TerminalText.plain(run)) learned many series, and a stream has one; leave out --stream, and"
        + " name a table with --data"
    case .noExport(let run):
      return
        "\(TerminalText.plain(run)) learned many series, whose scales no other program's file holds; export"
        + " a run of one series"
    }
  }
}
