extension Series {
  /// The same series with columns of what the calendar says of each row: inputs whose future is known.
  ///
  /// They stand behind the other inputs, before the number of a row's series, and are told by the labels' own clock.
  ///
  /// - Throws: `DataError.noCalendar` where the labels are no times with a date.
  /// Cost: a copy of the values.
  package func adding(_ choice: CalendarChoice) throws(DataError) -> Series {
    if choice == .none { return self }
    guard let pattern = calendarPattern, let labels else {
      if choice == .auto { return self }
      throw .noCalendar(file: name, reason: "its rows have no dates")
    }
    let features = try features(choice, pattern)
    if features.isEmpty { return self }
    return try adding(features, pattern, labels)
  }

  /// Whether a copy with columns of the calendar, and what is made of it, find room in memory.
  package var hasRoomForCalendar: Bool {
    let bytes = 16 * rows * (columns.count + Self.mostOfCalendar)
    return !isInFile && (try? ReadingMemory.check(bytes, for: name)) != nil
  }

  /// How many columns `auto` makes at most: an hour's, those of the weekdays, and a year's.
  private static let mostOfCalendar = 11

  /// How the labels are written, where they say a date.
  var calendarPattern: TimePattern? {
    guard hasTimeLabels, rows > 0 else { return nil }
    let pattern =
      times?.pattern ?? TimePattern.search((max(0, rows - 100)..<rows).map(rowLabel)).first
    return pattern.flatMap { $0.hasDate ? $0 : nil }
  }

  /// The features that are asked for, or those that suit.
  private func features(
    _ choice: CalendarChoice, _ pattern: TimePattern
  ) throws(DataError) -> [CalendarFeature] {
    // Of many series, the longest.
    let rows = panel?.rows.max { $0.count < $1.count } ?? 0..<rows
    guard let first = pattern.date(rowLabel(rows.lowerBound)),
      let last = pattern.date(rowLabel(rows.upperBound - 1))
    else {
      throw .noCalendar(file: name, reason: "its rows have no dates of the years 0 to 9999")
    }
    let days = Double((last.secondsFromEpoch - first.secondsFromEpoch).magnitude) / 86_400
    let step = days / Double(max(rows.count - 1, 1))
    switch choice {
    case .none: return []
    case .auto:
      // Three rounds of a feature at least, of which two train the model, and four rows in each.
      return [.hour, .weekday, .yearday, .month].filter { feature in
        guard days >= 3 * feature.days, 4 * step <= feature.days else { return false }
        switch feature {
        case .hour: return pattern.hasTime
        case .yearday: return !pattern.isMonthly && step < 27
        case .month: return pattern.isMonthly || step >= 27
        default: return !pattern.isMonthly
        }
      }
    case .features(let wanted): return wanted
    }
  }

  private func adding(
    _ features: [CalendarFeature], _ pattern: TimePattern, _ labels: RowLabels
  ) throws(DataError) -> Series {
    let more = features.flatMap(\.columns)
    // The number of a row's series stays the last input.
    let place = numberColumn ?? inputColumns.count
    var series = try inserting(more, at: place) { (row, target) throws(DataError) in
      guard let date = pattern.date(labels[row]) else {
        throw .noCalendar(file: name, reason: "row \(row + 1) has no date of the years 0 to 9999")
      }
      for (index, value) in features.flatMap({ $0.values(date) }).enumerated() {
        target[index] = value
      }
    }
    series.futureColumns += Array(place..<place + more.count)
    series.calendar = features
    return series
  }

  /// Refuses what the calendar says of all rows alike, from which no model can learn.
  ///
  /// - Throws: `DataError.noCalendar`.
  package func checkCalendar() throws(DataError) {
    for feature in calendar {
      let places = feature.columns.compactMap { columns.firstIndex(of: $0) }
      let isConstant = places.allSatisfy { column in
        let first = value(row: 0, column: column)
        return (1..<max(rows, 1)).allSatisfy { value(row: $0, column: column) == first }
      }
      if isConstant {
        throw .noCalendar(
          file: name, reason: "the \(feature.rawValue) of its rows is always the same")
      }
    }
  }

  /// Names of columns for people, the calendar's as one, and those of each static column.
  package func told(_ columns: some Sequence<Int>) -> [String] {
    let own = calendarColumns
    let made = Dictionary(
      statics.flatMap { column in column.columns.map { ($0, column.name) } }
    ) { first, _ in first }
    var names: [String] = []
    var hasCalendar = false
    for column in columns {
      let name = self.columns[column]
      if own.contains(column) {
        hasCalendar = true
      } else if let whole = made[name] {
        if !names.contains(whole) { names.append(whole) }
      } else {
        names.append(name)
      }
    }
    if hasCalendar {
      names.append("the calendar's \(calendar.map(\.rawValue).joined(separator: " and "))")
    }
    return names
  }
}
