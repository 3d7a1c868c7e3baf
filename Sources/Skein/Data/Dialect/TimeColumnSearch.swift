/// Finds the columns that tell when a row was: one, or a date and a time of day, or a year, a month, a
/// day and an hour.
struct TimeColumnSearch {
  let sample: SampleTable
  let scanner: CSVScanner
  let columns: [ColumnEvidence]
  let options: DataOptions
  let file: String
  /// Records above the rows.
  let head: Int
  let markers: Set<String>

  /// Columns that are looked at.
  static let mostColumns = 200
  private static let mostLabels = 200

  /// The parts of a date that have a column each, by the names of their columns.
  private static let parts: [(names: Set<String>, notation: String, values: ClosedRange<Int>)] = [
    (["year", "yr", "yyyy", "jahr"], "yyyy", 1000...2999),
    (["month", "mon", "mm", "mo", "monat"], "m", 1...12),
    (["day", "dd", "dy", "dom", "tag"], "d", 1...31),
    (["hour", "hr", "hh", "stunde"], "H", 0...24),
    (["minute", "min", "mn"], "M", 0...59),
  ]

  func choose(_ layout: inout CSVLayout) throws(DataError) {
    let finder = ColumnFinder(file: file, names: layout.kinds.indices.map(layout.name))
    if let wanted = options.timeColumn {
      layout.timeColumns = try finder.findList(wanted)
    } else if let known = options.known, !known.timeColumns.isEmpty,
      let found = try? finder.findAll(known.timeColumns)
    {
      layout.timeColumns = found
    } else {
      var chosen: Set<Int> = []
      for list in [options.targets, options.inputs, options.future, options.statics] {
        chosen.formUnion(try finder.findNamed(list))
      }
      layout.timeColumns = found(layout, without: chosen)
    }
    layout.dialect.timeColumns = layout.timeColumns.map(layout.name)
    defer {
      layout.doubts += labelDoubts(layout)
      if let doubt = seriesDoubt(layout) {
        layout.doubts.append(doubt)
        layout.mayBeMixed = true
      }
    }
    guard !layout.timeColumns.isEmpty else {
      guard options.form.timeFormat == nil else {
        throw .invalidSetting(
          name: "time format", value: options.form.timeFormat ?? "",
          remedy: "name the column that holds the times as well")
      }
      return
    }
    layout.timePatterns = try patterns(layout)
    layout.dialect.timeFormat = layout.timePatterns.first?.notation
  }

  // MARK: The columns

  private func found(_ layout: CSVLayout, without chosen: Set<Int>) -> [Int] {
    let free = layout.kinds.indices.prefix(Self.mostColumns).filter {
      !chosen.contains($0) && columns[$0].present > 0
    }
    let texts = free.filter { layout.kinds[$0] == .text }
    var timesOfDay: [Int] = []
    for column in texts {
      let labels = labels([column])
      guard let first = search(labels).first else { continue }
      if first.hasDate {
        let found = date(column, layout, free)
        // One time in all rows is when the table was made, unless others tell the time of day.
        if found.count > 1 || labels.count < 2 || Set(labels).count > 1 { return found }
        continue
      }
      timesOfDay.append(column)
    }
    let parts = parts(layout, free)
    if parts.count > 1 { return parts }
    for column in free where layout.kinds[column] == .number && isDate(column, layout) {
      return date(column, layout, free)
    }
    if let time = timesOfDay.first { return [time] }
    if let named = free.first(where: { isNamed($0, layout, free) }) { return [named] }
    // Words that tell rows apart.
    let distinct = texts.first { column in
      let words = labels([column])
      return words.count < 2 || 2 * Set(words).count > words.count
    }
    return distinct.map { [$0] } ?? []
  }

  /// Whether a column of numbers labels rows by its name alone: a part of a date, or a time that ascends
  /// beside other numbers, since a name such as ‚period‘ may be that of what is measured.
  private func isNamed(_ column: Int, _ layout: CSVLayout, _ free: [Int]) -> Bool {
    guard layout.hasHeader, !layout.indexColumns.contains(column) else { return false }
    let name = TimeName(layout.name(column))
    if name.isPart { return true }
    guard name.isExact, layout.kinds[column] == .number else { return name.isExact }
    let others = free.filter { $0 != column && layout.kinds[$0] == .number }
    let values = labels([column]).compactMap { Double($0) }
    return !others.isEmpty && values.count > 2
      && zip(values.dropFirst(), values).allSatisfy { $0 >= $1 } && values.first != values.last
  }

  /// A column of dates, with the one that has the time of day where the dates alone repeat.
  private func date(_ column: Int, _ layout: CSVLayout, _ free: [Int]) -> [Int] {
    let dates = labels([column])
    guard let pattern = (TimePattern.search(dates) + TimePattern.counts(dates)).first,
      !pattern.hasTime, Set(dates).count < dates.count
    else { return [column] }
    let other = free.first { other in
      guard other != column else { return false }
      if layout.kinds[other] == .text {
        return TimePattern.search(labels([other])).first.map { !$0.hasDate } ?? false
      }
      let hours = Self.parts[3]
      let name = TimeName(layout.name(other))
      let labels = labels([other])
      if hours.names.contains(name.plain) || name.plain == "time",
        labels.allSatisfy({ Int($0).map { hours.values.contains($0) } ?? false })
      {
        return true
      }
      // 153000, 1530: a time of day without signs.
      return name.plain == "time" && !labels.isEmpty
        && !search(zip(dates, labels).map { "\($0) \($1)" }).isEmpty
    }
    return other.map { [column, $0] } ?? [column]
  }

  /// A year, a month and perhaps a day, an hour and a minute, by their names; without names, a year and
  /// the months of each.
  private func parts(_ layout: CSVLayout, _ free: [Int]) -> [Int] {
    guard layout.hasHeader else {
      guard layout.kinds.count > 2, isRange(0, Self.parts[0].values), isRange(1, 1...12),
        free.starts(with: [0, 1]), Set(labels([1])).count > 1
      else { return [] }
      return [0, 1]
    }
    var found: [Int] = []
    for part in Self.parts {
      let match = free.first {
        part.names.contains(TimeName(layout.name($0)).plain) && isRange($0, part.values)
      }
      guard let match else { break }
      found.append(match)
    }
    return found
  }

  private func isRange(_ column: Int, _ values: ClosedRange<Int>) -> Bool {
    labels([column]).allSatisfy { Int($0).map { values.contains($0) } ?? false }
  }

  /// Whether numbers are dates: by the column's name, or because they are whole, ascend and have the
  /// digits of dates, in a first column.
  private func isDate(_ column: Int, _ layout: CSVLayout) -> Bool {
    let texts = labels([column])
    let digits = Set(texts.map { $0.utf8.count { $0 &- 0x30 <= 9 } })
    if layout.hasHeader {
      let name = TimeName(layout.name(column))
      if name.isExact, layout.kinds.count > 1 {
        let values = texts.compactMap { Int($0) }
        // Numbers of four digits are years, and may be anything else: years ascend.
        let isYear = digits == [4] && !name.isPart
        let ascends = zip(values.dropFirst(), values).allSatisfy { $0 >= $1 }
        let isWhole = values.count == texts.count && (ascends || !isYear)
        return isWhole && TimePattern.search(texts).contains(where: \.hasDate)
          || !TimePattern.counts(texts).isEmpty
      }
      if name.hasTimeWord, (digits.min() ?? 0) >= 8 {
        return TimePattern.search(texts).contains(where: \.hasDate)
          || !TimePattern.counts(texts).isEmpty
      }
    }
    guard column == 0, layout.kinds.count > 1, texts.count >= 3 else { return false }
    let values = texts.compactMap { Double($0) }
    let ascends = zip(values.dropFirst(), values).allSatisfy { $0 > $1 }
    guard values.count == texts.count, ascends else { return false }
    let whole = Set(texts.map { $0.prefix { $0 != "." }.utf8.count })
    if whole == [10], texts.contains(where: { $0.contains(".") }) {
      return !TimePattern.counts(texts).isEmpty
    }
    if digits == [8] || digits == [6] { return !TimePattern.search(texts).isEmpty }
    return [[10], [13], [16], [19]].contains(digits) && !TimePattern.counts(texts).isEmpty
  }

  // MARK: The labels

  /// Patterns of labels; also of those that some labels are mistyped in, which the reading tells.
  private func search(_ labels: [String]) -> [TimePattern] {
    let found = TimePattern.search(labels)
    guard found.isEmpty, labels.count >= 5 else { return found }
    // One of three is probably none that is mistyped.
    for label in [labels[0], labels[labels.count / 2], labels[labels.count - 1]] {
      let most = TimePattern.search([label]).compactMap { pattern -> TimePattern? in
        let fitting = labels.filter { pattern.time($0) != nil }
        return 5 * fitting.count >= 4 * labels.count ? pattern.settled(by: fitting) : nil
      }
      if !most.isEmpty { return most }
    }
    return []
  }

  /// The labels that some rows would have, without missing ones.
  func labels(_ columns: [Int]) -> [String] {
    let rows = sample.head.dropFirst(head).prefix(Self.mostLabels) + sample.later
    return rows.compactMap { record in
      guard record.fields.count == self.columns.count else { return nil }
      var label = ""
      for column in columns {
        let field = record.fields[column]
        let content = scanner.content(field)
        if CellShape(content, markers: markers) == .missing { return nil }
        if !label.isEmpty { label += " " }
        label += (scanner.text(field) ?? "").trimmed
      }
      return label
    }
  }

  /// The patterns that the labels may have; several where the rows have to decide.
  private func patterns(_ layout: CSVLayout) throws(DataError) -> [TimePattern] {
    if let format = options.form.timeFormat {
      guard let pattern = TimePattern(notation: format) else {
        throw .invalidSetting(
          name: "time format", value: format,
          remedy: "write it as dd.mm.yyyy HH:MM:SS, as %d.%m.%Y %H:%M:%S, or as"
            + " \(TimePattern.Count.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let labels = labels(layout.timeColumns)
      return [pattern.count == nil ? pattern.settled(by: labels) : pattern]
    }
    let labels = labels(layout.timeColumns)
    if let format = options.known?.timeFormat, let pattern = TimePattern(notation: format),
      labels.allSatisfy({ pattern.time($0) != nil })
    {
      return [pattern.count == nil ? pattern.settled(by: labels) : pattern]
    }
    let isNamed = layout.timeColumns.contains { layout.kinds[$0] == .number }
    var found = search(labels)
    // 1612051200 is a moment of 2021 rather than midnight of a day in 1612.
    let since1900 = -2_208_988_800 * TimePattern.second
    if isNamed, let first = labels.first {
      found = found.filter { !$0.hasTime || $0.time(first).map { $0 >= since1900 } ?? false }
    }
    return found.isEmpty && isNamed ? TimePattern.counts(labels) : found
  }
}
