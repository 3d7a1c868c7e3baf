extension Series {
  /// What the column of a wide table's series is called.
  package static let stackedColumn = "value"

  /// A wide table as one of many series: each target is a series of its own, whose past the model sees, and
  /// inputs that are no targets go with all of them.
  ///
  /// Rows before the first value of a series and after its last one, which were filled, are left out. Cost: a
  /// copy of the values and labels for each target.
  ///
  /// - Throws: `DataError` where there is no memory for it, or a series has no value.
  func stacked() throws(DataError) -> Series {
    let shared = inputColumns.filter { !targetColumns.contains($0) }
    let width = 1 + shared.count
    let wanted = rows * targetColumns.count
    try ReadingMemory.check(wanted * (8 * width + 32), for: name)
    let copy = SeriesStorage<Double>(in: storage.space)
    guard copy.reserve(wanted * width) else {
      throw ReadingMemory.refused(8 * wanted * width, for: name)
    }
    var (names, own): ([String], [Range<Int>]) = ([], [])
    var (sources, runs): ([Int], [Range<Int>]) = ([], [])
    var known: [ComingRows?] = []
    var filled = FilledCells()
    let groups =
      panel
      ?? Panel(column: nil, names: [""], rows: [0..<rows], coming: coming.map { [$0] } ?? [])
    for (number, (group, rows)) in zip(groups.names, groups.rows).enumerated() {
      let behind: ComingRows? = groups.coming.isEmpty ? nil : groups.coming[number]
      for column in targetColumns {
        guard let first = rows.first(where: { !isFilled(row: $0, column: column) }),
          let last = rows.last(where: { !isFilled(row: $0, column: column) })
        else { throw .columnWithoutValues(file: name, column: columns[column]) }
        let begin = sources.count
        for row in first...last {
          guard let target = copy.append(width) else {
            throw ReadingMemory.refused(8 * wanted * width, for: name)
          }
          for (place, source) in ([column] + shared).enumerated() {
            target[place] = value(row: row, column: source)
            if isFilled(row: row, column: source) { filled.insert(sources.count * width + place) }
          }
          sources.append(row)
        }
        names.append(group.isEmpty ? columns[column] : "\(group) \(columns[column])")
        own.append(begin..<sources.count)
        // A series that ends earlier has the rows that others have yet.
        if let others = ComingRows(after: last + 1, of: self, to: rows.upperBound) {
          known.append(behind.map { others.followed(by: $0) } ?? others)
        } else {
          known.append(behind)
        }
        for run in self.runs(within: rows) {
          let part = run.clamped(to: first..<last + 1)
          if !part.isEmpty {
            runs.append(begin + part.lowerBound - first..<begin + part.upperBound - first)
          }
        }
      }
    }
    var series = Series(
      name: name, path: path, columns: [Self.stackedColumn] + shared.map { columns[$0] },
      inputCount: width, targetColumns: [0], labels: labels?.reordered(sources), storage: copy,
      filled: filled)
    series.files = files
    series.runs = runs
    series.times = times.map { RowTimes(pattern: $0.pattern, step: $0.step) }
    let none = ComingRows(columns: futureNames, labels: [], values: [])
    series.panel = Panel(
      column: nil, names: names, rows: own,
      coming: known.allSatisfy { $0 == nil } ? [] : known.map { $0 ?? none })
    series.futureColumns = futureColumns.compactMap { shared.firstIndex(of: $0) }.map { $0 + 1 }
    series.statics = statics
    series.reading = reading?.adding(
      "\(NumberText.grouped(names.count)) series, one for each target; no window crosses from one to another"
    )
    return series
  }
}
