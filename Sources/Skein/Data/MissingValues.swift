/// What to do about values that are missing: empty fields and words such as `NA`.
public enum MissingValues: String, Sendable, Codable, CaseIterable {
  /// Stop, naming the first place and the number of missing values.
  case refuse
  /// Take the straight line between the neighbours; at either end, the nearest value.
  case interpolate
  /// Leave out each row that lacks a value; the rows around it become neighbours.
  case drop
}

/// Makes values that have no gaps from values where NaN marks one.
struct GapFiller {
  let file: String
  let columns: [String]

  private var width: Int { columns.count }

  /// Fills each column's gaps within each run of rows, `values`: [rows, columns], and says which values
  /// were filled. Cost: one pass, and the gaps once more.
  ///
  /// Throws if a column has no value at all in a run.
  func interpolate(
    _ values: SeriesStorage<Double>, runs: [Range<Int>]
  ) throws(DataError) -> FilledCells {
    var filled = FilledCells()
    for run in runs {
      var previous = [Int?](repeating: nil, count: width)
      values.forEachBlock(of: run.lowerBound * width..<run.upperBound * width, width: width) {
        indices in
        for row in indices.lowerBound / width..<indices.upperBound / width {
          for column in 0..<width where !values.base[row * width + column].isNaN {
            let last = previous[column]
            if row > (last.map { $0 + 1 } ?? run.lowerBound) {
              fill(
                values, column: column, after: last, before: row, from: run.lowerBound, &filled)
            }
            previous[column] = row
          }
        }
      }
      for column in 0..<width {
        guard let last = previous[column] else {
          throw .columnWithoutValues(file: file, column: columns[column])
        }
        for row in last + 1..<max(run.upperBound, last + 1) {
          set(values, row * width + column, to: values.base[last * width + column], &filled)
        }
      }
    }
    return filled
  }

  private func set(
    _ values: SeriesStorage<Double>, _ index: Int, to value: Double, _ filled: inout FilledCells
  ) {
    values.note(index)
    values.base[index] = value
    filled.insert(index)
  }

  private func fill(
    _ values: SeriesStorage<Double>, column: Int, after previous: Int?,
    before next: Int, from first: Int, _ filled: inout FilledCells
  ) {
    let end = values.base[next * width + column]
    guard let previous else {
      for row in first..<next { set(values, row * width + column, to: end, &filled) }
      return
    }
    let start = values.base[previous * width + column]
    for row in previous + 1..<max(next, previous + 1) {
      let share = Double(row - previous) / Double(next - previous)
      set(values, row * width + column, to: start + (end - start) * share, &filled)
    }
  }

  /// Moves the rows without gaps together and says which they are.
  ///
  /// Throws if none is left.
  func drop(_ values: SeriesStorage<Double>) throws(DataError) -> [Bool] {
    let rows = values.count / width
    try ReadingMemory.check(rows, for: file)
    var isKept = [Bool](repeating: false, count: rows)
    var kept = 0
    values.forEachBlock(of: 0..<values.count, width: width) { indices in
      for row in indices.lowerBound / width..<indices.upperBound / width {
        let source = values.base + row * width
        isKept[row] = !(0..<width).contains { source[$0].isNaN }
        guard isKept[row] else { continue }
        if kept < row {
          values.note(kept * width)
          (values.base + kept * width).update(from: source, count: width)
        }
        kept += 1
      }
    }
    if kept == 0 { throw .everyRowDropped(file: file, rows: rows) }
    return isKept
  }
}

extension Series {
  /// The same series, in which no value before one of `rows` is filled by what follows it.
  ///
  /// A gap that reaches such a row is filled with the last value before the gap up to the row, and as before
  /// from there on. The fingerprint stays that of the values as they were read. Cost: that of a copy of the
  /// values where there is such a gap, otherwise nothing.
  func filledFromThePast(before rows: [Int]) -> Series {
    if filled.isEmpty { return self }
    let width = columns.count
    var changes: [(index: Int, value: Double)] = []
    for bound in Set(rows).sorted() where bound > 0 && bound < self.rows {
      let group = filledTogether(bound)
      guard bound > group.lowerBound else { continue }
      for column in 0..<width where isFilled(row: bound - 1, column: column) {
        var first = bound - 1
        while first > group.lowerBound, isFilled(row: first - 1, column: column) { first -= 1 }
        // A gap at the beginning has nothing before it.
        guard first > group.lowerBound else { continue }
        let last = value(row: first - 1, column: column)
        for row in first..<bound where value(row: row, column: column) != last {
          changes.append((row * width + column, last))
        }
      }
    }
    guard !changes.isEmpty else { return self }
    changes.sort { $0.index < $1.index }
    guard let copy = storage.copy(changing: changes) else {
      preconditionFailure("there is no memory for \(storage.count) values")
    }
    var series = replacing(copy)
    series.knownFingerprint = fingerprint
    series.reading = reading?.adding(
      "a gap reaches the end of a part of the rows, so there it was filled with the last value before the"
        + " gap alone")
    return series
  }

  /// The rows within which a row's gaps were filled, across gaps in time.
  private func filledTogether(_ row: Int) -> Range<Int> {
    if let panel { return panel.rows[panel.member(of: row)] }
    // Several series that are no panel are told apart by their runs.
    return times?.instants.isEmpty ?? true ? 0..<rows : run(of: row)
  }

  /// The same with no value of a dataset's training or validation part filled by what follows the part.
  func filledFromThePast(of splits: Splits) -> Series {
    filledFromThePast(
      before: (splits.training.runs + splits.validation.runs).map(\.upperBound))
  }
}
