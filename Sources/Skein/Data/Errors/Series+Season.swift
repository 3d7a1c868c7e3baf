extension Series {
  /// The longest season that is looked for where no calendar tells of any.
  private static let longestSeason = 400
  /// Values that are looked at for that: the last ones.
  private static let mostSearched = 20_000

  /// The rows of a season that is plain in a column: a value differs from that of a season before by at
  /// most four fifths of what it differs from the last value, in the mean; nil where none is.
  ///
  /// Seasons are those of the calendar: a day of hours or minutes, a week of days, a year of months. Where
  /// no times are known, any number of rows may be one.
  func season(column: Int, runs: [Range<Int>]) -> Int? {
    seasons(column: column, runs: runs).first
  }

  /// The same, with longer ones that are plainer still: an hour's of a day, then of a week.
  func seasons(column: Int, runs: [Range<Int>]) -> [Int] {
    guard let candidates = times?.step?.seasons else {
      if reading?.mayBeMixed ?? false { return [] }
      return searchedSeason(column: column, runs: runs).map { [$0] } ?? []
    }
    var found: [Int] = []
    var least = 0.8
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
      guard count >= 2 * season, before <= least * last else { continue }
      found.append(season)
      least = 0.9 * before / max(last, .leastNormalMagnitude)
    }
    return found
  }

  /// The shortest of those seasons that are nearly as plain as the plainest.
  private func searchedSeason(column: Int, runs: [Range<Int>]) -> Int? {
    guard let longest = runs.max(by: { $0.count < $1.count }) else { return nil }
    let values = values(of: column, rows: longest.suffix(Self.mostSearched))
    let most = min(Self.longestSeason, values.count / 3)
    guard most >= 2 else { return nil }
    func step(_ rows: Int) -> Double {
      var sum = 0.0
      for row in rows..<values.count { sum += (values[row] - values[row - rows]).magnitude }
      return sum / Double(values.count - rows)
    }
    let last = step(1)
    let steps = (2...most).map(step)
    guard let least = steps.min(), least <= 0.8 * last else { return nil }
    // A smooth series is like that of a few rows before, which is no season: those come back.
    let plain = steps.indices.first { place in
      steps[place] <= 1.1 * least + 1e-12 * last
        && (place == 0 ? last : steps[place - 1]) > steps[place]
    }
    return plain.map { $0 + 2 }
  }
}
