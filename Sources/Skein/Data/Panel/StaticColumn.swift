/// A column of many series that is the same in all rows of each: what a series is, not what happens to it.
///
/// A model sees it in each row of a window.
public struct StaticColumn: Sendable, Codable, Equatable {
  /// As the table calls it.
  public let name: String
  /// The texts that are told apart, each by an input of its own that is 1 or 0; nil for a column of numbers.
  public let categories: [String]?
  /// True for the column that tells the series themselves apart, of which the model has a vector for each; kept as
  /// nil otherwise, which files of earlier versions have.
  private let numbered: Bool?

  /// Whether it tells the series themselves apart, each by its number.
  public var isNumber: Bool { numbered ?? false }

  init(name: String, categories: [String]? = nil, isNumber: Bool = false) {
    self.name = name
    self.categories = categories
    numbered = isNumber ? true : nil
  }

  /// The inputs that it makes: of a text `region=north`.
  package var columns: [String] {
    categories.map { $0.map { "\(name)=\($0)" } } ?? [name]
  }
}

extension Series {
  /// Places of the columns that are the same in all rows of a series.
  var staticColumns: Set<Int> {
    if statics.isEmpty { return [] }
    let names = Set(statics.flatMap(\.columns))
    return Set(inputColumns.filter { names.contains(columns[$0]) })
  }

  /// The column of the number of a row's series, the last input, where there is one.
  var numberColumn: Int? {
    statics.first(where: \.isNumber).flatMap { number in
      inputColumns.last { columns[$0] == number.name }
    }
  }

  /// The same series with the column that stands for the number of a row's series, as the last input.
  ///
  /// Its values are zero: `PanelScales` make it the number under which the training knew a series, or 0. So it is
  /// the same number for the same series in whatever table, and a new one has none.
  ///
  /// - Parameter known: the column of an earlier training; nil for a new one.
  /// - Throws: `DataError.numberOfOneSeries` where the table of a new training is one series, `.takenByNumber`.
  func numbered(as known: StaticColumn?) throws(DataError) -> Series {
    if known == nil, panel?.count ?? 1 < 2 { throw .numberOfOneSeries(file: name) }
    let number = known ?? StaticColumn(name: panel?.column ?? "series", isNumber: true)
    if columns.contains(number.name) || statics.contains(where: { $0.name == number.name }) {
      throw .takenByNumber(name: number.name)
    }
    var series = try inserting([number.name], at: inputColumns.count) { _, target in
      target[0] = 0
    }
    series.statics.append(number)
    return series
  }

  /// Static columns and the calendar's are in one scale for all series: as they are, and numbers by their
  /// mean and deviation over the series.
  var sharedScales: PanelScales.Shared {
    var shared: PanelScales.Shared = [:]
    for column in calendarColumns.union(staticColumns) { shared[column] = (0, 1) }
    let firsts = panel?.rows.map(\.lowerBound) ?? [0]
    for name in statics where name.categories == nil {
      guard let column = inputColumns.first(where: { columns[$0] == name.name }) else { continue }
      if name.isNumber { continue }
      let values = firsts.map { value(row: $0, column: column) }
      // Not by the deviation, which the mean's rounding can leave just above zero.
      if values.allSatisfy({ $0 == values[0] }) {
        shared[column] = (values[0], 1)
        continue
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      shared[column] = (mean, (squares / Double(values.count)).squareRoot())
    }
    return shared
  }
}
