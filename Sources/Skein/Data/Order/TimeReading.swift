/// The times that the labels of all rows are.
struct TimeReading {
  let pattern: TimePattern
  /// One for each row, in 100 ns, as the labels say; clocks that were set back go on.
  private(set) var instants: Instants
  /// By how much a time may be rounded as it is written.
  let tolerance: Int
  /// Rows at which a clock was set back or forward by an hour.
  private(set) var clockChanges: [Int] = []

  /// A label that is no time of the pattern that others have.
  struct Stranger {
    var row: Int
    var count: Int
  }

  /// - Parameters:
  ///   - labels: of all rows.
  ///   - patterns: those that a sample of them fits.
  /// - Throws: `DataError.ambiguousTime` where two patterns make as much sense.
  static func read(
    _ labels: RowLabels, _ patterns: [TimePattern], file: String, column: String
  ) throws(DataError) -> (reading: TimeReading?, stranger: Stranger?) {
    var found: [(reading: TimeReading, order: Double, share: Double)] = []
    var stranger: Stranger?
    for pattern in patterns {
      let (reading, failed) = read(labels, pattern)
      guard let reading else {
        if stranger.map({ failed.count < $0.count }) ?? true { stranger = failed }
        continue
      }
      if found.contains(where: { $0.reading.instants.elementsEqual(reading.instants) }) { continue }
      found.append((reading, reading.order, reading.share))
    }
    guard var best = found.first else { return (nil, stranger) }
    var rival: (reading: TimeReading, order: Double, share: Double)?
    for other in found.dropFirst() {
      let difference = (other.order - best.order) + (other.share - best.share)
      if difference > 0.02 {
        best = other
        rival = nil
      } else if difference > -0.02 {
        rival = other
      }
    }
    if let rival {
      throw .ambiguousTime(
        file: file, column: column, value: labels[0], first: best.reading.pattern.notation,
        second: rival.reading.pattern.notation)
    }
    return (best.reading, nil)
  }

  private static func read(
    _ labels: RowLabels, _ pattern: TimePattern
  ) -> (reading: TimeReading?, failed: Stranger) {
    let instants = Instants(in: labels.space)
    var failed = Stranger(row: 0, count: 0)
    for row in 0..<labels.count {
      let time = labels.withBytes(row) { pattern.parse($0)?.time }
      if time == nil {
        if failed.count == 0 { failed.row = row }
        failed.count += 1
      }
      instants.append(time ?? 0)
    }
    if failed.count > 0 { return (nil, failed) }
    if !pattern.hasDate { unwrap(instants) }
    return (
      TimeReading(pattern: pattern, instants: instants, tolerance: pattern.tolerance(labels)),
      failed
    )
  }

  private init(pattern: TimePattern, instants: Instants, tolerance: Int) {
    self.pattern = pattern
    self.instants = instants
    self.tolerance = tolerance
  }

  /// Times of day that go on after midnight.
  private static func unwrap(_ instants: Instants) {
    var days = 0
    for row in instants.indices.dropFirst() {
      let time = instants[row] + days
      if time < instants[row - 1] - TimePattern.day / 2 { days += TimePattern.day }
      instants.add(days, to: row)
    }
  }

  /// The part of neighbours that ascend, or that descend, whichever is more.
  private var order: Double {
    guard instants.count > 1 else { return 1 }
    let up = zip(instants.dropFirst(), instants).count { $0 > $1 }
    let down = zip(instants.dropFirst(), instants).count { $0 < $1 }
    return Double(max(up, down)) / Double(instants.count - 1)
  }

  private var share: Double {
    let isDescending = (instants.first ?? 0) > (instants.last ?? 0)
    let known =
      isDescending ? Array(instants.suffix(20_000).reversed()) : Array(instants.prefix(20_001))
    return TimeStep.find(in: known, tolerance: tolerance)?.share ?? 0
  }

  // MARK: Clocks

  /// Lets time go on where a local clock was set back by an hour, on a Sunday night once in a year, and
  /// remembers where it was set forward.
  ///
  /// - Parameter step: the usual distance, an hour at most.
  mutating func mendClocks() {
    guard pattern.count == nil, !pattern.hasOffset, pattern.hasTime, pattern.hasDate else { return }
    let hour = 3600 * TimePattern.second
    var counts: [Int: Int] = [:]
    for (next, time) in zip(instants.dropFirst().prefix(2000), instants) where next > time {
      counts[next - time, default: 0] += 1
    }
    guard let step = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key,
      step <= hour
    else { return }
    var changes: [(row: Int, shift: Int)] = []
    var shift = 0
    var ascends = true
    var before = instants.first ?? 0
    for row in instants.indices.dropFirst() {
      let distance = instants[row] - instants[row - 1]
      let last = changes.last?.row
      if distance == step - hour, isChangeNight(instants[row]), isRare(row, last) {
        shift += hour
        changes.append((row, shift))
      } else if distance == step + hour, isChangeNight(instants[row - 1]), isRare(row, last) {
        shift -= hour
        changes.append((row, shift))
      }
      let time = instants[row] + shift
      if time <= before { ascends = false }
      before = time
    }
    guard !changes.isEmpty, ascends else { return }
    let ends = changes.dropFirst().map(\.row) + [instants.count]
    for (change, end) in zip(changes, ends) {
      for row in change.row..<end { instants.add(change.shift, to: row) }
    }
    clockChanges = changes.map(\.row)
  }

  /// Whether it is Sunday between midnight and four, in a month in which clocks are changed.
  private func isChangeNight(_ time: Int) -> Bool {
    let seconds = Int((Double(time) / Double(TimePattern.second)).rounded(.down))
    guard let date = CalendarDate(secondsFromEpoch: seconds) else { return false }
    return date.weekday == 6 && date.hour <= 4 && [3, 4, 9, 10, 11].contains(date.month)
  }

  private func isRare(_ row: Int, _ last: Int?) -> Bool {
    guard let last else { return true }
    return (instants[row] - instants[last]).magnitude > 100 * UInt(TimePattern.day)
  }

  mutating func replace(_ instants: Instants) { self.instants = instants }

  /// Takes some rows in another order.
  mutating func reorder(_ rows: [Int], in space: ColumnSpace?) {
    instants = Instants(rows.lazy.map { [instants] in instants[$0] }, in: space)
  }
}

extension TimePattern {
  /// By how much a time may be rounded as labels write it: their last digit.
  func tolerance(_ labels: RowLabels) -> Int {
    guard labels.count > 0 else { return 0 }
    let label = labels[0]
    guard let sign = label.lastIndex(where: { ".,".contains($0) }) else { return 0 }
    let digits = label[label.index(after: sign)...].prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0 else { return 0 }
    let isFraction =
      count != nil || tokens.contains { if case .fraction = $0 { true } else { false } }
    guard isFraction else { return 0 }
    var unit: Double =
      switch count {
      case .spreadsheetDays: Double(Self.day)
      case .milliseconds: 10_000
      case .microseconds: 10
      default: Double(Self.second)
      }
    for _ in 0..<digits { unit /= 10 }
    return max(Int(unit), 1)
  }
}
