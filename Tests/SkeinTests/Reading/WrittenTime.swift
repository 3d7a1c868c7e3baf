import Foundation

/// A moment as other programs write it, with a calendar of its own, so that the reader's is not asked what
/// it has to find out.
struct WrittenTime {
  /// Seconds from 1970-01-01 00:00.
  let seconds: Int
  private let year: Int
  private let month: Int
  private let day: Int

  /// - Parameter seconds: after the beginning of 2021, a Friday.
  init(_ seconds: Int) {
    self.init(unix: 1_609_459_200 + seconds)
  }

  init(unix seconds: Int) {
    self.seconds = seconds
    var days = Int((Double(seconds) / 86_400).rounded(.down))
    var year = 1970
    while days < 0 {
      year -= 1
      days += Self.days(year)
    }
    while days >= Self.days(year) {
      days -= Self.days(year)
      year += 1
    }
    var month = 1
    while days >= Self.days(month, year) {
      days -= Self.days(month, year)
      month += 1
    }
    (self.year, self.month, day) = (year, month, days + 1)
  }

  /// The first day of a month, so many months after January of a year.
  init(month: Int, of year: Int) {
    let (target, number) = (year + month / 12, month % 12 + 1)
    var days = 0
    for year in min(target, 1970)..<max(target, 1970) {
      days += target < 1970 ? -Self.days(year) : Self.days(year)
    }
    for month in 1..<number { days += Self.days(month, target) }
    self.init(unix: days * 86_400)
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func days(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

  private static func days(_ month: Int, _ year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// The moment in a form in which letters stand for its parts: Y 2021, y 21, m and n the month with and
  /// without a zero in front, d and e the day, H and G the hour, I and l that of twelve, M the minute, S
  /// the second, p AM or PM, b and B the month's name, u and t unix seconds and milliseconds. All else
  /// stands for itself.
  func text(_ form: String) -> String {
    let second = ((seconds % 86_400) + 86_400) % 86_400
    let (hour, minute) = (second / 3600, second / 60 % 60)
    let half = (hour + 11) % 12 + 1
    return form.reduce(into: "") { text, letter in
      switch letter {
      case "Y": text += String(year)
      case "y": text += Self.two(year % 100)
      case "m": text += Self.two(month)
      case "n": text += String(month)
      case "d": text += Self.two(day)
      case "e": text += String(day)
      case "H": text += Self.two(hour)
      case "G": text += String(hour)
      case "I": text += Self.two(half)
      case "l": text += String(half)
      case "M": text += Self.two(minute)
      case "S": text += Self.two(second % 60)
      case "p": text += hour < 12 ? "AM" : "PM"
      case "b": text += String(Self.months[month - 1].prefix(3))
      case "B": text += Self.months[month - 1]
      case "u": text += String(seconds)
      case "t": text += String(seconds * 1000)
      default: text.append(letter)
      }
    }
  }
}
