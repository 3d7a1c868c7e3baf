/// Which of the first records holds the names.
extension HeaderSearch {
  /// Whether a record below the names has no number and a word where the rows have times: the name of
  /// that column.
  func isNameAlone(_ record: SampleTable.Record) -> Bool {
    guard record.fields.count == width else { return false }
    var hasWord = false
    for (column, field) in record.fields.enumerated() {
      switch shape(field) {
      case .missing: continue
      case .text where isTime(column): hasWord = !isTime(field, of: column)
      default: return false
      }
    }
    return hasWord
  }

  /// Whether a record with text in a column of numbers is a row all the same: it has a time as the rows
  /// have, or numbers with decimals.
  func isRow(_ record: SampleTable.Record) -> Bool {
    guard record.fields.count == width else { return false }
    return record.fields.enumerated().contains { column, field in
      if isTime(column) { return isTime(field, of: column) }
      guard columns[column].kind == .number, case .number(let forms) = shape(field) else {
        return false
      }
      return !forms.isWhole
    }
  }

  /// Whether the values of a column are times.
  private func isTime(_ column: Int) -> Bool {
    column < timePatterns.count && !timePatterns[column].isEmpty
  }

  /// Whether a field is a time as its column's are.
  private func isTime(_ field: CSVScanner.Field, of column: Int) -> Bool {
    guard let text = scanner.text(field) else { return false }
    return timePatterns[column].contains { $0.time(text.trimmed) != nil }
  }

  /// Which of the first `head` records holds the names; nil for none.
  func namesPlace(in head: Int) -> Int? {
    let options = search.options
    if head == 0 || options.form.headerRows == 0 || options.header == .absent { return nil }
    let places = 0..<head
    if width == 1 { return places.last }
    let whole = places.filter { sample.head[$0].fields.count == width }
    func isUsable(_ place: Int) -> Bool {
      let texts = sample.head[place].fields.map { scanner.text($0) ?? "" }
      return !texts.contains("") && Set(texts).count == texts.count
    }
    // A small table may stand above, of names and their values; what has numbers with decimals is no name.
    let values = whole.last { place in
      sample.head[place].fields.contains { field in
        if case .number(let forms) = shape(field) { return !forms.isWhole }
        return false
      }
    }
    if let values, let place = whole.first(where: { $0 > values && isUsable($0) }) { return place }
    if let place = whole.first(where: isUsable) ?? whole.first { return place }
    // Row names have none themselves.
    if let place = places.last(where: { sample.head[$0].fields.count >= 2 }) { return place }
    return sample.head[head - 1].fields.count == width - 1 ? head - 1 : nil
  }

  /// Whether a record below lines of other widths holds names that are numbers, as sensors or years have:
  /// above times or a count of the rows, or years that follow each other.
  func isNumericHeader(at place: Int, _ kinds: [CSVLayout.Kind]) -> Bool {
    guard search.options.header == .detected, search.options.form.headerRows == nil,
      place < sample.head.count, sample.head.prefix(place).allSatisfy({ $0.fields.count != width }),
      sample.head[place].fields.count == width, width > 1, body.count >= 3
    else { return false }
    let first = sample.head[place]
    let names = first.fields.map { (scanner.text($0) ?? "").trimmed }
    let numbers = kinds.indices.filter { kinds[$0] == .number || kinds[$0] == .decorated }
    func isWhole(_ column: Int) -> Bool {
      !names[column].isEmpty && names[column].utf8.allSatisfy { $0 &- 0x30 <= 9 }
    }
    guard Set(names).count == names.count else { return false }
    // A word without digits above times is their name, whatever stands beside it.
    let isNamed = kinds.indices.contains { column in
      isTime(column) && shape(first.fields[column]) == .text
        && (!names[column].contains(where: \.isNumber) || numbers.allSatisfy(isWhole))
        && !isTime(first.fields[column], of: column)
    }
    if isNamed { return true }
    if first.fields[0].range.isEmpty, numbers.allSatisfy({ $0 == 0 || Double(names[$0]) != nil }) {
      let isCounted = isConsecutive(0, Array(sample.head.dropFirst(place + 1)))
      if isCounted || isTime(0) && numbers.allSatisfy(isWhole) { return true }
    }
    guard numbers.allSatisfy({ $0 == 0 || isWhole($0) }) else { return false }
    // Years, beside words.
    let years = numbers.compactMap { Int(names[$0]) }
    return numbers.count >= 3 && numbers.count < width && years.count == numbers.count
      && years.allSatisfy { (1000...2999).contains($0) }
      && zip(years.dropFirst(), years).allSatisfy { $0 == $1 + 1 }
  }
}
