/// Labels that say a beginning and an end: `01.01.2020 00:00 - 01.01.2020 01:00`, `00:00-00:15`.
extension TimePattern {
  struct Span: Sendable, Hashable, Codable {
    /// What stands between the two.
    var separator: [UInt8]
    /// How the end is written: as the beginning, or its time of day alone.
    var tokens: [Token]
  }

  private static let separators = [" - ", " – ", " to ", "/", " -- ", "-", "–"].map {
    Array($0.utf8)
  }

  /// The same with an end behind it.
  private func with(_ separator: [UInt8], _ tokens: [Token]) -> TimePattern {
    var pattern = self
    pattern.span = Span(separator: separator, tokens: tokens)
    return pattern
  }

  /// The time of day of a date with one; nil without it.
  var timeOfDay: [Token]? {
    let start = tokens.firstIndex {
      if case .number(let field, _) = $0 { return field == .hour || field == .hour12 }
      return false
    }
    guard let start, start > 0 else { return nil }
    return Array(tokens[start...])
  }

  /// Patterns of a label that begins with this pattern, which ends at `end`.
  func spans(of label: UnsafeBufferPointer<UInt8>, from end: Int) -> [TimePattern] {
    guard end < label.count else { return [] }
    var found: [TimePattern] = []
    for separator in Self.separators where label[end...].starts(with: separator) {
      let ends = [tokens] + (timeOfDay.map { [$0] } ?? [])
      for tokens in ends {
        let whole = with(separator, tokens)
        if whole.parse(label) != nil { found.append(whole) }
      }
    }
    return found
  }

  /// A beginning in this pattern and an end as much later as in the example.
  func text(_ time: Int, _ span: Span, like example: String) -> String? {
    var first = self
    first.span = nil
    var second = TimePattern(tokens: span.tokens)
    second.span = nil
    var example = example
    let halves = example.withUTF8 { label -> (first: String, second: String)? in
      guard let end = first.end(of: label) else { return nil }
      let next = min(end + span.separator.count, label.count)
      return (
        String(decoding: label[..<end], as: UTF8.self),
        String(decoding: label[next...], as: UTF8.self)
      )
    }
    guard let halves, let start = first.time(halves.first), let end = second.time(halves.second)
    else { return nil }
    var length = end - start
    if second.hasDate != first.hasDate || length < 0 {
      length = ((length % Self.day) + Self.day) % Self.day
    }
    guard let begin = first.text(time, like: halves.first),
      let finish = second.text(time + length, like: halves.second)
    else { return nil }
    return begin + String(decoding: span.separator, as: UTF8.self) + finish
  }

  /// A pattern of two whose second is the first once more, or its time of day.
  static func span(notation: String) -> TimePattern? {
    for separator in separators.map({ String(decoding: $0, as: UTF8.self) }) {
      var from = notation.startIndex
      while let range = notation[from...].firstRange(of: separator) {
        from = range.upperBound
        let (one, other) = (notation[..<range.lowerBound], notation[range.upperBound...])
        guard !one.isEmpty, !other.isEmpty, one.hasSuffix(other),
          let first = TimePattern(notation: String(one)),
          let second = TimePattern(notation: String(other)), first.hasTime || one == other,
          second.tokens == first.tokens || second.tokens == first.timeOfDay
        else { continue }
        return first.with(Array(separator.utf8), second.tokens)
      }
    }
    return nil
  }
}
