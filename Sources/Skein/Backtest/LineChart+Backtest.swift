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

  /// The mean RMSSE of many series by rows ahead, beside that of each series' best simple method. Of several
  /// targets, the first; nil for one row ahead.
  package static func backtest(
    _ record: PanelBacktestRecord, of name: String, subtitle: String
  ) -> LineChart? {
    guard let target = record.results.first, target.ahead.count > 1 else { return nil }
    let column = target.errors.column
    return LineChart(
      title: "\(subject(name, column)), errors by rows ahead", subtitle: subtitle,
      xAxis: ChartAxis("rows ahead", scale: .wholeNumbers),
      yAxis: ChartAxis("mean RMSSE, \(column)", includesZero: true),
      series: [
        ChartSeries(
          "each series' best simple method", y: target.methodAhead.map { $0 ?? .nan }, firstX: 1,
          style: .dashed, color: .palette(1)),
        ChartSeries(
          "model", y: target.ahead.map { $0 ?? .nan }, firstX: 1, color: .palette(0)),
      ])
  }
}
