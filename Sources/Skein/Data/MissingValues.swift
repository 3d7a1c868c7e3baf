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

  /// Fills each column's gaps within each run of rows, row-major `values`: [rows, columns], and says
  /// which values were filled. Cost: one pass a column.
  ///
  /// Throws if a column has no value at all in a run.
  func interpolate(
    _ values: UnsafeMutableBufferPointer<Double>, runs: [Range<Int>]
  ) throws(DataError) -> FilledCells {
    var filled = FilledCells()
    for run in runs {
      for column in 0..<width {
        var previous: Int?
        for row in run where !values[row * width + column].isNaN {
          fill(values, column: column, after: previous, before: row, from: run.lowerBound, &filled)
          previous = row
        }
        guard let last = previous else {
          throw .columnWithoutValues(file: file, column: columns[column])
        }
        for row in last + 1..<max(run.upperBound, last + 1) {
          values[row * width + column] = values[last * width + column]
          filled.insert(row * width + column)
        }
      }
    }
    return filled
  }

  private func fill(
    _ values: UnsafeMutableBufferPointer<Double>, column: Int, after previous: Int?,
    before next: Int, from first: Int, _ filled: inout FilledCells
  ) {
    let end = values[next * width + column]
    guard let previous else {
      for row in first..<next {
        values[row * width + column] = end
        filled.insert(row * width + column)
      }
      return
    }
    let start = values[previous * width + column]
    for row in previous + 1..<max(next, previous + 1) {
      let share = Double(row - previous) / Double(next - previous)
      values[row * width + column] = start + (end - start) * share
      filled.insert(row * width + column)
    }
  }

  /// Moves the rows without gaps together and says which they are.
  ///
  /// Throws if none is left.
  func drop(_ values: UnsafeMutableBufferPointer<Double>) throws(DataError) -> [Bool] {
    let rows = values.count / width
    let isKept = (0..<rows).map { row in
      !(0..<width).contains { values[row * width + $0].isNaN }
    }
    var kept = 0
    for row in 0..<rows where isKept[row] {
      for column in 0..<width { values[kept * width + column] = values[row * width + column] }
      kept += 1
    }
    if kept == 0 { throw .everyRowDropped(file: file, rows: rows) }
    return isKept
  }
}

extension Series {
  /// The same series, in which no value before one of `rows` is filled by what follows it.
  ///
  /// A gap across such a row is filled with the last value before the gap up to the row, and as before
  /// from there on. Cost: that of a copy of the values where there is such a gap, otherwise nothing.
  func filledFromThePast(before rows: [Int]) -> Series {
    if filled.isEmpty { return self }
    let width = columns.count
    var changes: [(index: Int, value: Double)] = []
    for bound in Set(rows).sorted() where bound > 0 && bound < self.rows {
      guard let run = runs.first(where: { $0.contains(bound) }), bound > run.lowerBound else {
        continue
      }
      for column in 0..<width
      where isFilled(row: bound - 1, column: column) && isFilled(row: bound, column: column) {
        var first = bound - 1
        while first > run.lowerBound, isFilled(row: first - 1, column: column) { first -= 1 }
        // A gap at the beginning has nothing before it.
        guard first > run.lowerBound else { continue }
        let value = value(row: first - 1, column: column)
        for row in first..<bound { changes.append((row * width + column, value)) }
      }
    }
    guard !changes.isEmpty else { return self }
    let copy = SeriesStorage<Double>()
    guard copy.reserve(storage.count), let target = copy.append(storage.count) else {
      preconditionFailure("there is no memory for \(storage.count) values")
    }
    target.update(from: storage.base, count: storage.count)
    for (index, value) in changes { target[index] = value }
    var series = Series(
      name: name, path: path, columns: columns, inputCount: inputColumns.count,
      targetColumns: targetColumns, labels: labels, storage: copy, filled: filled)
    series.runs = runs
    series.times = times
    series.reading = reading?.adding(
      "a gap reaches beyond a part of the rows, so there it was filled with the last value before the"
        + " gap alone")
    return series
  }
}
