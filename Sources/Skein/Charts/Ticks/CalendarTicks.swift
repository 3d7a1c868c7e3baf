/// Ticks at round dates: the first row of every nth year, month, day, hour, minute or second.
enum CalendarTicks {
  enum Unit: Int, CaseIterable {
    case second, minute, hour, day, month, year
  }

  /// From fine to coarse; days restart with each month, so 10 means the 1st, 11th and 21st.
  private static let steps: [(unit: Unit, step: Int)] = [
    (.second, 1), (.second, 5), (.second, 15), (.second, 30),
    (.minute, 1), (.minute, 5), (.minute, 15), (.minute, 30),
    (.hour, 1), (.hour, 3), (.hour, 6), (.hour, 12),
    (.day, 1), (.day, 2), (.day, 5), (.day, 10), (.day, 15),
    (.month, 1), (.month, 3), (.month, 6),
    (.year, 1), (.year, 2), (.year, 5), (.year, 10), (.year, 20), (.year, 50), (.year, 100),
    (.year, 200), (.year, 500), (.year, 1000), (.year, 2000), (.year, 5000),
  ]

  /// The dates of `labels`, or nil if one is no date or they do not ascend.
  static func dates(_ labels: ArraySlice<String>) -> [CalendarDate]? {
    var dates: [CalendarDate] = []
    for label in labels {
      guard let date = CalendarDate(label) else { return nil }
      if let last = dates.last, date < last { return nil }
      dates.append(date)
    }
    return dates
  }

  /// The dates, or nil if they do not ascend.
  static func ascending(_ dates: [CalendarDate]) -> [CalendarDate]? {
    zip(dates.dropFirst(), dates).allSatisfy { $0 >= $1 } ? dates : nil
  }

  /// The finest ticks of which at most `count` fall on `dates`; the last resort is the first row.
  static func choose(_ dates: [CalendarDate], firstRow: Int, atMost count: Int) -> [RowLabel] {
    let finest = finestUnit(dates)
    for (unit, step) in steps where unit.rawValue >= finest.rawValue {
      let places = rows(dates, unit, step)
      guard places.count <= count else { continue }
      // Too coarse for data this short, such as two days of one month: name its ends instead.
      if places.count < min(dates.count, 2) { break }
      return labels(places, dates, unit, firstRow)
    }
    let ends = dates.count > 1 && count > 1 ? [0, dates.count - 1] : [0]
    return labels(ends, dates, finest, firstRow)
  }

  /// The rows at which the `step`th `unit` begins.
  private static func rows(_ dates: [CalendarDate], _ unit: Unit, _ step: Int) -> [Int] {
    dates.indices.filter { row in
      let date = dates[row]
      let slot = slot(date, unit, step)
      if row > 0 { return slot != self.slot(dates[row - 1], unit, step) }
      // The first row has no row before it: it is a tick only if it lies on the boundary.
      return isBoundary(date, unit, step)
    }
  }

  /// A number for the stretch that `date` lies in, different for neighbouring stretches.
  private static func slot(_ date: CalendarDate, _ unit: Unit, _ step: Int) -> Int {
    let month = date.year * 12 + date.month - 1
    // The last stretch of a month takes the days beyond it: no tick at the 31st for step 10.
    let lastStretch = step == 1 ? 30 : max(30 / step - 1, 0)
    let stretch = min((date.day - 1) / step, lastStretch)
    let day = month * 31 + date.day - 1
    let minute = (day * 24 + date.hour) * 60 + date.minute
    switch unit {
    case .year: return date.year / step
    case .month: return month / step
    case .day: return month * 31 + stretch
    case .hour: return day * 24 + date.hour / step * step
    case .minute: return minute - date.minute % step
    case .second: return minute * 60 + date.second / step * step
    }
  }

  private static func isBoundary(_ date: CalendarDate, _ unit: Unit, _ step: Int) -> Bool {
    let fields: [(unit: Unit, value: Int)] = [
      (.second, date.second), (.minute, date.minute), (.hour, date.hour), (.day, date.day - 1),
      (.month, date.month - 1), (.year, date.year),
    ]
    return fields.allSatisfy { field in
      if field.unit.rawValue < unit.rawValue { return field.value == 0 }
      return field.unit != unit || field.value % step == 0
    }
  }

  /// The finest unit in which these dates differ.
  private static func finestUnit(_ dates: [CalendarDate]) -> Unit {
    let finest = Unit.allCases.first { unit in
      dates.contains { field($0, unit) != field(dates[0], unit) }
    }
    return finest ?? .day
  }

  private static func field(_ date: CalendarDate, _ unit: Unit) -> Int {
    switch unit {
    case .second: date.second
    case .minute: date.minute
    case .hour: date.hour
    case .day: date.day
    case .month: date.month
    case .year: date.year
    }
  }

  private static func labels(
    _ rows: [Int], _ dates: [CalendarDate], _ unit: Unit, _ firstRow: Int
  ) -> [RowLabel] {
    var last: String?
    return rows.map { row in
      let (text, context) = texts(dates[row], unit)
      defer { last = context }
      return RowLabel(
        row: firstRow + row, text: text, context: context == last ? nil : context)
    }
  }

  static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func texts(
    _ date: CalendarDate, _ unit: Unit
  ) -> (text: String, context: String?) {
    let month = months[date.month - 1]
    let day = "\(date.day) \(month) \(date.year)"
    let time = "\(twoDigits(date.hour)):\(twoDigits(date.minute))"
    switch unit {
    case .year: return ("\(date.year)", nil)
    case .month: return (month, "\(date.year)")
    case .day: return ("\(date.day)", "\(month) \(date.year)")
    case .hour, .minute: return (time, day)
    case .second: return ("\(time):\(twoDigits(date.second))", day)
    }
  }

  static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
