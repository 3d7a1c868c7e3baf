extension Series {
  /// The same rows and those that follow, with columns of targets whose values are not known: what a
  /// model needs that predicts them from the other columns.
  ///
  /// - Parameters:
  ///   - targets: names of columns to come behind the inputs.
  ///   - rows: how many rows to come, so that the last window's target is one of them.
  package func withUnknown(targets: [String], rows more: Int) throws(DataError) -> Series {
    let inputs = inputColumns.count
    let names =
      Array(columns.prefix(inputs)) + targets.filter { !columns.prefix(inputs).contains($0) }
    let width = names.count
    let total = rows + more
    try ReadingMemory.check(8 * total * width, for: name)
    let copy = SeriesStorage<Double>()
    guard copy.reserve(total * width), let target = copy.append(total * width) else {
      throw ReadingMemory.refused(8 * total * width, for: name)
    }
    var filled = FilledCells()
    for row in 0..<total {
      for column in 0..<width {
        let isKnown = row < rows && column < inputs
        let index = row * width + column
        target[index] = isKnown ? value(row: row, column: column) : 0
        if !isKnown || isFilled(row: row, column: column) { filled.insert(index) }
      }
    }
    var texts = (0..<rows).map { (row: Optional($0), text: "") }
    let future = labelsAfterEnd(more)
    for step in 0..<more { texts.append((nil, future?[step] ?? String(rows + step + 1))) }
    var series = Series(
      name: name, path: path, columns: names, inputCount: inputs,
      targetColumns: targets.compactMap { names.firstIndex(of: $0) },
      labels: labels?.replacing(texts), storage: copy, filled: filled)
    series.futureColumns = futureColumns
    series.calendar = calendar
    var runs = runs
    if let last = runs.popLast() { runs.append(last.lowerBound..<total) }
    series.runs = runs
    series.reading = reading
    return series
  }
}
