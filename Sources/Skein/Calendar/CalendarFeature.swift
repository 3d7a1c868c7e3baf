/// What the calendar says of a time, as numbers for a model.
///
/// What goes round becomes a pair, sine and cosine of its part of the round, so that the last hour of a day
/// is beside the first one, in two columns. Days of a week are a column each, since a Sunday is not nearly a
/// Monday and a line of least squares can weigh each of them.
public enum CalendarFeature: String, Sendable, Hashable, Codable, CaseIterable {
  /// Of the hour.
  case minute
  /// Of the day.
  case hour
  case weekday
  /// 1 on Saturdays and Sundays.
  case weekend
  /// The day of the month.
  case monthday
  /// Of the year, as ISO 8601 counts them.
  case week
  case month, quarter
  /// The day of the year.
  case yearday

  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// The names of its columns.
  package var columns: [String] {
    switch self {
    case .weekday: Self.weekdays.map { "weekday \($0)" }
    case .weekend: ["weekend"]
    default: ["\(rawValue) sine", "\(rawValue) cosine"]
    }
  }

  /// The numbers of its columns at a time.
  package func values(_ date: CalendarDate) -> [Double] {
    switch self {
    case .weekday: return (0..<7).map { $0 == date.weekday ? 1 : 0 }
    case .weekend: return [date.weekday >= 5 ? 1 : 0]
    default:
      let (sine, cosine) = Numerics.circle(turn(date))
      return [sine, cosine]
    }
  }

  /// The part of the round that has passed.
  private func turn(_ date: CalendarDate) -> Double {
    let inHour = date.minute * 60 + date.second
    let inDay = date.hour * 3600 + inHour
    switch self {
    case .minute: return Double(inHour) / 3600
    case .hour: return Double(inDay) / 86_400
    case .weekday, .weekend: return 0
    case .monthday: return Double(date.day - 1) / Double(date.daysInMonth)
    case .week: return Double(date.week.week - 1) / 53
    case .month: return Double(date.month - 1) / 12
    case .quarter: return Double((date.month - 1) / 3) / 4
    case .yearday:
      return (Double(date.dayOfYear) + Double(inDay) / 86_400) / Double(date.daysInYear)
    }
  }

  /// Days after which it comes again.
  package var days: Double {
    switch self {
    case .minute: 1.0 / 24
    case .hour: 1
    case .weekday, .weekend: 7
    case .monthday: 30.4
    case .week, .month, .quarter, .yearday: 365.25
    }
  }
}
