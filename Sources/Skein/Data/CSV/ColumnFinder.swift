/// Finds columns by name, by number, or by a pattern of either.
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

  /// The columns of a list of names, numbers and patterns, each once, in the order of the list.
  ///
  /// - Parameter suits: whether a column may be meant by a pattern of names.
  /// - Throws: `DataError` where a word means no column, or two words name the same one.
  func findAll(
    _ wanted: [String], suits: (Int) -> Bool = { _ in true }
  ) throws(DataError) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = []
    var named: Set<Int> = []
    for word in wanted {
      if let pattern = pattern(word) {
        let columns = try find(pattern, word, suits: suits)
        found += columns.filter { seen.insert($0).inserted }
      } else {
        let column = try find(word)
        guard named.insert(column).inserted else { throw .repeatedColumn(file: file, name: word) }
        if seen.insert(column).inserted { found.append(column) }
      }
    }
    return found
  }

  /// The columns of a list that are called by their names or numbers.
  func findNamed(_ wanted: [String]) throws(DataError) -> [Int] {
    try findAll(wanted.filter { pattern($0) == nil })
  }

  /// Nil for a word that is a column's name.
  private func pattern(_ word: String) -> ColumnPattern? {
    places[word] == nil ? ColumnPattern(word) : nil
  }

  private func find(
    _ pattern: ColumnPattern, _ word: String, suits: (Int) -> Bool
  ) throws(DataError) -> [Int] {
    switch pattern {
    case .numbers(let first, let last):
      guard first <= last else {
        throw .invalidSetting(
          name: "the range of columns", value: word, remedy: "write \(last)-\(first)")
      }
      guard first >= 1, last <= names.count else {
        throw .noSuchColumns(file: file, wanted: word, available: names, suggestion: nil)
      }
      return Array(first - 1..<last)
    case .names(let text):
      let fitting = names.indices.filter { ColumnPattern.fits(names[$0], text) }
      let columns = fitting.filter(suits)
      if columns.isEmpty {
        throw .noSuchColumns(
          file: file, wanted: word, available: names,
          suggestion: fitting.isEmpty ? ColumnPattern.nearest(to: text, among: names) : nil)
      }
      return columns
    }
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
