/// How far actual values lay from forecasts that went on from themselves, for rows beyond those that a model
/// says at once.
///
/// The model is asked anew: from rows after its training part, as far ahead as is wanted, and the margin of a
/// level is the quantile of those errors' magnitudes, row ahead by row ahead, as in `Intervals`.
struct FarMargins {
  /// Per cent, rising.
  let levels: [Double]
  private let domain: TargetDomain
  /// [levels] of [steps, targets], in the targets' units; nil where there were too few rows.
  private let margins: [[Double?]]

  /// Predictions that are made at most, so that nobody waits for long.
  private static let mostPredictions = 20_000
  private static let mostOrigins = 500

  /// - Parameters:
  ///   - levels: per cent.
  ///   - steps: rows ahead.
  ///   - dataset: prepared as for the training, with its parts.
  init(_ levels: [Double], _ forecaster: Forecaster, steps: Int, from dataset: Dataset) throws {
    let preparation = forecaster.preparation
    let columns = dataset.series.targetColumns
    let origins = Self.origins(dataset, preparation, blocks: steps / preparation.steps + 1)
    // [steps, targets]
    var errors = [[Double]](repeating: [], count: steps * columns.count)
    let begin = try forecaster.model.futures(preparation, nil)
    let blocks = (steps + preparation.steps - 1) / preparation.steps
    let none = try KnownFuture(
      of: dataset.series, preparation, rows: blocks * preparation.steps, coming: nil)
    for origin in origins {
      let run = dataset.series.run(of: origin)
      var future = begin(dataset.series, run.lowerBound..<origin + 1, none)
      while future.told.count < steps { try future.goOn { window, place in window.point(place) } }
      for step in 0..<min(steps, run.upperBound - origin - 1) {
        for (target, column) in columns.enumerated() {
          let (row, place) = (origin + 1 + step, step * columns.count + target)
          if dataset.series.isFilled(row: row, column: column) { continue }
          let actual = dataset.series.value(row: row, column: column)
          errors[place].append((actual - future.told.values[place]).magnitude)
        }
      }
    }
    for place in errors.indices { errors[place].sort() }
    self.levels = levels
    domain = (forecaster.model.reader ?? MeanSquaredError()).domain
    margins = levels.map { level in
      errors.map { sorted in
        Intervals.rank(of: level, among: sorted.count).map { sorted[$0 - 1] }
      }
    }
  }

  /// The last rows that are known, after the training part, evenly.
  private static func origins(
    _ dataset: Dataset, _ preparation: Preparation, blocks: Int
  ) -> [Int] {
    let windows = dataset.splits.training.windows.upperBound..<dataset.windows.count
    let needed = preparation.window + preparation.horizon - preparation.steps
    let all = windows.map(dataset.windows.lastRow).filter { row in
      row + 1 - dataset.series.run(of: row).lowerBound >= needed
    }
    let most = min(max(mostPredictions / blocks, 20), mostOrigins)
    let stride = max((all.count + most - 1) / most, 1)
    return Swift.stride(from: all.count - 1, through: 0, by: -stride).map { all[$0] }
  }

  /// The intervals of a target of a row, the narrowest first; none where one of them is not known.
  func bounds(around point: Double, _ place: Int) -> [PredictionInterval] {
    var bounds: [PredictionInterval] = []
    for (level, margins) in zip(levels, margins) {
      guard let margin = margins[place] else { return [] }
      let (lower, upper) = (domain.clamped(point - margin), domain.clamped(point + margin))
      bounds.append(PredictionInterval(level: level, lower: lower, upper: upper))
    }
    return bounds
  }
}
