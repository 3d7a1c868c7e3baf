/// The rows of tables of sequences as they stand in the files: inputs, labels, and which sequence each is of.
struct SequenceRows {
  private(set) var builder: SeriesBuilder
  /// The rows of each file.
  private(set) var runs: [Range<Int>] = []
  /// Whether the builder's labels are those of the task, not the times of rows.
  let hasLabels: Bool
  private(set) var notes: [String] = []

  /// - Throws: `DataError`, `SequenceError`.
  init(
    _ files: SequenceFiles, _ task: TaskSettings, inputs: [String], options: DataOptions,
    needsLabels: Bool
  ) throws {
    var options = options
    options.order = RowOrder()
    options.order.series = task.sequence
    options.timeColumn = files.hasClasses ? nil : task.label ?? LabelledTexts.usualLabel
    var first: CSVLayout?
    var builder: SeriesBuilder?
    var hasLabels = !files.hasClasses
    for (number, file) in files.files.enumerated() {
      var part = try Self.open(file.path, &options, alike: first, mayLack: !needsLabels)
      if first == nil {
        hasLabels = options.timeColumn != nil
        options.targets = try Self.inputs(part.layout, inputs, options, file: file.path)
        options.inputs = []
      }
      if !hasLabels { part.forgetLabels() }
      let rows = try part.rows(
        options: options, former: builder, space: nil, isPart: files.files.count > 1)
      if first == nil {
        let names = rows.layout.kinds.indices.map(rows.layout.name)
        options.targets = rows.selection.columns.map { names[$0] }
        if hasLabels, let label = rows.layout.timeColumns.first,
          rows.selection.columns.contains(label)
        {
          throw DataError.repeatedColumn(file: file.path, name: names[label])
        }
        first = rows.layout
      }
      let begin = builder?.rows ?? 0
      runs.append(begin..<rows.builder.rows)
      if number < 3 { notes += rows.layout.doubts }
      builder = rows.builder
    }
    guard let builder, builder.rows > 0 else {
      throw SequenceError.noSamples(file: files.files.map(\.path).joined(separator: ", "))
    }
    self.builder = builder
    self.hasLabels = hasLabels
  }

  /// Opens a table; of one that has no column of labels, where that is allowed, without it.
  private static func open(
    _ path: String, _ options: inout DataOptions, alike first: CSVLayout?, mayLack: Bool
  ) throws(DataError) -> TablePart {
    let file = path == SourceBytes.standardInput ? "standard input" : path
    do throws(DataError) {
      return try TablePart.open(
        path: path, file: file, options: options, pieceSize: TextStream.usualPiece, alike: first)
    } catch {
      guard mayLack, case .missingColumn(_, let wanted, _, _) = error, wanted == options.timeColumn
      else { throw error }
      options.timeColumn = nil
      return try TablePart.open(
        path: path, file: file, options: options, pieceSize: TextStream.usualPiece, alike: first)
    }
  }

  /// The columns that are asked for, or all of numbers that say neither sequence nor label, nor count rows.
  private static func inputs(
    _ layout: CSVLayout, _ asked: [String], _ options: DataOptions, file: String
  ) throws -> [String] {
    if !asked.isEmpty { return asked }
    let names = layout.kinds.indices.map(layout.name)
    let finder = ColumnFinder(file: file, names: names)
    let sequence = try options.order.series.map { try finder.findSeries($0).column }
    let free = names.indices.filter {
      $0 != sequence && !layout.timeColumns.contains($0) && !layout.indexColumns.contains($0)
        && (layout.kinds[$0] == .number || layout.kinds[$0] == .decorated)
    }
    if free.isEmpty { throw SequenceError.noNumbers(file: file) }
    return free.map { names[$0] }
  }
}
