import Hashing

/// The series of a panel as a training found them: by which they are known again, cut and scaled.
package struct RunPanel: Codable, Sendable, Equatable {
  package struct Member: Codable, Sendable, Equatable {
    package var name: String
    /// How many of its windows come before the validation part, and how many before the test part.
    package var cut: PanelCut
    /// All of its rows, those of the test part too; null in records of earlier versions.
    @NullIfMissing package var all: Int?
    /// Its first rows, which trained or validated the model.
    package var rows: Int
    /// Of their values; null where there are none.
    @NullIfMissing package var digest: String?
    /// The label of the last of them; null without labels.
    @NullIfMissing package var last: String?
    /// Of each column: what is subtracted, and what is divided by.
    package var offsets: [Double]
    package var scales: [Double]
    /// Of each target, what its errors are scaled by.
    package var steps: [NaiveSteps]
  }

  /// The column that tells the series apart; null where each has a column of its own.
  @NullIfMissing package var column: String?
  package var scaling: Scaling
  package var members: [Member]

  /// Nil for a single series. Cost: a pass over the values.
  package init?(_ dataset: Dataset) {
    let (series, windows, splits) = (dataset.series, dataset.windows, dataset.splits)
    guard let panel = series.panel, let scales = dataset.scales else { return nil }
    _column = NullIfMissing(wrappedValue: panel.column)
    scaling = scales.scaling
    var trained = [Int](repeating: 0, count: panel.count)
    var fitted = trained
    for (member, own) in windows.byMember(0..<splits.validation.windows.lowerBound, panel) {
      trained[member] += own.count
    }
    for (member, own) in windows.byMember(0..<splits.test.windows.lowerBound, panel) {
      fitted[member] += own.count
    }
    var ends = panel.rows.map(\.lowerBound)
    for run in splits.training.runs + splits.validation.runs {
      let member = panel.member(of: run.lowerBound)
      ends[member] = max(ends[member], run.upperBound)
    }
    // Windows of no part are the first of a series, which an earlier training has seen.
    let span = windows.length + windows.horizon
    let padded = windows.padded(panel)
    let stretches = panel.rows.indices.map {
      windows.stretches(of: $0, panel, of: series, pads: padded.contains($0))
    }
    var skipped = stretches.map { $0.reduce(0) { $0 + $1.starts.count } }
    for (member, own) in windows.byMember(0..<windows.count, panel) {
      skipped[member] -= own.count
    }
    for number in skipped.indices {
      var left = skipped[number]
      for stretch in stretches[number] where left > 0 {
        let own = min(stretch.starts.count, left)
        ends[number] = max(ends[number], stretch.starts.lowerBound + own - 1 + span)
        left -= own
      }
    }
    let runs = splits.scaledRuns(panel, of: series)
    let width = series.columns.count
    members = panel.names.indices.map { number in
      let rows = panel.rows[number].lowerBound..<ends[number]
      let places = number * width..<(number + 1) * width
      var member = Member(
        name: panel.names[number],
        cut: PanelCut(
          trained: skipped[number] + trained[number], fitted: skipped[number] + fitted[number],
          skipped: skipped[number], pads: padded.contains(number)),
        all: panel.rows[number].count, rows: rows.count, digest: nil, last: nil,
        offsets: Array(scales.offsets[places]),
        scales: Array(scales.scales[places]),
        steps: series.targetColumns.map { NaiveSteps(series, column: $0, runs: runs[number]) })
      if !rows.isEmpty {
        member.digest = Self.digits(of: series, rows)
        if series.hasTimeLabels { member.last = series.rowLabel(rows.upperBound - 1) }
      }
      return member
    }
  }

  /// A hash of the values of some rows; those that were filled count alike, since what fills them may
  /// change with later rows.
  static func digits(of series: Series, _ rows: Range<Int>) -> String {
    var hash = FNV1a()
    let width = series.columns.count
    series.forEachBlock(of: rows) { block, values in
      for index in 0..<block.count * width {
        let isFilled = series.filled.contains(block.lowerBound * width + index)
        hash.combine(isFilled ? 0 : values[index].bitPattern)
      }
    }
    return hash.digits
  }

  /// The places of the series by their names.
  var places: [String: Int] {
    Dictionary(members.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// Whether it says which rows of the series came later.
  package var knowsAllRows: Bool { members.allSatisfy { $0.all != nil } }

  /// Whether the numbers are enough for so many columns and targets, and make sense.
  func isUsable(columns: Int, targets: Int) -> Bool {
    !members.isEmpty && scaling != .auto
      && members.allSatisfy { member in
        member.offsets.count == columns && member.scales.count == columns
          && member.steps.count == targets && member.offsets.allSatisfy(\.isFinite)
          && member.scales.allSatisfy { $0.isFinite && $0 > 0 } && member.rows >= 0
          && member.cut.trained >= 0 && member.cut.fitted >= member.cut.trained
          && (0...member.cut.trained).contains(member.cut.skipped ?? 0) && (member.all ?? 0) >= 0
      }
  }
}
