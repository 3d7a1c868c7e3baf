/// Rows on their way from a file to a series: their values, labels and which of them belong together.
struct RowTable {
  private(set) var storage: SeriesStorage<Double>
  private(set) var labels: RowLabels?
  /// The rows of each series.
  private(set) var groups: [Range<Int>]
  let width: Int

  var count: Int { storage.count / max(width, 1) }

  init(storage: SeriesStorage<Double>, labels: RowLabels?, groups: [Range<Int>], width: Int) {
    self.storage = storage
    self.labels = labels
    self.groups = groups
    self.width = width
  }

  /// Values that are missing.
  var missingCount: Int { storage.values.reduce(0) { $1.isNaN ? $0 + 1 : $0 } }

  private func room(_ rows: Int, _ file: String) throws(DataError) -> SeriesStorage<Double> {
    let bytes = 8 * rows * width
    try ReadingMemory.check(bytes, for: file)
    let storage = SeriesStorage<Double>()
    guard storage.reserve(rows * width), storage.append(rows * width) != nil else {
      throw ReadingMemory.refused(bytes, for: file)
    }
    return storage
  }

  /// The rows of `order`, some of which are the mean of several.
  func reordered(
    _ order: [Int], means: [(place: Int, rows: [Int])], groups: [Range<Int>], file: String
  ) throws(DataError) -> RowTable {
    let copy = try room(order.count, file)
    for (row, source) in order.enumerated() {
      for column in 0..<width {
        copy.base[row * width + column] = storage.base[source * width + column]
      }
    }
    for (place, rows) in means {
      for column in 0..<width {
        let known = rows.map { storage.base[$0 * width + column] }.filter { !$0.isNaN }
        copy.base[place * width + column] =
          known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
      }
    }
    return RowTable(
      storage: copy, labels: labels?.reordered(order), groups: groups, width: width)
  }

  /// Makes a row without values for each time that is missing, and returns the times of all.
  mutating func insert(
    _ gaps: [GapSearch.Gap], _ times: TimeReading, _ step: TimeStep, file: String
  ) throws(DataError) -> TimeReading {
    let made = gaps.reduce(0) { $0.addingReportingOverflow($1.missing).partialValue }
    guard made >= 0, made < 1 << 40 else {
      throw ReadingMemory.refused(.max, for: file)
    }
    let copy = try room(count + made, file)
    var missing: [Int: Int] = [:]
    for gap in gaps { missing[gap.row] = gap.missing }
    var texts: [(row: Int?, text: String)] = []
    var instants: [Int] = []
    var newGroups: [Range<Int>] = []
    var target = 0
    for group in groups {
      let begin = target
      for row in group {
        for column in 0..<width {
          copy.base[target * width + column] = storage.base[row * width + column]
        }
        texts.append((row, ""))
        instants.append(times.instants[row])
        target += 1
        for number in 0..<(missing[row] ?? 0) {
          for column in 0..<width { copy.base[target * width + column] = .nan }
          let time = step.time(after: times.instants[row], number + 1) ?? times.instants[row]
          let label = labels?[row] ?? ""
          texts.append((nil, times.pattern.text(time, like: label) ?? label))
          instants.append(time)
          target += 1
        }
      }
      newGroups.append(begin..<target)
    }
    labels = labels?.replacing(texts)
    storage = copy
    groups = newGroups
    return times.with(instants)
  }

  /// Leaves only some rows, whose values were moved together already; returns what is left of `runs`.
  mutating func keep(_ isKept: [Bool], runs: [Range<Int>]) -> [Range<Int>] {
    var kept: [Int] = []
    var place = [Int](repeating: 0, count: isKept.count + 1)
    for row in isKept.indices {
      place[row] = kept.count
      if isKept[row] { kept.append(row) }
    }
    place[isKept.count] = kept.count
    storage.truncate(to: kept.count * width)
    labels = labels?.reordered(kept)
    groups = groups.map { place[$0.lowerBound]..<place[$0.upperBound] }
    return runs.map { place[$0.lowerBound]..<place[$0.upperBound] }
  }
}

extension TimeReading {
  /// The same for other rows.
  func with(_ instants: [Int]) -> TimeReading {
    var copy = self
    copy.replace(instants)
    return copy
  }
}
