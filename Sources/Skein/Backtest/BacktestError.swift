/// Why a backtest cannot be done, in one sentence with its remedy.
package enum BacktestError: Error, Equatable {
  /// There are places for so many folds at most, each a row after the other.
  case tooFewRows(rows: Int, plan: BacktestPlan, most: Int)
  /// A model that is not trained anew was trained on rows that it would forecast.
  case seenRows(run: String, first: String, free: String)
  /// No forecast of so many rows fits behind the rows that trained a model.
  case noOrigin(steps: Int, rows: Int)
  /// The first fold knows too little to be trained on.
  case firstFold(rows: Int, DataError)
  /// What is in the file is of no backtest.
  case malformed(file: String, problem: String)
  case laterFormat(file: String, format: Int)
}

extension BacktestError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooFewRows(let rows, let plan, let most):
      return
        "\(NumberText.count(plan.folds, "fold")), \(NumberText.count(plan.stride, "row")) apart,"
        + " do not fit into \(NumberText.count(rows, "row")): there are"
        + " \(NumberText.count(most, "place")) for an origin; take fewer folds, a shorter stride or a"
        + " shorter horizon"
    case .seenRows(let run, let first, let free):
      return
        "the first fold forecasts row \(TerminalText.name(first)), which trained or validated the"
        + " model of \(TerminalText.plain(run)); its errors would be no test before row"
        + " \(TerminalText.name(free)), so take fewer folds, or train the model anew"
    case .noOrigin(let steps, let rows):
      return
        "a forecast of \(NumberText.count(steps, "row")) has no place, since \(NumberText.grouped(rows)) rows"
        + " did not train the model and it looks at those before its origin; measure a shorter forecast,"
        + " or give more data"
    case .firstFold(let rows, let error):
      return "the first fold knows \(NumberText.count(rows, "row")), which are too few to train on:"
        + " \(error.description.prefix(1).lowercased() + error.description.dropFirst())"
    case .malformed(let file, let problem):
      return
        "\(TerminalText.plain(file)) is damaged or was not written by Skein: \(problem); remove"
        + " it to begin the backtest anew"
    case .laterFormat(let file, let format):
      return
        "\(TerminalText.plain(file)) has format \(format), which a later Skein wrote; remove it to"
        + " begin the backtest anew"
    }
  }
}
