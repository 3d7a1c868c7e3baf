/// What is known of the rows that follow a series: the columns that a model needs of them.
struct KnownFuture {
  /// [rows, columns], 0 for columns whose future is not known; static ones have none.
  private(set) var values: [Double]

  /// - Parameters:
  ///   - rows: how many rows the model looks at.
  ///   - coming: what is known of them; nil takes what the series' own table holds.
  /// - Throws: `ForecastError` where a value is missing, or nobody can tell when the rows will be.
  init(
    of series: Series, _ preparation: Preparation, rows count: Int, coming: ComingRows?
  ) throws(ForecastError) {
    let width = series.columns.count
    values = [Double](repeating: 0, count: count * width)
    for column in series.staticColumns {
      let own = series.value(row: series.rows - 1, column: column)
      for row in 0..<count { values[row * width + column] = own }
    }
    let given = preparation.asked
    if !preparation.calendar.isEmpty { try fill(preparation.calendar, series, rows: count) }
    guard !given.isEmpty else { return }
    guard let coming = coming ?? series.coming, coming.count > 0 else {
      throw .noFuture(given, rows: count, first: series.labelsAfterEnd(1)?.first)
    }
    let places = try Self.rows(of: coming, after: series, count: count, for: given)
    for name in given {
      guard let source = coming.columns.firstIndex(of: name),
        let target = series.columns.firstIndex(of: name)
      else { throw .noFuture([name], rows: count, first: nil) }
      for (row, place) in places.enumerated() {
        let value = coming.values[place * coming.columns.count + source]
        guard value.isFinite else {
          throw .missingFuture(
            name, row: coming.labels.isEmpty ? "row \(row + 1)" : coming.labels[place],
            needed: count)
        }
        values[row * width + target] = value
      }
    }
  }

  private mutating func fill(
    _ features: [CalendarFeature], _ series: Series, rows count: Int
  ) throws(ForecastError) {
    guard let pattern = series.calendarPattern, let labels = series.labelsAfterEnd(count) else {
      throw .unknownTimes(features.map(\.rawValue))
    }
    let width = series.columns.count
    for (row, label) in labels.enumerated() {
      guard let date = pattern.date(label) else {
        throw .unknownTimes(features.map(\.rawValue))
      }
      for feature in features {
        for (name, value) in zip(feature.columns, feature.values(date)) {
          guard let column = series.columns.firstIndex(of: name) else { continue }
          values[row * width + column] = value
        }
      }
    }
  }

  /// Where the rows that follow a series stand among those that are known ahead.
  private static func rows(
    of coming: ComingRows, after series: Series, count: Int, for columns: [String]
  ) throws(ForecastError) -> [Int] {
    let wanted = series.labelsAfterEnd(count)
    guard let wanted, !coming.labels.isEmpty else {
      // Without times the rows follow each other as they stand.
      guard coming.count >= count else {
        throw .tooShortFuture(columns, rows: coming.count, needed: count)
      }
      return Array(0..<count)
    }
    var places: [Int: Int] = [:]
    var texts: [String: Int] = [:]
    let pattern = TimePattern.search(Array(coming.labels.prefix(100))).first
    let own = series.calendarPattern
    for (place, label) in coming.labels.enumerated().reversed() {
      texts[label] = place
      if let time = own?.time(label) ?? pattern?.time(label) { places[time] = place }
    }
    var rows: [Int] = []
    for label in wanted {
      let place = texts[label] ?? own?.time(label).flatMap { places[$0] }
      guard let place else {
        throw .missingTime(
          label, columns: columns, first: coming.labels[0],
          last: coming.labels[coming.labels.count - 1], needed: count)
      }
      rows.append(place)
    }
    return rows
  }
}
