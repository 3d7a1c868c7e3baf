/// How one of many series is cut in time: how many of its windows come before its validation part, and
/// how many before its test part.
package struct PanelCut: Codable, Sendable, Equatable {
  package var trained: Int
  package var fitted: Int
  /// The first of them, which belong to no part; nil for none.
  package var skipped: Int?
  /// Whether windows begin before the first row, which stands for those that are not there; nil where not.
  package var pads: Bool?

  package init(trained: Int, fitted: Int, skipped: Int = 0, pads: Bool = false) {
    self.trained = trained
    self.fitted = fitted
    self.skipped = skipped == 0 ? nil : skipped
    self.pads = pads ? true : nil
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
  /// Where others are long enough, windows of a series that is shorter begin before its first row.
  ///
  /// - Parameter skipped: of a series, how many of its first rows are not to be predicted; nil for none.
  /// - Throws: `DataError` if a size or a split makes no sense, no series is long enough, or no training
  ///   window would be left.
  init(
    _ panel: Panel, of series: Series, length: Int, horizon: Int, steps: Int, testSplit: Double,
    validationSplit: Double, skipping skipped: ((_ member: Int) -> Int)? = nil
  ) throws(DataError) {
    try Self.check(testSplit, validationSplit)
    let needed = try Windows.needed(length: length, horizon: horizon) ?? .max
    let hasWhole = series.runs.contains { $0.count >= needed }
    let cut = try Self(
      panel, of: series, length: length, horizon: horizon, steps: steps,
      pads: { _ in hasWhole ? nil : false }
    ) { member, stretches in
      // Those whose first target is one of these rows.
      let before = skipped.map { skipped in
        let end = panel.rows[member].lowerBound + skipped(member)
        return stretches.reduce(0) {
          $0 + $1.count(before: end, span: length + horizon - steps + 1)
        }
      }
      return PanelCut(
        windows: stretches.reduce(0) { $0 + $1.starts.count }, skipping: before ?? 0,
        testSplit: testSplit, validationSplit: validationSplit)
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
  /// - Parameters:
  ///   - pads: whether windows of a series begin before its first row; nil where it has none otherwise.
  ///   - cut: of a series by its number and its windows.
  package init(
    _ panel: Panel, of series: Series, length: Int, horizon: Int, steps: Int,
    pads: (_ member: Int) -> Bool? = { _ in nil },
    cut: (_ member: Int, _ windows: [Windows.Stretch]) -> PanelCut
  ) throws(DataError) {
    let needed = try Windows.needed(length: length, horizon: horizon) ?? .max
    let shared = steps - 1
    // The first rows of windows: training, shared with the next part, validation, shared, test.
    var parts = [[Windows.Stretch]](repeating: [], count: 5)
    for member in 0..<panel.count {
      let stretches = Windows.stretches(
        of: series.runs(within: panel.rows[member]), length: length, horizon: horizon,
        needed: needed, pads: pads(member))
      let count = stretches.reduce(0) { $0 + $1.starts.count }
      if count == 0 { continue }
      let cut = cut(member, stretches)
      let (trained, fitted) = (min(cut.trained, count), min(cut.fitted, count))
      let skipped = min(cut.skipped ?? 0, trained)
      let trainingEnd = trained == count ? trained : max(trained - shared, skipped)
      let validationEnd = fitted == count ? fitted : max(fitted - shared, trained)
      let bounds = [skipped, trainingEnd, trained, validationEnd, fitted, count]
      var before = 0
      for run in stretches {
        let end = before + run.starts.count
        for part in parts.indices {
          let own =
            max(
              bounds[part], before)..<max(min(bounds[part + 1], end), max(bounds[part], before))
          guard !own.isEmpty else { continue }
          let first = run.starts.lowerBound - before
          parts[part].append(
            Windows.Stretch(
              starts: first + own.lowerBound..<first + own.upperBound, first: run.first))
        }
        before = end
      }
    }
    let counts = parts.map { $0.reduce(0) { $0 + $1.starts.count } }
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
