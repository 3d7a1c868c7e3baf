extension Series {
  /// The first rows of each of many series, as they stood before the next ones were known: no value is filled by
  /// what follows them.
  ///
  /// Cost: a copy of the values and labels.
  ///
  /// - Parameter counts: of each series of the panel; 0 leaves it out.
  /// - Throws: `DataError` where there is no memory for it.
  package func known(_ counts: [Int], of panel: Panel) throws(DataError) -> Series {
    let (width, total) = (columns.count, counts.reduce(0, +))
    try ReadingMemory.check(total * (8 * width + 32), for: name)
    let copy = SeriesStorage<Double>(in: storage.space)
    guard copy.reserve(total * width) else {
      throw ReadingMemory.refused(8 * total * width, for: name)
    }
    var (names, own): ([String], [Range<Int>]) = ([], [])
    var (sources, runs): ([Int], [Range<Int>]) = ([], [])
    var coming: [ComingRows?] = []
    var filled = FilledCells()
    for (number, count) in counts.enumerated() where count > 0 {
      let past = member(number, of: panel).prefix(count)
      let begin = sources.count
      past.forEachBlock(of: 0..<count) { block, values in
        let added = copy.append(
          contentsOf: UnsafeBufferPointer(start: values, count: block.count * width))
        precondition(added, "there is no memory for \(total) rows")
      }
      if past.hasFilledValues {
        for index in 0..<count * width where past.filled.contains(index) {
          filled.insert(begin * width + index)
        }
      }
      let first = panel.rows[number].lowerBound
      sources += first..<first + count
      runs += past.runs.map { begin + $0.lowerBound..<begin + $0.upperBound }
      names.append(panel.names[number])
      own.append(begin..<begin + count)
      coming.append(past.coming)
    }
    var series = Series(
      name: name, path: path, columns: columns, inputCount: inputColumns.count,
      targetColumns: targetColumns, labels: labels?.reordered(sources), storage: copy,
      filled: filled)
    series.take(context: self)
    series.coming = nil
    series.runs = runs
    let none = ComingRows(columns: futureNames, labels: [], values: [])
    series.panel = Panel(
      column: panel.column, names: names, rows: own,
      coming: coming.allSatisfy { $0 == nil } ? [] : coming.map { $0 ?? none })
    return series
  }
}
