/// Sequences of numbers.
extension SequenceTable {
  init(
    numbersOf files: SequenceFiles, _ task: TaskSettings, inputs: [String], options: DataOptions,
    needsLabels: Bool
  ) throws {
    let rows = try SequenceRows(
      files, task, inputs: inputs, options: options, needsLabels: needsLabels)
    let builder = rows.builder
    let file = files.files.count == 1 ? files.files[0].path : "the data"
    if needsLabels { try Self.checkLabels(builder, file: file) }
    var (names, order, runs) = (files.files.map(\.name), nil as [Int]?, rows.runs)
    if task.sequence != nil {
      let numbers = builder.series ?? []
      precondition(numbers.count == builder.rows, "rows that are of no sequence")
      names = builder.seriesNames
      (order, runs) = Self.order(numbers, count: names.count)
    }
    var table = RowTable(
      storage: builder.storage, labels: rows.hasLabels ? builder.labels : nil, groups: runs,
      width: builder.names.count)
    // Rows of most tables stand together.
    if let order, order.indices.contains(where: { order[$0] != $0 }) {
      table = try table.reordered(order, means: [], groups: runs, file: file)
    }
    let (filled, notes) = try Self.fill(&table, builder, options.missingValues, file: file)
    for (name, run) in zip(names, table.groups) where run.isEmpty {
      throw SequenceError.noSteps(sequence: name)
    }
    var series = Series(
      name: file, path: nil, columns: builder.names, inputCount: builder.names.count,
      targetColumns: [0], labels: nil, storage: table.storage, filled: filled)
    series.runs = table.groups
    let classes = files.files.compactMap(\.label)
    let labels = table.labels
    self.init(
      steps: .numbers(series), names: names, runs: table.groups,
      labels: files.hasClasses
        ? zip(classes, table.groups).flatMap { [String](repeating: $0, count: $1.count) }
        : labels.map { labels in (0..<labels.count).map { labels[$0] } },
      notes: rows.notes + notes)
  }

  private static func checkLabels(_ builder: SeriesBuilder, file: String) throws(SequenceError) {
    guard let labels = builder.labels else { return }
    for row in 0..<labels.count where labels[row].isEmpty {
      throw .noLabel(
        file: builder.lines.part(of: row) ?? file, line: builder.lines.line(of: row))
    }
  }

  private static func fill(
    _ table: inout RowTable, _ builder: SeriesBuilder, _ policy: MissingValues, file: String
  ) throws(DataError) -> (filled: FilledCells, notes: [String]) {
    guard let (first, count) = builder.missing else { return (FilledCells(), []) }
    let filler = GapFiller(file: file, columns: builder.names)
    switch policy {
    case .refuse: throw .missingValue(first, count: count)
    case .interpolate:
      let filled = try filler.interpolate(table.storage, runs: table.groups)
      return (
        filled,
        [
          "\(NumberText.count(filled.count, "missing value"))"
            + " \(filled.count == 1 ? "was" : "were") filled from the neighbours in the sequence"
        ]
      )
    case .drop:
      let before = table.count
      _ = table.keep(try filler.drop(table.storage), runs: [])
      let dropped = before - table.count
      return (
        FilledCells(),
        [
          "\(NumberText.count(dropped, "row")) without a value"
            + " \(dropped == 1 ? "was" : "were") dropped"
        ]
      )
    }
  }
}
