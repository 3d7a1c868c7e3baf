extension Series {
  /// The first rows alone, as they stood before the next one was known: no value is filled by what
  /// follows them.
  ///
  /// Cost: nothing is copied, unless a gap reaches beyond the last of them.
  ///
  /// - Parameter count: from 1 to `rows`.
  package func prefix(_ count: Int) -> Series {
    precondition((1...rows).contains(count), "the first \(count) of \(rows) rows")
    if count == rows { return self }
    let past = filledFromThePast(before: [count])
    let values = count * columns.count
    var series = Series(
      name: name, path: path, columns: columns, inputCount: inputColumns.count,
      targetColumns: targetColumns, labels: labels?.prefix(count),
      storage: past.storage.prefix(values), filled: past.filled.prefix(values))
    series.take(context: self)
    series.panel = nil
    series.coming = ComingRows(after: count, of: self)
    series.runs = runs.map { $0.clamped(to: 0..<count) }.filter { !$0.isEmpty }
    series.reading = past.reading
    return series
  }
}

extension RowLabels {
  /// The labels of the first rows.
  fileprivate func prefix(_ count: Int) -> RowLabels {
    let (bytes, ends) = storages
    return RowLabels(bytes: bytes, ends: ends.prefix(count))
  }
}

extension FilledCells {
  /// Those before an index.
  fileprivate func prefix(_ end: Int) -> FilledCells {
    var words = Array(words.prefix((end + 63) / 64))
    if end & 63 != 0, words.count == (end + 63) / 64 {
      words[words.count - 1] &= (1 << UInt64(end & 63)) - 1
    }
    return FilledCells(words: words)
  }
}
