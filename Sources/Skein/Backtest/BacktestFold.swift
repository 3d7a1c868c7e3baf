/// One fold of a backtest: what was known, what was forecast, and what came.
package struct BacktestFold: Codable, Sendable, Equatable {
  /// A simple method's forecast.
  package struct Method: Codable, Sendable, Equatable {
    package var family: SimpleMethod.Family
    /// As tables and sentences call it, with what was fitted.
    package var name: String
    package var phrase: String
    /// Null where no row that came is known.
    @NullIfMissing package var errors: RunErrors?
    /// Of each row, the nearest first.
    package var predicted: [Double]
  }

  package struct Target: Codable, Sendable, Equatable {
    package var column: String
    @NullIfMissing package var errors: RunErrors?
    /// What came; null where that was missing in the data.
    package var actual: [Double?]
    package var predicted: [Double]
    /// Copying the last value first.
    package var methods: [Method]
  }

  /// How the model of a fold came to be.
  package struct Training: Codable, Sendable, Equatable {
    /// Rows that were known then; those of the fold where it was trained anew for it.
    package var known: Int
    /// Null where the model was there before.
    @NullIfMissing package var epochs: Int?
    @NullIfMissing package var seconds: Double?
    /// Of the weights as a run folder's `model.safetensors` holds them: the same training alone gives the
    /// same bytes.
    package var model: FileDigest
  }

  /// From 1.
  package var fold: Int
  /// The last row that is known, as the data calls it.
  package var origin: String
  /// Rows that are known.
  package var known: Int
  package var training: Training
  /// What the data calls the rows that are forecast.
  package var rows: [String]
  package var targets: [Target]
}

extension BacktestFold {
  /// Forecasts the rows after an origin.
  ///
  /// - Throws: what `Model.forecast` throws.
  init(_ fold: Int, _ series: Series, known: Int, horizon: Int, by model: FoldModel) throws {
    let past = series.prefix(known)
    let preparation = model.forecaster.preparation
    self.init(
      fold, series, past: past,
      values: try model.forecaster.model.forecast(past, preparation, steps: horizon),
      scaler: preparation.scaler, company: model.company.methods, training: model.training)
  }

  /// The same where the rows were forecast.
  ///
  /// - Parameters:
  ///   - past: the rows that are known.
  ///   - values: [steps, targets], what was said about the rows that follow.
  ///   - scaler: decides how many digits they have.
  ///   - company: of each target, the simple methods.
  init(
    _ fold: Int, _ series: Series, past: Series, values: [Double], scaler: Scaler,
    company: [[SimpleMethod]], training: Training
  ) {
    let (columns, known) = (series.targetColumns, past.rows)
    let horizon = values.count / columns.count
    self.fold = fold + 1
    origin = series.rowLabel(known - 1)
    self.known = known
    self.training = training
    let ahead = known..<known + horizon
    rows = ahead.map(series.rowLabel)
    targets = columns.enumerated().map { target, column in
      let actual = ahead.map { row in
        series.isFilled(row: row, column: column) ? nil : series.value(row: row, column: column)
      }
      let predicted = (0..<horizon).map {
        scaler.rounded(values[$0 * columns.count + target], column: column)
      }
      return Target(
        column: series.columns[column], errors: Self.errors(actual, predicted), actual: actual,
        predicted: predicted,
        methods: Self.methods(
          company[target], past, column: column, horizon: horizon, actual: actual))
    }
  }

  private static func methods(
    _ methods: [SimpleMethod], _ past: Series, column: Int, horizon: Int, actual: [Double?]
  ) -> [Method] {
    let run = past.run(of: past.rows - 1)
    let rows = max(run.lowerBound, past.rows - Judgement.leadIn)..<past.rows
    let values = past.values(of: column, rows: rows)
    return methods.map { method in
      var walk = method.walk(along: values)
      var predicted = [Double](repeating: 0, count: horizon)
      walk.advance(to: values.count - 1, of: values)
      walk.forecast(1...horizon, of: values, into: &predicted)
      return Method(
        family: method.family, name: method.name, phrase: method.phrase,
        errors: errors(actual, predicted), predicted: predicted)
    }
  }

  private static func errors(_ actual: [Double?], _ predicted: [Double]) -> RunErrors? {
    var sum = ErrorSum()
    for (actual, predicted) in zip(actual, predicted) {
      if let actual { sum.add(actual, predicted) }
    }
    return sum.count == 0 ? nil : RunErrors(ErrorMetrics(sum), mase: nil)
  }
}
