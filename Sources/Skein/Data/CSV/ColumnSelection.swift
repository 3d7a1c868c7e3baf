/// The columns of a file that make a series: first the inputs, then the targets that are no input.
struct ColumnSelection: Equatable {
  /// Columns of the file, counted from 0, in the order in which the series keeps them.
  var columns: [Int]
  var inputCount: Int
  /// For each target, its place in `columns`.
  var targets: [Int]
  /// The column of the file that labels the rows.
  var timeColumn: Int?

  /// Names that make a column the time column although it holds numbers, as `19580329`.
  private static let timeNames: Set<String> = [
    "time", "date", "datetime", "timestamp", "ds", "year", "month", "week", "day", "hour",
  ]

  private static func isTime(_ name: String) -> Bool {
    name.utf8.count <= 9 && timeNames.contains(name.lowercased())
  }

  /// Chooses columns as `options` say and document.
  ///
  /// - Parameters:
  ///   - names: the columns' names; without a header they are only descriptions of their numbers.
  ///   - hasHeader: whether the file itself names them.
  ///   - kinds: what each column holds.
  init(
    file: String, names: [String], hasHeader: Bool, kinds: [CSVDialect.Kind],
    options: DataOptions
  ) throws(DataError) {
    let finder = ColumnFinder(file: file, names: names)
    let time: Int?
    if let wanted = options.timeColumn { time = try finder.find(wanted) } else { time = nil }
    var targetColumns = try finder.findAll(options.targets)
    var inputColumns = try finder.findAll(options.inputs)
    if targetColumns.isEmpty {
      // Without any column of numbers, the last one: reading it tells where and what it holds.
      let free = names.indices.filter { $0 != time }
      let last = free.last { kinds[$0] == .number } ?? free.last ?? names.count - 1
      targetColumns = [last]
    }
    if inputColumns.isEmpty { inputColumns = targetColumns }

    let inputs = Set(inputColumns)
    columns = inputColumns + targetColumns.filter { !inputs.contains($0) }
    inputCount = inputColumns.count
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    targets = targetColumns.compactMap { places[$0] }
    timeColumn =
      time
      ?? names.indices.first {
        guard places[$0] == nil else { return false }
        return kinds[$0] == .text || (hasHeader && Self.isTime(names[$0]))
      }
  }
}

/// Finds columns by name or number.
private struct ColumnFinder {
  private let file: String
  private let names: [String]
  private let places: [String: [Int]]

  /// Cost: linear in the names.
  init(file: String, names: [String]) {
    self.file = file
    self.names = names
    places = Dictionary(grouping: names.indices) { names[$0] }
  }

  func findAll(_ wanted: [String]) throws(DataError) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = []
    for name in wanted {
      let column = try find(name)
      guard seen.insert(column).inserted else { throw .repeatedColumn(file: file, name: name) }
      found.append(column)
    }
    return found
  }

  func find(_ wanted: String) throws(DataError) -> Int {
    // Without a header the names are `column 1` and so on; a stored run asks for those.
    let matches = places[wanted] ?? []
    if matches.count > 1 {
      throw .ambiguousColumn(file: file, name: wanted, numbers: matches.map { $0 + 1 })
    }
    if let match = matches.first { return match }
    if let number = Int(wanted), names.indices.contains(number &- 1) { return number - 1 }
    throw .missingColumn(
      file: file, wanted: wanted, available: names,
      suggestion: Suggestion.nearest(to: wanted, among: names))
  }
}
