/// The errors of the forecast that copies the value of a season before, and the model's for the same rows.
public struct SeasonalMetrics: Sendable, Codable, Equatable {
  /// Rows of a season: 24 for hours, 12 for months.
  public let season: Int
  public let errors: ErrorMetrics
  /// Of the model, where a row's season before is known.
  public let model: ErrorMetrics

  /// Nil without a season, or where the season before is known of fewer than half the rows.
  ///
  /// - Parameters:
  ///   - season: one that is plain in the training rows.
  ///   - rows: those that are predicted; their indices begin at 0.
  ///   - predicted: what the model says of the i-th of them.
  init?<Rows: RandomAccessCollection<Int>>(
    _ series: Series, column: Int, season: Int?, horizon: Int, rows: Rows,
    predicted: (Int) -> Double
  ) where Rows.Index == Int {
    guard let season, season > 0, !rows.isEmpty else { return nil }
    // The last whole season that is known when the prediction is made.
    let back = (horizon + season - 1) / season * season
    let known = rows.indices.filter { index in
      let row = rows[index]
      return row >= back && series.runs.contains { $0.contains(row) && $0.contains(row - back) }
        && !series.isFilled(row: row - back, column: column)
    }
    guard 2 * known.count >= rows.count else { return nil }
    func actual(_ index: Int) -> Double { series.value(row: rows[index], column: column) }
    self.season = season
    errors = ErrorMetrics(count: known.count) { place in
      let row = rows[known[place]]
      return (actual(known[place]), series.value(row: row - back, column: column))
    }
    model = ErrorMetrics(count: known.count) { place in
      (actual(known[place]), predicted(known[place]))
    }
  }
}

extension Series {
  /// The rows of a season that is plain in a column: a value differs from that of a season before by at
  /// most four fifths of what it differs from the last value, in the mean; nil where none is.
  ///
  /// Seasons are those of the calendar: a day of hours or minutes, a week of days, a year of months.
  func season(column: Int, runs: [Range<Int>]) -> Int? {
    guard let candidates = times?.step?.seasons else { return nil }
    for season in candidates {
      var (last, before) = (0.0, 0.0)
      var count = 0
      for run in runs where run.count > 2 * season {
        for row in run.lowerBound + season..<run.upperBound {
          let value = value(row: row, column: column)
          last += (value - self.value(row: row - 1, column: column)).magnitude
          before += (value - self.value(row: row - season, column: column)).magnitude
          count += 1
        }
      }
      if count >= 2 * season, before <= 0.8 * last { return season }
    }
    return nil
  }
}
