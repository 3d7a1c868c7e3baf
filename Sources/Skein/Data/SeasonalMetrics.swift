/// The errors of the forecast that copies the value of a season before.
public struct SeasonalMetrics: Sendable, Codable, Equatable {
  /// Rows of a season: 24 for hours, 12 for months.
  public let season: Int
  public let errors: ErrorMetrics

  /// Nil where the training rows have no plain season, or a row's season before is not there.
  ///
  /// - Parameter rows: those that are predicted.
  init?(
    _ series: Series, column: Int, trainingRuns: [Range<Int>], horizon: Int, rows: [Int]
  ) {
    guard let season = series.season(column: column, runs: trainingRuns), !rows.isEmpty else {
      return nil
    }
    // The last whole season that is known when the prediction is made.
    let back = (horizon + season - 1) / season * season
    let known = rows.allSatisfy { row in
      series.runs.contains { $0.contains(row) && $0.contains(row - back) }
        && !series.isFilled(row: row - back, column: column)
    }
    guard known else { return nil }
    self.season = season
    errors = ErrorMetrics(count: rows.count) { index in
      let row = rows[index]
      return (
        series.value(row: row, column: column), series.value(row: row - back, column: column)
      )
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
