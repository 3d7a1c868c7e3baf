import Skein

/// A small table in the form of one that many people read first, with made-up numbers, and what has to come
/// of it.
struct KnownTable: Sendable, CustomStringConvertible {
  let name: String
  let text: String
  var options: DataOptions
  /// The target's values, NaN where the file has none.
  let values: [Double]
  let first: String
  let last: String
  /// Words of the reading.
  let told: [String]
  /// The labels of the next two rows.
  let future: [String]

  var description: String { name }

  /// - Parameters:
  ///   - header: lines above the rows.
  ///   - missing: rows whose target is missing.
  ///   - value: the target's value in a row; nil is that of `Tables`.
  ///   - line: a row, without its line end.
  init(
    _ name: String, _ header: String, rows: Int = 48, footer: String = "",
    target: String? = nil, options: DataOptions = DataOptions(), missing: Set<Int> = [],
    told: [String], labels: (first: String, last: String), future: [String],
    value: (Int) -> Double = { Tables.value($0) }, line: (Int) -> String
  ) {
    self.name = name
    text = header + (0..<rows).map { line($0) + "\n" }.joined() + footer
    var options = options
    if let target { options.targets = [target] }
    if !missing.isEmpty { options.missingValues = .interpolate }
    self.options = options
    values = (0..<rows).map { missing.contains($0) ? .nan : value($0) }
    (first, last) = labels
    self.told = told + ["read \(rows) rows"]
    self.future = future
  }
}

extension KnownTable {
  /// What is not as it has to be, a sentence each.
  var problems: [String] {
    let series: Series
    do {
      series = try Tables.read(text, options)
    } catch {
      return ["refused: \(error)"]
    }
    guard series.rows == values.count else {
      return ["\(series.rows) rows, not \(values.count): \(series.told)"]
    }
    var problems: [String] = []
    let column = series.targetColumns[0]
    for row in 0..<series.rows {
      let isFilled = series.isFilled(row: row, column: column)
      let value = series.value(row: row, column: column)
      if isFilled != values[row].isNaN || !isFilled && value != values[row] {
        problems.append("row \(row) is \(value), filled: \(isFilled), and not \(values[row])")
        break
      }
    }
    let labels = (series.rowLabel(0), series.rowLabel(series.rows - 1))
    if labels != (first, last) { problems.append("labels \(labels)") }
    for words in told where !series.told.contains(words) {
      problems.append("not told: \(words)")
    }
    let next = series.labelsAfterEnd(2) ?? []
    if next != future { problems.append("goes on with \(next)") }
    if !problems.isEmpty { problems.append(series.told) }
    return problems
  }
}
