import Hashing

/// The rows that a model was fitted to, by which they are found again in another file: digests of some
/// of them, with the rows that follow.
package struct TrainedRows: Codable, Sendable, Equatable {
  /// A digest of four rows.
  package struct Sample: Codable, Sendable, Equatable {
    /// The first of them.
    package var row: Int
    /// Of its label and the values; null without labels.
    package var labelled: String?
    /// Of the values alone.
    package var content: String
  }

  /// The first row after those that trained the model.
  package var trainingEnd: Int
  /// The first row after those that trained or validated it.
  package var fittedEnd: Int
  package var samples: [Sample]

  private static let span = 4
  private static let most = 128

  /// Nil where several series lie in one table, or there are too few rows.
  package init?(_ dataset: Dataset) {
    let (series, splits) = (dataset.series, dataset.splits)
    guard series.panel == nil, series.times?.instants.isEmpty ?? true,
      let last = splits.training.runs.last
    else { return nil }
    trainingEnd = last.upperBound
    fittedEnd = splits.validation.runs.last?.upperBound ?? trainingEnd
    let count = fittedEnd - Self.span + 1
    guard count > 0 else { return nil }
    let samples = min(count, Self.most)
    self.samples = (0..<samples).map { index in
      let row = samples == 1 ? 0 : index * (count - 1) / (samples - 1)
      let (labelled, content) = Self.digests(series, row)
      return Sample(
        row: row, labelled: labelled.map { FNV1a.digits(of: $0) },
        content: FNV1a.digits(of: content))
    }
  }

  private static func digests(_ series: Series, _ row: Int) -> (labelled: UInt64?, content: UInt64)
  {
    var hash = FNV1a()
    for row in row..<row + span {
      for column in series.columns.indices {
        hash.combine(series.value(row: row, column: column).bitPattern)
      }
    }
    guard series.hasTimeLabels else { return (nil, hash.value) }
    var labelled = hash
    labelled.combine(series.rowLabel(row))
    return (labelled.value, hash.value)
  }

  /// By how many rows the fitted rows stand later in `series` than they did, at most; nil where none is
  /// found.
  ///
  /// Cost: a pass over the values and labels.
  package func offset(in series: Series) -> Int? { offsets(in: series)?.upperBound }

  /// The same, at least and at most: rows may have come in between, or be gone.
  private func offsets(in series: Series) -> ClosedRange<Int>? {
    guard series.rows >= Self.span else { return nil }
    var byLabel: [String: [Int]] = [:]
    var byContent: [String: [Int]] = [:]
    for sample in samples {
      if let labelled = sample.labelled { byLabel[labelled, default: []].append(sample.row) }
      byContent[sample.content, default: []].append(sample.row)
    }
    var labelVotes: [Int: Int] = [:]
    var places: [String: [Int]] = [:]
    var contentVotes: [Int: Int] = [:]
    for row in 0...(series.rows - Self.span) {
      let (labelled, content) = Self.digests(series, row)
      if let labelled {
        let digits = FNV1a.digits(of: labelled)
        for then in byLabel[digits] ?? [] {
          labelVotes[row - then, default: 0] += 1
          places[digits, default: []].append(row - then)
        }
      }
      for then in byContent[FNV1a.digits(of: content)] ?? [] {
        contentVotes[row - then, default: 0] += 1
      }
    }
    // Values may repeat; of two offsets that are as likely, the smaller one.
    func most(_ votes: [Int: Int]) -> Int? {
      votes.max {
        ($0.value, -$0.key.magnitude.signed, $0.key) < ($1.value, -$1.key.magnitude.signed, $1.key)
      }?.key
    }
    // Labels that are there once tell the place of each sample.
    let sure = places.values.filter { $0.count == 1 }.map { $0[0] }
    if let least = sure.min(), let greatest = sure.max() { return least...greatest }
    if let offset = most(labelVotes) { return offset...offset }
    let best = most(contentVotes)
    // Values that come again and again, under other labels, are other rows.
    if series.hasTimeLabels, samples.contains(where: { $0.labelled != nil }), let best {
      let votes = contentVotes[best] ?? 0
      if contentVotes.contains(where: { $0.key != best && 2 * $0.value > votes }) { return nil }
    }
    // One repeated stretch of constant values proves nothing.
    return best.flatMap {
      (contentVotes[$0] ?? 0) * 8 >= min(samples.count, series.rows) ? $0...$0 : nil
    }
  }

  /// The fitted rows as far as they stand in `series`; nil where there are none.
  package func overlap(in series: Series) -> Range<Int>? {
    guard let offsets = offsets(in: series) else { return nil }
    let rows = (offsets.lowerBound..<offsets.upperBound + fittedEnd).clamped(to: 0..<series.rows)
    return rows.isEmpty ? nil : rows
  }
}

extension UInt {
  /// The number, which no count of rows makes too large.
  fileprivate var signed: Int { Int(clamping: self) }
}
