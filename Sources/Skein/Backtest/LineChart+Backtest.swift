extension LineChart {
  /// The errors of a backtest by rows ahead: of all folds together, beside the best simple method's, and of
  /// each fold, thin. Of several targets, the first; nil before all folds are done, and for one row ahead.
  ///
  /// - Parameters:
  ///   - name: what the picture is of.
  ///   - subtitle: on which rows.
  package static func backtest(_ record: BacktestRecord, of name: String, subtitle: String)
    -> LineChart?
  {
    guard let target = record.results?.first else { return nil }
    let folds = record.folds.map { fold in
      zip(fold.targets[0].actual, fold.targets[0].predicted).map { actual, predicted in
        actual.map { ($0 - predicted).magnitude } ?? .nan
      }
    }
    return errorsByStep(target, of: name, subtitle: subtitle, folds: folds)
  }
}
