extension CalendarDate {
  /// Days from 1970-01-01 in the Gregorian calendar, carried back before its time.
  ///
  /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms" (days_from_civil).
  private var daysFromEpoch: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Seconds from 1970-01-01 00:00, every day 86,400 of them.
  package var secondsFromEpoch: Int {
    daysFromEpoch * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// The date that many seconds from 1970-01-01 00:00; nil outside the years 0 to 9999.
  package init?(secondsFromEpoch seconds: Int) {
    let limit = 400_000_000_000
    guard seconds.magnitude < limit else { return nil }
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    guard (0...9999).contains(year) else { return nil }
    self.init(
      year: year, month: month, day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1,
      hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
  }

  /// Months from January of the year 0.
  package var monthsFromEpoch: Int { year * 12 + month - 1 }

  /// Whether the next day begins another month.
  package var isMonthEnd: Bool { day == Self.length(ofMonth: month, year: year) }

  /// The same day and time some months later, or the last day of that month.
  ///
  /// Nil when that month is too short for the day, or the year has more than four digits.
  package func adding(months: Int, toMonthEnd: Bool) -> CalendarDate? {
    let total = monthsFromEpoch + months
    guard total >= 0, total < 120_000 else { return nil }
    var date = self
    date.year = total / 12
    date.month = total % 12 + 1
    let length = Self.length(ofMonth: date.month, year: date.year)
    if toMonthEnd { date.day = length }
    return date.day <= length ? date : nil
  }

  /// Whether the calendar has such a day, in the years 0 to 9999, and the day such a time.
  package var exists: Bool {
    (0...9999).contains(year) && (1...12).contains(month)
      && (1...Self.length(ofMonth: month, year: year)).contains(day)
      && (0..<24).contains(hour) && (0..<60).contains(minute) && (0..<60).contains(second)
  }

  static func length(ofMonth month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// The date written as `example`, a text that `init(_:)` reads, was written.
  package func text(like example: String) -> String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let fields = [month, day, hour, minute, second].map { padded($0, 2) }
    var digits = (padded(year, 4) + fields.joined()).makeIterator()
    // Digits beyond those are fractions of a second, which stay.
    return String(example.map { $0.isNumber ? digits.next() ?? $0 : $0 })
  }
}
