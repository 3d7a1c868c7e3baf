extension Series {
  /// The labels of the next `count` rows, if the time labels are evenly spaced: times a fixed time,
  /// months or weekdays apart, in the form in which they are written, or whole numbers a fixed distance
  /// apart.
  ///
  /// The last hundred labels decide. Nil without time labels, when they are uneven, or when the
  /// years would grow beyond four digits.
  package func labelsAfterEnd(_ count: Int) -> [String]? {
    guard hasTimeLabels, rows >= 3, count >= 1 else { return nil }
    let first = max(runs.last?.lowerBound ?? 0, rows - 100)
    let known = (first..<rows).map(rowLabel)
    if let times = timesAfter(known, count) { return times }
    // A time that goes on nowhere, such as after the year 9999, is no number that does.
    guard times == nil, TimePattern.search(known).isEmpty || known.allSatisfy({ $0.utf8.count < 4 })
    else { return nil }
    let numbers = known.compactMap { Int($0) }
    guard numbers.count == known.count else { return nil }
    return Self.numbers(after: numbers, count)?.map { String($0) }
  }

  /// Whether the labels are times whose form is known, so that only their distances keep them from going
  /// on.
  package var hasKnownTimes: Bool {
    guard hasTimeLabels, rows > 0 else { return false }
    if times != nil { return true }
    return !TimePattern.search((max(0, rows - 100)..<rows).map(rowLabel)).isEmpty
  }

  /// The dates that labels of this series say, by its clock; nil where they say none.
  package func dates(of labels: [String]) -> [CalendarDate]? {
    guard let pattern = times?.pattern, pattern.hasDate else { return nil }
    let dates = labels.compactMap { pattern.date($0) }
    return dates.count == labels.count ? dates : nil
  }

  private func timesAfter(_ known: [String], _ count: Int) -> [String]? {
    guard let last = known.last else { return nil }
    let patterns = times.map { [$0.pattern] } ?? TimePattern.search(known)
    for pattern in patterns {
      let instants = known.compactMap { pattern.time($0) }
      guard instants.count == known.count, let end = instants.last else { continue }
      let tolerance = pattern.tolerance(RowLabels(known))
      guard let step = TimeStep.find(in: instants, tolerance: tolerance),
        step.share == 1 || times != nil,
        instants.count < 2
          || step.missing(from: instants[instants.count - 2], to: end, tolerance: tolerance) == 0
      else { continue }
      let texts = (1...count).map { number in
        step.time(after: end, number).flatMap { pattern.text($0, like: last) }
      }
      let whole = texts.compactMap { $0 }
      if whole.count == count, pattern.time(whole[count - 1]) != nil { return whole }
    }
    return nil
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
