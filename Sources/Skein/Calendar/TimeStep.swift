/// The distance between neighbouring times of a series that is taken at regular times.
package struct TimeStep: Sendable, Equatable, Codable {
  package enum Unit: Sendable, Equatable, Codable {
    /// A fixed time, in 100 ns, which need not be whole: a third of a second.
    case time(Double)
    /// So many months, on the same day of each or on its last day.
    case months(Int, toMonthEnd: Bool)
    /// From Monday to Friday, each day.
    case weekdays
  }

  package let unit: Unit
  /// The part of the distances that are one step, from 0 to 1.
  package let share: Double

  /// Distances that are looked at.
  private static let sampled = 20_000
  private static let day = Double(TimePattern.day)

  /// The step of ascending times; nil where fewer than four in five distances are alike.
  ///
  /// - Parameters:
  ///   - times: in 100 ns.
  ///   - tolerance: by how much a time may be rounded as it is written, in 100 ns.
  package static func find(in times: some RandomAccessCollection<Int>, tolerance: Int = 0)
    -> TimeStep?
  {
    let known = Array(times.prefix(sampled + 1))
    guard known.count >= 3 else { return nil }
    let distances = zip(known.dropFirst(), known).map { $0 - $1 }
    let (usual, share) = mode(distances)
    guard usual > 0 else { return nil }
    if usual >= 27 * TimePattern.day, let months = months(known) { return months }
    if share < 1, usual == TimePattern.day, let weekdays = weekdays(known) { return weekdays }
    if share >= 0.8 { return TimeStep(unit: .time(Double(usual)), share: share) }
    return tolerance > 0 ? rounded(known, distances, tolerance) : nil
  }

  /// The most frequent distance.
  private static func mode(_ distances: [Int]) -> (value: Int, share: Double) {
    var counts: [Int: Int] = [:]
    for distance in distances { counts[distance, default: 0] += 1 }
    let most = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let most else { return (0, 0) }
    return (most.key, Double(most.value) / Double(distances.count))
  }

  private static func months(_ times: [Int]) -> TimeStep? {
    let dates = times.compactMap { date($0) }
    guard dates.count == times.count, let first = dates.first else { return nil }
    let numbers = dates.map(\.monthsFromEpoch)
    let (usual, share) = mode(zip(numbers.dropFirst(), numbers).map { $0 - $1 })
    guard usual > 0, share >= 0.8 else { return nil }
    let sameTime = dates.allSatisfy { $0.hour == first.hour && $0.minute == first.minute }
    let atEnd = dates.allSatisfy(\.isMonthEnd)
    guard sameTime, atEnd || dates.allSatisfy({ $0.day == first.day }) else { return nil }
    return TimeStep(unit: .months(usual, toMonthEnd: atEnd), share: share)
  }

  private static func weekdays(_ times: [Int]) -> TimeStep? {
    let days = times.compactMap { date($0)?.weekday }
    guard days.count == times.count, days.allSatisfy({ $0 < 5 }) else { return nil }
    let steps = zip(times.dropFirst(), times).enumerated().count { index, pair in
      let distance = (pair.0 - pair.1) / TimePattern.day
      return distance == (days[index] == 4 ? 3 : 1)
    }
    let share = Double(steps) / Double(times.count - 1)
    return share >= 0.8 && days.contains(4) ? TimeStep(unit: .weekdays, share: share) : nil
  }

  /// A step of times that are rounded as they are written: a 24th of a day with five decimals.
  private static func rounded(_ times: [Int], _ distances: [Int], _ tolerance: Int) -> TimeStep? {
    let sorted = distances.sorted()
    let middle = sorted[sorted.count / 2]
    guard middle > 2 * tolerance else { return nil }
    let near = distances.count { abs($0 - middle) <= 2 * tolerance }
    guard Double(near) >= 0.8 * Double(distances.count) else { return nil }
    // Without the holes, each distance is one step.
    let sum = distances.reduce(0) { abs($1 - middle) <= 2 * tolerance ? $0 + Double($1) : $0 }
    var step = sum / Double(near)
    let slack = 2 * Double(tolerance) / Double(near) + 1
    for unit in [60 * Double(TimePattern.second), Double(TimePattern.second), 10_000] {
      let whole = (step / unit).rounded() * unit
      if whole > 0, abs(whole - step) <= slack {
        step = whole
        break
      }
    }
    return TimeStep(unit: .time(step), share: Double(near) / Double(distances.count))
  }

  private static func date(_ time: Int) -> CalendarDate? {
    CalendarDate(secondsFromEpoch: Int((Double(time) / Double(TimePattern.second)).rounded(.down)))
  }

  /// The time that is `count` steps after `time`; nil where there is none.
  package func time(after time: Int, _ count: Int) -> Int? {
    switch unit {
    case .time(let step):
      let sum = Double(time) + (Double(count) * step).rounded()
      return sum.magnitude < 9e18 ? time + Int((Double(count) * step).rounded()) : nil
    case .months(let months, let toMonthEnd):
      let (total, overflow) = months.multipliedReportingOverflow(by: count)
      guard !overflow, total.magnitude < 1_000_000,
        let date = Self.date(time)?
          .adding(months: total, toMonthEnd: toMonthEnd)
      else { return nil }
      return date.secondsFromEpoch * TimePattern.second
    case .weekdays:
      guard let day = Self.date(time)?.weekday, count < 1 << 40 else { return nil }
      // Whole weeks, then the rest with its weekend.
      let (weeks, rest) = count.quotientAndRemainder(dividingBy: 5)
      let days = 7 * weeks + rest + (min(day, 4) + rest > 4 ? 2 : 0)
      return time + days * TimePattern.day
    }
  }

  /// Steps without a row between two neighbouring times: 0 where they are one step apart.
  ///
  /// - Parameter tolerance: as for `find`.
  package func missing(from first: Int, to second: Int, tolerance: Int) -> Int {
    switch unit {
    case .time(let step):
      let steps = Double(second - first) / step
      let slack = max(0.01, 2 * Double(tolerance) / step)
      return steps > 1 + slack ? max(Int((steps - slack).rounded(.up)) - 1, 0) : 0
    case .months(let months, _):
      guard let a = Self.date(first), let b = Self.date(second) else { return 0 }
      return max((b.monthsFromEpoch - a.monthsFromEpoch - 1) / months, 0)
    case .weekdays:
      guard let a = Self.date(first), let b = Self.date(second) else { return 0 }
      let days = (b.secondsFromEpoch - a.secondsFromEpoch) / 86_400
      let weekends = (days + a.weekday + 1) / 7
      return max(days - 2 * weekends - 1, 0)
    }
  }

  /// How many steps a season of the calendar may have, the shorter first; empty where there is none.
  package var seasons: [Int] {
    switch unit {
    case .weekdays: return [5]
    case .months(let months, _): return months < 12 && 12 % months == 0 ? [12 / months] : []
    case .time(let step):
      let day = Self.day
      if step == 7 * day { return [52] }
      if step == day { return [7, 365] }
      // A day of hours or minutes, and a week of them.
      let steps = day / step
      guard steps > 1, steps <= 1440, steps == steps.rounded() else { return [] }
      return [Int(steps), 7 * Int(steps)]
    }
  }

  /// “hour”, “10 minutes”, “weekday”, “month”: what stands after “every”.
  package var name: String {
    switch unit {
    case .weekdays: return "weekday"
    case .months(let months, _):
      switch months {
      case 1: return "month"
      case 3: return "quarter"
      case 12: return "year"
      default: return months % 12 == 0 ? "\(months / 12) years" : "\(months) months"
      }
    case .time(let ticks):
      let seconds = ticks / Double(TimePattern.second)
      for (size, name) in [(604_800.0, "week"), (86_400, "day"), (3600, "hour"), (60, "minute")] {
        let count = seconds / size
        if count >= 1, count == count.rounded() {
          return count == 1 ? name : "\(Int(count)) \(name)s"
        }
      }
      if seconds == 1 { return "second" }
      return seconds >= 1 ? "\(Self.short(seconds)) s" : "\(Self.short(seconds * 1000)) ms"
    }
  }

  private static func short(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  /// What is missing: “500 hours”, “3 weekdays”.
  package func amount(_ count: Int) -> String {
    let isOne = name.first?.isNumber ?? false
    return isOne ? "\(count) × \(name)" : "\(count) \(name)\(count == 1 ? "" : "s")"
  }
}
