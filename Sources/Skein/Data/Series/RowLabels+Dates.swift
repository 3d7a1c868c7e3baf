import Foundation

extension RowLabels {
  /// Labels from moments, written as dates and times of day of a time zone.
  ///
  /// All are as precise as the most precise of them needs: `2024-03-31`, `2024-03-31 18:30`, with
  /// seconds, or with milliseconds.
  ///
  /// - Parameters:
  ///   - dates: one for each row.
  ///   - timeZone: nil is UTC. One with daylight saving repeats an hour every autumn, and labels that
  ///     do not ascend are no dates for a chart.
  /// - Throws: `DataError.invalidLabel` for a moment outside the years 0 to 9999.
  public init(_ dates: [Date], in timeZone: TimeZone? = nil) throws(DataError) {
    var moments: [LabelDate] = []
    moments.reserveCapacity(dates.count)
    for (row, date) in dates.enumerated() {
      let seconds = date.timeIntervalSince1970
      let local = seconds + Double(timeZone?.secondsFromGMT(for: date) ?? 0)
      guard local.magnitude < 4e11 else { throw Self.outside(row, "\(seconds) s after 1970") }
      // A double holds today's moments to a quarter of a microsecond.
      let milliseconds = Int((local * 1000).rounded())
      let whole = milliseconds.quotientAndRemainder(dividingBy: 1000)
      let isBefore = whole.remainder < 0
      guard
        let calendar = CalendarDate(secondsFromEpoch: whole.quotient - (isBefore ? 1 : 0))
      else { throw Self.outside(row, "\(seconds) s after 1970") }
      moments.append(
        LabelDate(date: calendar, milliseconds: whole.remainder + (isBefore ? 1000 : 0)))
    }
    self.init(moments.texts)
  }

  /// Labels from years, months, days and times of day of the Gregorian calendar; other components
  /// are not looked at.
  ///
  /// All are as precise as the most precise of them: `2024`, `2024-03`, `2024-03-31`, with hours and
  /// minutes, with seconds, or with milliseconds.
  ///
  /// - Throws: `DataError.invalidLabel` for components without a year or of no date that exists.
  public init(_ dates: [DateComponents]) throws(DataError) {
    var moments: [LabelDate] = []
    moments.reserveCapacity(dates.count)
    for (row, date) in dates.enumerated() {
      guard let year = date.year else {
        throw .invalidLabel(row: row + 1, value: "", remedy: "give each date at least a year")
      }
      let fields = [
        date.month, date.day, date.hour, date.minute, date.second, date.nanosecond,
      ]
      let calendar = CalendarDate(
        year: year, month: date.month ?? 1, day: date.day ?? 1, hour: date.hour ?? 0,
        minute: date.minute ?? 0, second: date.second ?? 0)
      let nanosecond = date.nanosecond ?? 0
      guard calendar.exists, (0..<1_000_000_000).contains(nanosecond) else {
        throw .invalidLabel(
          row: row + 1,
          value: ([year] + fields.prefix(5).map { $0 ?? 0 }).map(String.init)
            .joined(separator: "-"),
          remedy: "give a date of the Gregorian calendar in the years 0 to 9999")
      }
      let finest = fields.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
      moments.append(
        LabelDate(
          date: calendar, milliseconds: nanosecond / 1_000_000,
          precision: LabelDate.Precision(rawValue: finest) ?? .millisecond))
    }
    self.init(moments.texts)
  }

  private static func outside(_ row: Int, _ moment: String) -> DataError {
    .invalidLabel(
      row: row + 1, value: moment, remedy: "give moments in the years 0 to 9999")
  }
}

/// A date on its way to a label.
private struct LabelDate {
  /// What a label says to the last part.
  enum Precision: Int, Comparable {
    case year, month, day, hour, minute, second, millisecond

    static func < (a: Precision, b: Precision) -> Bool { a.rawValue < b.rawValue }
  }

  let date: CalendarDate
  let milliseconds: Int
  let precision: Precision

  init(date: CalendarDate, milliseconds: Int, precision: Precision) {
    self.date = date
    self.milliseconds = milliseconds
    self.precision = precision
  }

  /// As precise as needed, days at least.
  init(date: CalendarDate, milliseconds: Int) {
    let precision: Precision =
      if milliseconds > 0 {
        .millisecond
      } else if date.second > 0 {
        .second
      } else if date.hour > 0 || date.minute > 0 {
        .minute
      } else {
        .day
      }
    self.init(date: date, milliseconds: milliseconds, precision: precision)
  }

  func text(_ precision: Precision) -> String {
    let example = "2000-01-01 00:00:00"
    let length =
      switch precision {
      case .year: 4
      case .month: 7
      case .day: 10
      case .hour, .minute: 16
      case .second, .millisecond: 19
      }
    let text = date.text(like: String(example.prefix(length)))
    guard precision == .millisecond else { return text }
    return text + "." + String(1000 + milliseconds).dropFirst()
  }
}

extension [LabelDate] {
  /// All in one form.
  fileprivate var texts: [String] {
    let precision = map(\.precision).max() ?? .day
    return map { $0.text(precision) }
  }
}
