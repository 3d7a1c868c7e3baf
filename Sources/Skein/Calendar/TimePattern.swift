/// How the times of a table are written: `dd.mm.yyyy HH:MM`, `yyyy-mm-ddTHH:MM:SSZ`, unix seconds.
///
/// Own code. Foundation's `DateFormatter` and `Date.ParseStrategy` take a pattern that must be known,
/// need microseconds for each date, and round to doubles; none of the kept packages finds a pattern by
/// evidence. The calendar's arithmetic is `CalendarDate`'s.
package struct TimePattern: Sendable, Hashable, Codable {
  /// 100 ns, the least difference of two times that is kept.
  package static let second = 10_000_000
  package static let day = 86_400 * second

  enum Field: Sendable, Codable { case month, day, hour, hour12, minute, second, quarter, week }

  /// How many digits a field has.
  enum Width: Sendable, Codable {
    /// Two, because another field follows without a sign between them.
    case fixed
    /// One or two when read; two, with a zero in front, when written.
    case padded
    /// One or two when read; as few as there are when written.
    case plain
  }

  enum Token: Sendable, Hashable, Codable {
    /// Four digits, two (1969 to 2068), or one to four.
    case year(digits: Int)
    case number(Field, Width)
    case monthName, weekdayName
    /// AM or PM.
    case half
    /// A sign and digits that may be missing; so many when written.
    case fraction(digits: Int)
    /// Z, UTC, GMT, or hours and perhaps minutes from UTC.
    case offset
    case literal(UInt8)
  }

  /// What a number counts, where the whole label is one.
  package enum Count: String, Sendable, CaseIterable, Codable {
    case seconds = "unix seconds"
    case milliseconds = "unix milliseconds"
    case microseconds = "unix microseconds"
    case nanoseconds = "unix nanoseconds"
    /// Days from 1899-12-30, as spreadsheets count them since March 1900.
    case spreadsheetDays = "spreadsheet days"
  }

  var tokens: [Token]
  /// Set where the label is a number; there are no tokens then.
  package var count: Count?
  /// What follows where the label says an end as well: `00:00 - 01:00`.
  var span: Span?

  init(tokens: [Token]) { self.tokens = tokens }
  package init(_ count: Count) {
    tokens = []
    self.count = count
  }

  /// Whether days, months or years are all that it says of a date.
  package var hasTime: Bool {
    count != nil
      || tokens.contains {
        if case .number(let field, _) = $0 { return field == .hour || field == .hour12 }
        return false
      }
  }

  /// Whether it says a year, so that times of different days differ.
  package var hasDate: Bool {
    count != nil
      || tokens.contains { if case .year = $0 { return true } else { return false } }
  }

  /// Whether the hour is the last that it says, so that a number might stand for it.
  var endsWithHour: Bool {
    if case .number(.hour, _) = tokens.last { return span == nil }
    return false
  }

  package var hasOffset: Bool { count != nil || tokens.contains(.offset) }

  /// Whether neither a day nor a week is said.
  package var isMonthly: Bool {
    count == nil
      && !tokens.contains {
        if case .number(let field, _) = $0 { return field != .month && field != .quarter }
        return false
      }
  }
}

extension TimePattern {
  /// A moment that was read.
  package struct Moment: Sendable {
    /// From 1970-01-01 00:00, as written, or of UTC where the offset is told; in 100 ns.
    package var time: Int
    /// Seconds that the clock is ahead of UTC.
    package var offset = 0
    /// Where the offset stands in the text.
    var offsetRange = 0..<0
  }

  package func time(_ text: String) -> Int? {
    var text = text
    return text.withUTF8 { parse($0)?.time }
  }

  /// Reads a whole label; nil where it is written otherwise or names no moment of the years 0 to 9999.
  ///
  /// Cost: some nanoseconds a byte.
  package func parse(_ text: UnsafeBufferPointer<UInt8>) -> Moment? {
    if let count { return Self.number(text, count).map { Moment(time: $0) } }
    var cursor = LabelCursor(text)
    var parts = Parts()
    for token in tokens {
      guard parts.take(token, &cursor) else { return nil }
    }
    if let span {
      guard cursor.take(span.separator) else { return nil }
      var end = Parts()
      for token in span.tokens {
        guard end.take(token, &cursor) else { return nil }
      }
      guard end.moment != nil else { return nil }
    }
    return cursor.isAtEnd ? parts.moment : nil
  }

  /// Where the tokens end in a text that begins with them, whatever its fields say.
  func end(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    var cursor = LabelCursor(text)
    var parts = Parts()
    for token in tokens {
      guard parts.take(token, &cursor) else { return nil }
    }
    return cursor.position
  }
}

/// The fields of one label while it is read.
private struct Parts {
  var date = CalendarDate(year: 1970)
  var fraction = 0
  var isAfternoon: Bool?
  var week: Int?
  var offset: Int?
  var offsetRange = 0..<0

  mutating func take(_ token: TimePattern.Token, _ cursor: inout LabelCursor) -> Bool {
    switch token {
    case .literal(let byte):
      return cursor.take(byte)
    case .year(let digits):
      guard let year = cursor.digits(atMost: digits == 1 ? 4 : digits),
        digits == 1 ? year.count > 0 : year.count == digits
      else { return false }
      date.year = digits == 2 ? (year.value < 69 ? 2000 : 1900) + year.value : year.value
      return true
    case .number(let field, let width):
      guard let digits = cursor.digits(atMost: 2), digits.count > 0,
        width != .fixed || digits.count == 2
      else { return false }
      return set(field, digits.value)
    case .monthName:
      guard let month = TimeNames.month(cursor.word()) else { return false }
      date.month = month
      return true
    case .weekdayName:
      return TimeNames.isWeekday(cursor.word())
    case .half:
      switch cursor.word().lowercased() {
      case "am", "a": isAfternoon = false
      case "pm", "p": isAfternoon = true
      default: return false
      }
      // a.m. and a. m. as well
      if cursor.take(Array(".m".utf8)) || cursor.take(Array(". m".utf8)) { _ = cursor.take(".") }
      return true
    case .fraction:
      guard cursor.peek == 0x2E || cursor.peek == 0x2C else { return true }
      cursor.position += 1
      guard let digits = cursor.digits(atMost: 12), digits.count > 0 else { return false }
      var value = digits.value
      for _ in min(digits.count, 7)..<7 { value *= 10 }
      for _ in 7..<max(digits.count, 7) { value /= 10 }
      fraction = value
      return true
    case .offset:
      let start = cursor.position
      guard let seconds = cursor.offset() else { return false }
      offset = seconds
      offsetRange = start..<cursor.position
      return true
    }
  }

  private mutating func set(_ field: TimePattern.Field, _ value: Int) -> Bool {
    switch field {
    case .month: date.month = value
    case .day: date.day = value
    case .hour, .hour12: date.hour = value
    case .minute: date.minute = value
    case .second: date.second = value
    case .quarter:
      guard (1...4).contains(value) else { return false }
      date.month = 3 * value - 2
    case .week:
      guard (1...53).contains(value) else { return false }
      week = value
    }
    return true
  }

  var moment: TimePattern.Moment? {
    var date = date
    if let isAfternoon {
      guard (1...12).contains(date.hour) else { return nil }
      date.hour = date.hour % 12 + (isAfternoon ? 12 : 0)
    }
    // 24:00 ends a day, and a leap second ends a minute.
    let isMidnight = date.hour == 24 && date.minute == 0 && date.second == 0
    if isMidnight { date.hour = 0 }
    let isLeap = date.second == 60
    if isLeap { date.second = 59 }
    guard date.exists else { return nil }
    var seconds = date.secondsFromEpoch
    if isMidnight { seconds += 86_400 }
    if isLeap { seconds += 1 }
    if let week { seconds = CalendarDate.monday(ofWeek: week, year: date.year).secondsFromEpoch }
    return TimePattern.Moment(
      time: (seconds - (offset ?? 0)) * TimePattern.second + fraction, offset: offset ?? 0,
      offsetRange: offsetRange)
  }
}

extension CalendarDate {
  /// 0 for Monday to 6 for Sunday.
  package var weekday: Int {
    let days = Int((Double(secondsFromEpoch) / 86_400).rounded(.down))
    return ((days + 3) % 7 + 7) % 7
  }

  /// The Monday that begins a week of ISO 8601: week 1 has the year's first Thursday.
  static func monday(ofWeek week: Int, year: Int) -> CalendarDate {
    let fourth = CalendarDate(year: year, month: 1, day: 4)
    let seconds = fourth.secondsFromEpoch + (7 * (week - 1) - fourth.weekday) * 86_400
    return CalendarDate(secondsFromEpoch: seconds) ?? fourth
  }

  /// The week of ISO 8601 that a day lies in, and the year that the week belongs to.
  var week: (year: Int, week: Int) {
    let thursday = secondsFromEpoch + (3 - weekday) * 86_400
    guard let date = CalendarDate(secondsFromEpoch: thursday) else { return (year, 1) }
    let first = CalendarDate(year: date.year)
    return (date.year, (thursday - first.secondsFromEpoch) / 604_800 + 1)
  }
}
