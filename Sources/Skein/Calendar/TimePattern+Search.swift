extension TimePattern {
  /// Forms of dates, those that are meant more often first.
  private static let dates = compile([
    "yyyy-mm-dd", "dd.mm.yyyy", "yyyy/mm/dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd-mm-yyyy",
    "mm-dd-yyyy", "yyyy.mm.dd", "yyyymmdd", "yyyy mm dd", "dd mm yyyy", "dd.mm.yy", "dd/mm/yy",
    "mm/dd/yy", "dd-mm-yy", "mm-dd-yy", "yy-mm-dd", "yy/mm/dd", "dd mon yyyy", "dd-mon-yyyy",
    "dd/mon/yyyy", "dd. mon yyyy", "dd.mon.yyyy", "dd-mon-yy", "dd mon yy", "ddmonyyyy",
    "mon dd, yyyy", "mon dd yyyy", "mon. dd, yyyy", "mon-dd-yyyy", "yyyy-mon-dd", "yyyy mon dd",
    "ddd, dd mon yyyy", "ddd dd mon yyyy", "ddd, mon dd, yyyy", "ddd mon dd yyyy",
    "ddd dd/mm/yyyy", "ddd dd.mm.yyyy", "yyyy-mm", "yyyy/mm", "mm/yyyy", "mm.yyyy", "mm-yyyy",
    "yyyymm", "yyyy mm", "mon-yyyy", "mon yyyy", "mon. yyyy", "mon, yyyy", "mon/yyyy", "monyyyy",
    "mon-yy", "mon yy", "yyyy-mon", "yyyy mon", "yyyymon", "yy-mon", "yyyy'M'mm", "yyyy-'M'mm",
    "yyyyQq", "yyyy-Qq", "yyyy Qq", "Qq yyyy", "Qq-yyyy", "Qq/yyyy", "yyyy-Www", "yyyyWww",
    "yyyy Www", "yyyy-Ww", "yyyy", "y-mm",
  ])
  private static let times = compile([
    "HH:MM:SS.f", "HH:MM:SS", "hh:MM:SS am", "hh:MM:SSam", "HH:MM", "hh:MM am", "hh:MMam",
    "HH.MM.SS", "HH.MM", "HHMMSS.f", "HHMMSS", "HHMM", "HH", "hh am", "HH MM", "HH MM SS",
    "HH'h'MM", "HH'h'", "hh:MM:SS\u{202F}am", "hh:MM\u{202F}am", "hh:MM:SS\u{A0}am",
    "hh:MM\u{A0}am",
  ])
  private static let separators = ["", " ", "T", ", ", ",", ":", "_", "-", "  "].map {
    Array($0.utf8)
  }

  private static func compile(_ notations: [String]) -> [TimePattern] {
    notations.compactMap { TimePattern(notation: $0) }
  }

  /// Every pattern in which all of `labels` are times, those that are meant more often first.
  ///
  /// - Parameter labels: some of a column's, none of them missing.
  /// Cost: about a millisecond for the first label, then that of reading the others in each pattern
  /// that is left.
  package static func search(_ labels: [String]) -> [TimePattern] {
    guard var first = labels.first, first.utf8.count >= 3, first.utf8.count <= 64,
      first.utf8.contains(where: { $0 &- 0x30 <= 9 })
    else { return [] }
    let found = first.withUTF8 { candidates($0) }
    var seen: Set<TimePattern> = []
    return found.filter { pattern in labels.allSatisfy { pattern.time($0) != nil } }
      .map { $0.settled(by: labels) }.filter { seen.insert($0).inserted }
  }

  /// Patterns of numbers that count from a moment, for columns that a name says to be times.
  package static func counts(_ labels: [String]) -> [TimePattern] {
    let values = labels.compactMap { Double($0) }
    guard values.count == labels.count, let least = values.min(), let most = values.max() else {
      return []
    }
    // From 2001 to 2100, or spreadsheets' 1954 to 2173.
    func lie(_ low: Double, _ high: Double) -> Bool { least >= low && most <= high }
    let count: Count? =
      lie(9.8e8, 4.2e9)
      ? .seconds
      : lie(9.8e11, 4.2e12)
        ? .milliseconds
        : lie(9.8e14, 4.2e15)
          ? .microseconds
          : lie(9.8e17, 4.2e18)
            ? .nanoseconds : lie(20_000, 100_000) ? .spreadsheetDays : nil
    guard let count else { return [] }
    let pattern = TimePattern(count)
    return labels.allSatisfy { pattern.time($0) != nil } ? [pattern] : []
  }

  private static func candidates(_ label: UnsafeBufferPointer<UInt8>) -> [TimePattern] {
    var found: [TimePattern] = []
    for date in dates {
      guard let end = date.prefix(of: label, from: 0) else { continue }
      if end == label.count {
        found.append(date)
        continue
      }
      guard date.tokens.contains(where: Self.isDay) else { continue }
      found += date.spans(of: label, from: end)
      for separator in separators where label[end...].starts(with: separator) {
        // Without a sign between them only digits can follow digits.
        if separator.isEmpty, date.tokens.contains(where: Self.isLiteral) { continue }
        let tokens = date.tokens + separator.map { .literal($0) }
        found += withTime(TimePattern(tokens: tokens), label, from: end + separator.count)
      }
    }
    // A time alone, or before its date.
    for time in times {
      guard let end = time.prefix(of: label, from: 0) else { continue }
      guard time.tokens.contains(where: Self.isLiteral) else { continue }
      if end == label.count { found.append(time) }
      found += time.spans(of: label, from: end)
      guard end < label.count, label[end] == 0x20 else { continue }
      for date in dates where date.prefix(of: label, from: end + 1) == label.count {
        found.append(TimePattern(tokens: time.tokens + [.literal(0x20)] + date.tokens))
      }
    }
    return found
  }

  private static func isLiteral(_ token: Token) -> Bool {
    if case .literal = token { return true }
    return false
  }

  private static func isDay(_ token: Token) -> Bool {
    if case .number(.day, _) = token { return true }
    return false
  }

  private static func withTime(
    _ start: TimePattern, _ label: UnsafeBufferPointer<UInt8>, from position: Int
  ) -> [TimePattern] {
    var found: [TimePattern] = []
    for time in times {
      guard let end = time.prefix(of: label, from: position) else { continue }
      let tokens = fixed(start.tokens + time.tokens)
      if end == label.count {
        found.append(TimePattern(tokens: tokens))
        continue
      }
      found += TimePattern(tokens: tokens).spans(of: label, from: end)
      for space in [[], [UInt8(0x20)]] where label[end...].starts(with: space) {
        let whole = TimePattern(tokens: tokens + space.map { .literal($0) } + [.offset])
        if whole.parse(label) != nil { found.append(whole) }
      }
    }
    return found
  }

  /// Where this pattern ends in `label` when it begins at `start`; nil where it does not fit.
  private func prefix(of label: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let rest = UnsafeBufferPointer(rebasing: label[start...])
    guard let end = end(of: rest),
      parse(UnsafeBufferPointer(rebasing: rest[..<end])) != nil
    else { return nil }
    return start + end
  }

  /// The same with the digits of fields as `labels` have them.
  package func settled(by labels: [String]) -> TimePattern {
    if let span {
      // Of the beginnings alone; an end has their form.
      var first = self
      first.span = nil
      let begins = labels.compactMap { label -> String? in
        var label = label
        return label.withUTF8 { text in
          first.end(of: text).map { String(decoding: text[..<$0], as: UTF8.self) }
        }
      }
      var settled = first.settled(by: begins)
      let isShort = span.tokens.count < tokens.count
      settled.span = Span(
        separator: span.separator,
        tokens: isShort ? settled.timeOfDay ?? span.tokens : settled.tokens)
      return settled
    }
    var settled = self
    settled.tokens = tokens.indices.compactMap { index in
      switch tokens[index] {
      case .number(let field, let width) where width != .fixed && field != .quarter:
        let isPlain = labels.contains { digits(of: index, in: $0) == 1 }
        return .number(field, isPlain ? .plain : .padded)
      case .fraction:
        let most = labels.compactMap { digits(of: index, in: $0) }.max() ?? 0
        return most > 0 ? .fraction(digits: most) : nil
      default: return tokens[index]
      }
    }
    return settled
  }

  /// How many digits a token has in a label.
  private func digits(of index: Int, in label: String) -> Int? {
    var label = label
    return label.withUTF8 { text in
      guard let start = TimePattern(tokens: Array(tokens[..<index])).end(of: text),
        let end = TimePattern(tokens: Array(tokens[...index])).end(of: text)
      else { return nil }
      return text[start..<end].count { $0 &- 0x30 <= 9 }
    }
  }
}
