/// How one of many series is cut in time: how many of its windows come before its validation part, and
/// how many before its test part.
package struct PanelCut: Codable, Sendable, Equatable {
  package var trained: Int
  package var fitted: Int
  /// The first of them, which belong to no part; nil for none.
  package var skipped: Int?

  package init(trained: Int, fitted: Int, skipped: Int = 0) {
    self.trained = trained
    self.fitted = fitted
    self.skipped = skipped == 0 ? nil : skipped
  }

  /// In the way of a single series: the last `testSplit` of all windows that are not skipped tests, the last
  /// `validationSplit` of the others validates.
  init(windows: Int, skipping skipped: Int = 0, testSplit: Double, validationSplit: Double) {
    let fitted = Splits.leading(windows - skipped, without: testSplit)
    let trained = Splits.leading(fitted, without: validationSplit)
    self.init(trained: skipped + trained, fitted: skipped + fitted, skipped: skipped)
  }
}

extension Splits {
  /// The windows of many series, each cut in time by itself: first the training windows of all of them,
  /// series by series, then those of the validation and of the test.
  ///
  /// Windows that predict several rows and reach from one part of a series into the next belong to none.
  /// A series that is too short for a window has none.
  ///
  /// - Parameter skipped: of a series, how many of its first rows are not to be predicted; nil for none.
  /// - Throws: `DataError` if a size or a split makes no sense, no series is long enough, or no training
  ///   window would be left.
  init(
    _ panel: Panel, of series: Series, length: Int, horizon: Int, steps: Int, testSplit: Double,
    validationSplit: Double, skipping skipped: ((_ member: Int) -> Int)? = nil
  ) throws(DataError) {
    try Self.check(testSplit, validationSplit)
    let cut = try Self(panel, of: series, length: length, horizon: horizon, steps: steps) {
      member, windows in
      // Those whose first target is one of these rows.
      let before = skipped.map { skipped in
        let end = panel.rows[member].lowerBound + skipped(member)
        return series.runs(within: panel.rows[member]).reduce(0) { sum, run in
          let last = end - 1 - length - horizon + steps
          let most = run.upperBound - length - horizon
          return sum + max(min(last, most) - run.lowerBound + 1, 0)
        }
      }
      return PanelCut(
        windows: windows, skipping: before ?? 0, testSplit: testSplit,
        validationSplit: validationSplit)
    }
    guard !cut.training.windows.isEmpty else {
      let (longest, needed) = Self.noTraining(
        series, length, horizon, testSplit, validationSplit, steps)
      throw .noTrainingWindows(
        rows: longest, needed: needed, testSplit: testSplit, validationSplit: validationSplit)
    }
    self = cut
  }

  private static func noTraining(
    _ series: Series, _ length: Int, _ horizon: Int, _ testSplit: Double,
    _ validationSplit: Double, _ steps: Int
  ) -> (longest: Int, needed: Int) {
    let least = leastWindows(testSplit, validationSplit, more: steps - 1)
    let (rows, overflow) = least.addingReportingOverflow(length + horizon - 1)
    return (series.runs.map(\.count).max() ?? 0, overflow ? .max : rows)
  }

  /// The same where it is known how each series is cut.
  ///
  /// - Parameter cut: of a series by its number and how many windows it has.
  package init(
    _ panel: Panel, of series: Series, length: Int, horizon: Int, steps: Int,
    cut: (_ member: Int, _ windows: Int) -> PanelCut
  ) throws(DataError) {
    let needed = try Windows.needed(length: length, horizon: horizon) ?? .max
    let shared = steps - 1
    // The first rows of windows: training, shared with the next part, validation, shared, test.
    var parts = [[Range<Int>]](repeating: [], count: 5)
    for member in 0..<panel.count {
      let starts = series.runs(within: panel.rows[member]).filter { $0.count >= needed }.map {
        $0.lowerBound..<$0.upperBound - needed + 1
      }
      let count = starts.reduce(0) { $0 + $1.count }
      if count == 0 { continue }
      let cut = cut(member, count)
      let (trained, fitted) = (min(cut.trained, count), min(cut.fitted, count))
      let skipped = min(cut.skipped ?? 0, trained)
      let trainingEnd = trained == count ? trained : max(trained - shared, skipped)
      let validationEnd = fitted == count ? fitted : max(fitted - shared, trained)
      let bounds = [skipped, trainingEnd, trained, validationEnd, fitted, count]
      var before = 0
      for run in starts {
        for part in parts.indices {
          let own =
            max(
              bounds[part], before)..<max(
              min(bounds[part + 1], before + run.count), max(bounds[part], before))
          guard !own.isEmpty else { continue }
          let first = run.lowerBound - before
          parts[part].append(first + own.lowerBound..<first + own.upperBound)
        }
        before += run.count
      }
    }
    let counts = parts.map { $0.reduce(0) { $0 + $1.count } }
    guard counts.reduce(0, +) > 0 else {
      let longest = series.runs.map(\.count).max() ?? 0
      throw .noWholeWindow(
        rows: series.rows, runs: series.runs.count, longest: longest, needed: needed)
    }
    let windows = Windows(
      rows: series.rows, length: length, horizon: horizon, steps: steps,
      segments: parts.flatMap(\.self))
    let validation = counts[0] + counts[1]
    let test = validation + counts[2] + counts[3]
    self.init(
      windows, training: 0..<counts[0], validation: validation..<validation + counts[2],
      test: test..<windows.count)
  }
}
