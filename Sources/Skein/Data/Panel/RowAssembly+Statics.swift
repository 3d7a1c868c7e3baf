extension RowAssembly {
  /// More texts of one column would be more inputs than any model learns from.
  private static let mostCategories = 100

  /// Refuses static columns of one series, and those that change within a series.
  ///
  /// Cost: a pass over the rows, where there are such columns.
  func checkStatics(_ builder: SeriesBuilder) throws(DataError) {
    let statics = selection.statics
    if statics.isEmpty { return }
    guard let series = builder.series, options.order.isPanel, selection.seriesColumn?.value == nil
    else { throw .staticOfOneSeries(columns: statics.map { builder.names[$0] }) }
    let (width, storage) = (builder.names.count, builder.storage)
    var found = [Double](repeating: .nan, count: builder.seriesNames.count * statics.count)
    try storage.forEachBlock(of: 0..<storage.count, width: width) {
      (indices) throws(DataError) in
      for row in indices.lowerBound / width..<indices.upperBound / width {
        let number = Int(series[row])
        for (index, slot) in statics.enumerated() {
          let value = storage.base[row * width + slot]
          let former = found[number * statics.count + index]
          if value.isNaN || value == former { continue }
          guard former.isNaN else {
            let column = selection.columns[slot]
            var place = layout.place(file, line: builder.lines.line(of: row), column: column)
            place.file = builder.lines.part(of: row) ?? file
            throw .changingStatic(
              place, series: builder.seriesNames[number],
              value: Self.text(value, builder.texts[index]),
              former: Self.text(former, builder.texts[index]))
          }
          found[number * statics.count + index] = value
        }
      }
    }
  }

  private static func text(_ value: Double, _ texts: TextCodes?) -> String {
    texts?.texts[Int(value)] ?? NumberText.short(value)
  }

  /// A series whose static columns of texts are an input for each text, and what is to be said about them.
  ///
  /// Cost: a copy of the values, where there are static columns.
  func withStaticInputs(
    _ series: Series, _ builder: SeriesBuilder
  ) throws(DataError) -> (series: Series, notes: [String]) {
    guard let panel = series.panel, let first = selection.statics.first else { return (series, []) }
    var notes: [String] = []
    var statics: [StaticColumn] = []
    // Of each series the inputs.
    var values = [[Double]](repeating: [], count: panel.count)
    for (index, slot) in selection.statics.enumerated() {
      let name = builder.names[slot]
      let own = panel.rows.map { series.value(row: $0.lowerBound, column: slot) }
      if panel.count > 1, options.knownStatics.isEmpty, own.allSatisfy({ $0 == own[0] }) {
        notes.append("\(TerminalText.quoted(name)) is the same in all series, so it tells nothing")
      }
      guard let texts = builder.texts[index]?.texts else {
        statics.append(StaticColumn(name: name, categories: nil))
        for member in own.indices { values[member].append(own[member]) }
        continue
      }
      let words = own.map { texts[Int($0)] }
      let categories = try categories(of: name, words, &notes)
      statics.append(StaticColumn(name: name, categories: categories))
      for member in words.indices {
        values[member] += categories.map { $0 == words[member] ? 1 : 0 }
      }
    }
    return (try series.replacing(inputsFrom: first, by: statics, values, of: panel), notes)
  }

  /// The texts that are told apart: those of the training, or those that are there.
  private func categories(
    of name: String, _ words: [String], _ notes: inout [String]
  ) throws(DataError) -> [String] {
    let found = Set(words)
    if let known = options.knownStatics.first(where: { $0.name == name })?.categories {
      let strange = found.subtracting(known)
      if !strange.isEmpty {
        notes.append(
          "\(TerminalText.quoted(name)) was never \(TerminalText.names(strange.sorted())) in the training, so"
            + " the model sees none there")
      }
      return known
    }
    guard found.count <= Self.mostCategories else {
      throw .manyCategories(file: file, column: name, found: found.count, most: Self.mostCategories)
    }
    return found.sorted()
  }
}

extension Series {
  /// The same series with other inputs from one on, each the same in all rows of a member.
  ///
  /// - Parameter values: [members, columns of `statics`]
  fileprivate func replacing(
    inputsFrom first: Int, by statics: [StaticColumn], _ values: [[Double]], of panel: Panel
  ) throws(DataError) -> Series {
    let made = statics.flatMap(\.columns)
    let (old, inputs) = (columns.count, inputColumns.count)
    var seen = Set(columns[..<first] + columns[inputs...])
    for name in made where !seen.insert(name).inserted { throw .repeatedName(name) }
    let names = columns[..<first] + made + columns[inputs...]
    let width = names.count
    if !isInFile { try ReadingMemory.check(8 * rows * width, for: name) }
    let copy = SeriesStorage<Double>(in: storage.space)
    func refusal() -> DataError {
      copy.space?.failure.map { .columnFile(file: name, $0) }
        ?? ReadingMemory.refused(8 * rows * width, for: name)
    }
    guard copy.reserve(rows * width) else { throw refusal() }
    for (member, rows) in panel.rows.enumerated() {
      try forEachBlock(of: rows) { (block, source) throws(DataError) in
        guard let target = copy.append(block.count * width) else { throw refusal() }
        for row in 0..<block.count {
          let (from, to) = (source + row * old, target + row * width)
          for column in 0..<first { to[column] = from[column] }
          for (place, value) in values[member].enumerated() { to[first + place] = value }
          for column in inputs..<old { to[first + made.count + column - inputs] = from[column] }
        }
      }
    }
    func moved(_ column: Int) -> Int {
      column < first ? column : column - inputs + first + made.count
    }
    var filled = FilledCells()
    // What is the same in all rows is no guess where one row says it.
    self.filled.forEach { index in
      let column = index % old
      if column < first || column >= inputs { filled.insert(index / old * width + moved(column)) }
    }
    var series = Series(
      name: name, path: path, columns: Array(names), inputCount: first + made.count,
      targetColumns: targetColumns.map(moved), labels: labels, storage: copy, filled: filled)
    series.take(context: self)
    series.statics = statics
    return series
  }
}
