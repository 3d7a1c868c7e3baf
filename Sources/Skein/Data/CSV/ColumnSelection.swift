/// The columns of a file that make a series: first the inputs, then the targets that are no input.
struct ColumnSelection {
  /// Columns of the file, counted from 0, in the order in which the series keeps them.
  var columns: [Int]
  var inputCount: Int
  /// For each target, its place in `columns`.
  var targets: [Int]
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
    var targetColumns = try finder.findAll(options.targets)
    var inputColumns = try finder.findAll(options.inputs)
    if targetColumns.isEmpty {
      // Without any column of numbers, the last one: reading it tells where and what it holds.
      let time = Set(timeColumns)
      let free = names.indices.filter { !time.contains($0) && !indexColumns.contains($0) }
      let last =
        free.last { kinds[$0] == .number } ?? free.last { kinds[$0] == .decorated }
        ?? free.last ?? names.count - 1
      targetColumns = [last]
    }
    if options.takesAllNumbers {
      let labels = Set(timeColumns)
      inputColumns = names.indices.filter {
        (kinds[$0] == .number || kinds[$0] == .decorated) && !labels.contains($0)
          && !indexColumns.contains($0)
      }
    }
    if inputColumns.isEmpty { inputColumns = targetColumns }

    let inputs = Set(inputColumns)
    columns = inputColumns + targetColumns.filter { !inputs.contains($0) }
    inputCount = inputColumns.count
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    targets = targetColumns.compactMap { places[$0] }
    seriesColumn = nil
    if let wanted = options.order.series {
      seriesColumn = try finder.findSeries(wanted)
    }
  }
}

/// Finds columns by name or number.
struct ColumnFinder {
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

  /// The columns of a list separated by commas, or the one column whose name holds them.
  func findList(_ wanted: String) throws(DataError) -> [Int] {
    if wanted.contains(","), places[wanted] == nil {
      return try findAll(
        wanted.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
    }
    return [try find(wanted)]
  }

  /// `store`, or `store=A`.
  func findSeries(_ wanted: String) throws(DataError) -> (column: Int, value: String?) {
    if let sign = wanted.firstIndex(of: "="), places[wanted] == nil {
      return (try find(String(wanted[..<sign])), String(wanted[wanted.index(after: sign)...]))
    }
    return (try find(wanted), nil)
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
