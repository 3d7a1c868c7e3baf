/// The columns of a file that make a series: first the inputs, then the targets that are no input.
struct ColumnSelection {
  /// Columns of the file, counted from 0, in the order in which the series keeps them.
  var columns: [Int]
  var inputCount: Int
  /// For each target, its place in `columns`.
  var targets: [Int]
  /// Places in `columns` of inputs whose future is known.
  var future: [Int]
  /// Places in `columns` of static columns, the last inputs, and whether each of them holds texts.
  var statics: [Int]
  var staticTexts: [Bool]
  /// The column of the file that tells which series a row belongs to, and the one that is wanted; nil
  /// for all.
  var seriesColumn: (column: Int, value: String?)?

  /// Chooses columns as `options` say and document.
  ///
  /// - Parameters:
  ///   - names: the columns' names; without a header they are only descriptions of their numbers.
  ///   - kinds: what each column holds.
  ///   - timeColumns: the columns that label the rows, which are no targets unless asked for.
  init(
    file: String, names: [String], kinds: [CSVLayout.Kind], timeColumns: [Int],
    indexColumns: Set<Int> = [], options: DataOptions
  ) throws(DataError) {
    let finder = ColumnFinder(file: file, names: names)
    seriesColumn = nil
    if let wanted = options.order.series { seriesColumn = try finder.findSeries(wanted) }
    let labels = Set(timeColumns + (seriesColumn.map { [$0.column] } ?? []))
    // A pattern of names means columns of numbers.
    func isNumber(_ column: Int) -> Bool {
      kinds[column] != .text && !labels.contains(column) && !indexColumns.contains(column)
    }
    var targetColumns = try finder.findAll(options.targets, suits: isNumber)
    var inputColumns = try finder.findAll(options.inputs, suits: isNumber)
    let futureColumns = try finder.findAll(options.future, suits: isNumber)
    let staticColumns = try finder.findAll(options.statics, suits: { !timeColumns.contains($0) })
    if targetColumns.isEmpty {
      // Without any column of numbers, the last one: reading it tells where and what it holds.
      let taken = labels.union(indexColumns).union(futureColumns).union(staticColumns)
      let free = names.indices.filter { !taken.contains($0) }
      let last =
        free.last { kinds[$0] == .number } ?? free.last { kinds[$0] == .decorated }
        ?? free.last ?? names.count - 1
      targetColumns = [last]
    }
    if options.takesAllNumbers {
      inputColumns = names.indices.filter {
        (kinds[$0] == .number || kinds[$0] == .decorated) && !labels.contains($0)
          && !indexColumns.contains($0) && !staticColumns.contains($0)
      }
      // Of a wide table each is a series.
      if options.order.wide { targetColumns = inputColumns.filter { !futureColumns.contains($0) } }
    }
    if inputColumns.isEmpty { inputColumns = targetColumns }
    for column in futureColumns where targetColumns.contains(column) {
      throw .invalidSetting(
        name: "future", value: names[column],
        remedy:
          "it is a target, whose future is what is predicted; name columns that are known ahead")
    }
    inputColumns += futureColumns.filter { !inputColumns.contains($0) }
    for column in staticColumns
    where (inputColumns + targetColumns + timeColumns).contains(column) {
      throw .repeatedColumn(file: file, name: names[column])
    }
    inputColumns += staticColumns

    let inputs = Set(inputColumns)
    columns = inputColumns + targetColumns.filter { !inputs.contains($0) }
    inputCount = inputColumns.count
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    targets = targetColumns.compactMap { places[$0] }
    future = futureColumns.compactMap { places[$0] }
    statics = staticColumns.compactMap { places[$0] }
    let series = seriesColumn?.column
    staticTexts = staticColumns.map { column in
      options.knownStatics.first { $0.name == names[column] }.map { $0.categories != nil }
        ?? (kinds[column] == .text || column == series)
    }
  }
}
