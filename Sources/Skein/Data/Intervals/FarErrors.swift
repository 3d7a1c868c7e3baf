/// How far actual values lay from forecasts that went on from themselves, for rows beyond those that a model
/// says at once.
///
/// The model is asked anew: from rows after its training part, as far ahead as is wanted. What is known ahead then
/// is what the series' own rows say of it. Margins and quantiles are those of the errors, row ahead by row
/// ahead, as in `Intervals` and `ForecastQuantiles`. Many series are one, each in its own scale.
struct FarErrors {
  private let domain: TargetDomain
  /// [steps, targets], in the targets' units, or the scale of each of many series, sorted.
  private let errors: [[Double]]
  /// The same without their signs.
  private let magnitudes: [[Double]]

  /// Predictions that are made at most, so that nobody waits for long.
  private static let mostPredictions = 20_000
  private static let mostOrigins = 500

  /// - Parameters:
  ///   - steps: rows ahead.
  ///   - dataset: prepared as for the training, with its parts.
  init(_ forecaster: Forecaster, steps: Int, from dataset: Dataset) throws {
    let (preparation, all) = (forecaster.preparation, dataset.seen)
    let columns = all.targetColumns
    let blocks = (steps + preparation.steps - 1) / preparation.steps
    // Rows that a forecast looks at.
    let rows = blocks * preparation.steps
    // [steps, targets]
    var errors = [[Double]](repeating: [], count: steps * columns.count)
    let begin = try forecaster.model.futures(preparation, ForecastBands())
    let needsRows =
      !(preparation.future.isEmpty && preparation.calendar.isEmpty && preparation.statics.isEmpty)
    let none = needsRows ? nil : try KnownFuture(of: all, preparation, rows: rows, coming: nil)
    var member = (number: -1, series: all, first: 0)
    for place in Self.origins(dataset, preparation, steps: steps, ahead: rows) {
      if let panel = all.panel, panel.member(of: place) != member.number {
        let number = panel.member(of: place)
        member = (number, all.member(number, of: panel), panel.rows[number].lowerBound)
      }
      let (series, origin) = (member.series, place - member.first)
      let run = series.run(of: origin)
      guard let known = none ?? Self.known(after: origin, of: series, preparation, rows: rows)
      else {
        continue
      }
      var future = begin(series, run.lowerBound..<origin + 1, known)
      while future.told.count < steps { try future.goOn { window, place in window.point(place) } }
      for step in 0..<min(steps, run.upperBound - origin - 1) {
        for (target, column) in columns.enumerated() {
          let (row, place) = (origin + 1 + step, step * columns.count + target)
          if series.isFilled(row: row, column: column) { continue }
          errors[place].append(series.value(row: row, column: column) - future.told.values[place])
        }
      }
    }
    domain = (forecaster.model.reader ?? MeanSquaredError()).domain
    self.errors = errors.map { $0.sorted() }
    magnitudes = errors.map { $0.map(\.magnitude).sorted() }
  }

  /// What the series' own rows say of those that follow one; nil where its times say nothing of them, as shortly
  /// behind a gap.
  private static func known(
    after row: Int, of series: Series, _ preparation: Preparation, rows: Int
  ) -> KnownFuture? {
    let past = series.prefix(min(row + 1 + rows, series.rows)).prefix(row + 1)
    return try? KnownFuture(of: past, preparation, rows: rows, coming: nil)
  }

  /// The last rows that are known, after the training part, evenly.
  ///
  /// - Parameter rows: that must follow where columns of them are known ahead.
  private static func origins(
    _ dataset: Dataset, _ preparation: Preparation, steps: Int, ahead rows: Int
  ) -> [Int] {
    let windows = dataset.splits.training.windows.upperBound..<dataset.windows.count
    let needed = preparation.window + preparation.horizon - preparation.steps
    let more = preparation.asked.isEmpty ? 0 : rows
    let all = windows.map(dataset.windows.lastRow).filter { row in
      let run = dataset.series.run(of: row)
      return row + 1 - run.lowerBound >= needed && row + more < run.upperBound
    }
    let most = min(max(mostPredictions / (steps / preparation.steps + 1), 20), mostOrigins)
    let stride = max((all.count + most - 1) / most, 1)
    return Swift.stride(from: all.count - 1, through: 0, by: -stride).map { all[$0] }
  }

  /// The intervals of a target of a row, the narrowest first; none where one of them is not known.
  ///
  /// - Parameter levels: per cent, rising.
  func bounds(_ levels: [Double], around point: Double, _ place: Int) -> [PredictionInterval] {
    var bounds: [PredictionInterval] = []
    let sorted = magnitudes[place]
    for level in levels {
      guard let rank = Intervals.rank(of: level, among: sorted.count) else { return [] }
      let margin = sorted[rank - 1]
      let (lower, upper) = (domain.clamped(point - margin), domain.clamped(point + margin))
      bounds.append(PredictionInterval(level: level, lower: lower, upper: upper))
    }
    return bounds
  }

  /// The quantiles of a target of a row; none where one of them is not known.
  ///
  /// - Parameter quantiles: rising.
  func values(_ quantiles: [Double], around point: Double, _ place: Int) -> [Double] {
    let found = quantiles.compactMap { quantile in
      ForecastQuantiles.quantile(quantile, of: errors[place]).map { domain.clamped(point + $0) }
    }
    return found.count == quantiles.count ? found : []
  }
}
