extension Series {
  /// The labels of the next `count` rows, if the time labels are evenly spaced: dates a fixed number
  /// of seconds, days, months or years apart, or whole numbers a fixed distance apart.
  ///
  /// The last hundred labels decide. Nil without time labels, when they are uneven, or when the
  /// years would grow beyond four digits.
  package func labelsAfterEnd(_ count: Int) -> [String]? {
    guard hasTimeLabels, rows >= 3 else { return nil }
    let known = (max(0, rows - 100)..<rows).map(rowLabel)
    guard let last = known.last else { return nil }
    let numbers = known.compactMap { Int($0) }
    let dates = known.compactMap { CalendarDate($0) }
    if dates.count == known.count {
      return Self.dates(after: dates, count).map { $0.map { $0.text(like: last) } }
    }
    guard numbers.count == known.count else { return nil }
    return Self.numbers(after: numbers, count)?.map { String($0) }
  }

  private static func dates(after known: [CalendarDate], _ count: Int) -> [CalendarDate]? {
    guard let last = known.last else { return nil }
    let future: [CalendarDate?]
    if let step = evenStep(known.map(\.secondsFromEpoch)), step > 0 {
      future = (1...max(count, 1)).map {
        CalendarDate(secondsFromEpoch: last.secondsFromEpoch + $0 * step)
      }
    } else if let step = evenStep(known.map(\.monthsFromEpoch)), step > 0 {
      // Months differ in length: the same day of each, or the last day of each.
      let isMonthEnd = known.allSatisfy(\.isMonthEnd)
      guard isMonthEnd || known.allSatisfy({ $0.day == last.day }) else { return nil }
      future = (1...max(count, 1)).map { last.adding(months: $0 * step, toMonthEnd: isMonthEnd) }
    } else {
      return nil
    }
    let whole = future.compactMap { $0 }
    return whole.count == future.count ? Array(whole.prefix(count)) : nil
  }

  private static func numbers(after known: [Int], _ count: Int) -> [Int]? {
    guard let step = evenStep(known), step != 0, var next = known.last else { return nil }
    var future: [Int] = []
    for _ in 0..<count {
      let (sum, overflow) = next.addingReportingOverflow(step)
      if overflow { return nil }
      future.append(sum)
      next = sum
    }
    return future
  }

  /// The distance between neighbours, if it is the same throughout.
  private static func evenStep(_ values: [Int]) -> Int? {
    guard values.count >= 2 else { return nil }
    let (step, overflow) = values[1].subtractingReportingOverflow(values[0])
    guard !overflow else { return nil }
    for index in 2..<max(values.count, 2) {
      let (difference, overflow) = values[index].subtractingReportingOverflow(values[index - 1])
      if overflow || difference != step { return nil }
    }
    return step
  }
}
