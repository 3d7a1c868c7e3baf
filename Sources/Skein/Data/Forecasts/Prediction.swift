/// What a model says about one row, in the units of the series.
public struct Prediction: Sendable, Codable, Equatable {
  /// One target's number.
  public struct Value: Sendable, Codable, Equatable {
    /// The column's name.
    public var target: String
    public var predicted: Double
    /// What happened; nil for rows to come and where the value is missing.
    public var actual: Double?
    /// The narrowest first; nil where none were learnt, or the row rests on rows that were said.
    public var intervals: [PredictionInterval]?
  }

  /// What the series calls the row: its time, or its number from 1.
  public var label: String
  /// The row's place in the series, from 0; rows to come go on after the last one.
  public var row: Int
  /// One for each target, in the series' order; never empty.
  public var values: [Value]

  /// The prediction of the first target.
  public var predicted: Double { values[0].predicted }
  /// What happened to the first target.
  public var actual: Double? { values[0].actual }

  /// A target's number by its column's name.
  public subscript(target: String) -> Value? { values.first { $0.target == target } }
}

extension WindowSet {
  /// Predictions for these windows as labelled rows, in the series' own units: one for each window and row
  /// that it predicts.
  ///
  /// - Parameter scaled: [windows, steps, targets], as `Model.predict` gives them.
  public func predictions(_ scaled: [Float]) -> [Prediction] {
    ToldWindows(points: scaled, of: self).predictions(nil)
  }
}

extension ToldWindows {
  /// Labelled rows, in the series' own units: one for each window and row that it predicts.
  func predictions(_ intervals: Intervals?) -> [Prediction] {
    let series = dataset.series
    let targets = series.targetColumns
    return windows.flatMap { window in
      let one = self[window]
      return dataset.windows.targetRows(window).enumerated().map { step, row in
        Prediction(
          label: series.rowLabel(row), row: row,
          values: targets.enumerated().map { output, column in
            let place = step * targets.count + output
            return Prediction.Value(
              target: series.columns[column], predicted: one.point(place),
              actual: series.isFilled(row: row, column: column)
                ? nil : series.value(row: row, column: column),
              intervals: intervals?.bounds(of: one, place))
          })
      }
    }
  }
}

extension Model {
  /// One labelled prediction per window and row that it predicts, in the series' own units, beside what happened: the numbers
  /// of `predict`, restored by the dataset's scaler. That must be the one that the model was trained
  /// with, which a `Forecaster` sees to.
  ///
  /// - Throws: `TrainingError.wrongInput` when the windows do not fit the model.
  public func predictions(for windows: WindowSet, crew: Crew? = nil) throws -> [Prediction] {
    windows.predictions(try predict(windows, crew: crew))
  }
}

extension Series {
  /// Labelled rows for the numbers that follow the last row.
  ///
  /// - Parameter told: in the targets' own units.
  func future(_ told: FutureRows) -> [Prediction] {
    let labels = labelsAfterEnd(told.count)
    return (0..<told.count).map { step in
      Prediction(
        label: labels?[step] ?? String(rows + step + 1), row: rows + step,
        values: targetNames.enumerated().map { output, name in
          let place = step * targetColumns.count + output
          let bounds = told.bounds[place]
          return Prediction.Value(
            target: name, predicted: told.values[place], actual: nil,
            intervals: bounds.isEmpty ? nil : bounds)
        })
    }
  }
}
