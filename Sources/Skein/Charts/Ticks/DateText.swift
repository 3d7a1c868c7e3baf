/// Dates as people write them, all as precise as the most precise of them needs: `2010`, `Dec 2010`,
/// `7 Dec 2010`, `7 Dec 2010 18:30`.
package struct DateText: Sendable {
  private let finest: CalendarTicks.Unit

  /// - Parameter dates: those that are written, or as many others of their kind.
  package init(like dates: [CalendarDate]) {
    finest =
      if dates.contains(where: { $0.second != 0 }) {
        .second
      } else if dates.contains(where: { $0.hour != 0 || $0.minute != 0 }) {
        .minute
      } else if dates.contains(where: { $0.day != 1 }) {
        .day
      } else if dates.contains(where: { $0.month != 1 }) {
        .month
      } else {
        .year
      }
  }

  package func text(_ date: CalendarDate) -> String {
    let month = "\(CalendarTicks.months[date.month - 1]) \(date.year)"
    let day = "\(date.day) \(month)"
    let time = "\(CalendarTicks.twoDigits(date.hour)):\(CalendarTicks.twoDigits(date.minute))"
    return switch finest {
    case .year: "\(date.year)"
    case .month: month
    case .day: day
    case .hour, .minute: "\(day) \(time)"
    case .second: "\(day) \(time):\(CalendarTicks.twoDigits(date.second))"
    }
  }
}
