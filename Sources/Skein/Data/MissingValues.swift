/// What to do about values that are missing: empty fields and `nan`.
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

  /// Fills each column's gaps, row-major `values`: [rows, columns]. Cost: one pass a column.
  ///
  /// Throws if a column has no value at all.
  func interpolate(_ values: UnsafeMutableBufferPointer<Float>) throws(DataError) {
    let rows = values.count / width
    for column in 0..<width {
      var previous: Int?
      for row in 0..<rows where !values[row * width + column].isNaN {
        fill(values, column: column, after: previous, before: row)
        previous = row
      }
      guard let last = previous else {
        throw .columnWithoutValues(file: file, column: columns[column])
      }
      for row in last + 1..<max(rows, last + 1) {
        values[row * width + column] = values[last * width + column]
      }
    }
  }

  private func fill(
    _ values: UnsafeMutableBufferPointer<Float>, column: Int, after previous: Int?, before next: Int
  ) {
    let end = Double(values[next * width + column])
    guard let previous else {
      for row in 0..<next { values[row * width + column] = Float(end) }
      return
    }
    let start = Double(values[previous * width + column])
    for row in previous + 1..<max(next, previous + 1) {
      let share = Double(row - previous) / Double(next - previous)
      values[row * width + column] = Float(start + (end - start) * share)
    }
  }

  /// Moves the rows without gaps together and returns how many they are.
  ///
  /// Throws if none is left.
  func drop(
    _ values: UnsafeMutableBufferPointer<Float>, labels: inout RowLabels?
  ) throws(DataError) -> Int {
    let rows = values.count / width
    // Decided before any row moves, since the labels are moved afterwards.
    let isKept = (0..<rows).map { row in
      !(0..<width).contains { values[row * width + $0].isNaN }
    }
    var kept = 0
    for row in 0..<rows where isKept[row] {
      for column in 0..<width { values[kept * width + column] = values[row * width + column] }
      kept += 1
    }
    if kept == 0 { throw .everyRowDropped(file: file, rows: rows) }
    labels?.keep { isKept[$0] }
    return kept
  }
}
