extension Series {
  /// The same series with more inputs at some place among them.
  ///
  /// - Parameters:
  ///   - more: their names.
  ///   - place: of the first; from 0 to as many inputs as there are.
  ///   - fill: writes the values of a row.
  /// - Throws: `DataError.repeatedName`, what `fill` throws, and `DataError` where there is no memory for it.
  /// Cost: a copy of the values.
  func inserting(
    _ more: [String], at place: Int,
    _ fill: (_ row: Int, UnsafeMutablePointer<Double>) throws(DataError) -> Void
  ) throws(DataError) -> Series {
    for name in more where columns.contains(name) { throw .repeatedName(name) }
    let names = columns[..<place] + more + columns[place...]
    let (old, width) = (columns.count, names.count)
    let copy = SeriesStorage<Double>(in: storage.space)
    if !isInFile { try ReadingMemory.check(8 * rows * width, for: name) }
    guard copy.reserve(rows * width) else {
      throw copy.space?.failure.map { .columnFile(file: name, $0) }
        ?? ReadingMemory.refused(8 * rows * width, for: name)
    }
    func moved(_ column: Int) -> Int { column < place ? column : column + more.count }
    for row in 0..<rows {
      guard let target = copy.append(width) else {
        throw ReadingMemory.refused(8 * rows * width, for: name)
      }
      storage.note(row * old)
      for column in 0..<old { target[moved(column)] = storage.base[row * old + column] }
      try fill(row, target + place)
    }
    var filled = FilledCells()
    self.filled.forEach { filled.insert($0 / old * width + moved($0 % old)) }
    var series = Series(
      name: name, path: path, columns: Array(names), inputCount: inputColumns.count + more.count,
      targetColumns: targetColumns.map(moved), labels: labels, storage: copy, filled: filled)
    series.take(context: self)
    series.futureColumns = futureColumns.map(moved)
    return series
  }

  /// Takes over what does not depend on the values.
  mutating func take(context other: Series) {
    files = other.files
    runs = other.runs
    panel = other.panel
    memberName = other.memberName
    times = other.times
    reading = other.reading
    futureColumns = other.futureColumns
    calendar = other.calendar
    statics = other.statics
    coming = other.coming
  }
}
