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
  var missingCount: Int {
    var count = 0
    storage.forEachBlock(of: 0..<storage.count, width: max(width, 1)) { indices in
      for index in indices where storage.base[index].isNaN { count += 1 }
    }
    return count
  }

  /// Room for so many rows, whose labels may be as long as all that are there.
  private func room(_ rows: Int, _ file: String) throws(DataError) -> SeriesStorage<Double> {
    let bytes = 8 * rows * width + (labels?.byteCount ?? 0)
    if !storage.isMapped { try ReadingMemory.check(bytes, for: file) }
    let copy = SeriesStorage<Double>(in: storage.space)
    guard copy.reserve(rows * width) else {
      throw storage.space?.failure.map { .columnFile(file: file, $0) }
        ?? ReadingMemory.refused(bytes, for: file)
    }
    return copy
  }

  /// The values of a new last row of `copy`, which has room for it.
  private func appendRow(to copy: SeriesStorage<Double>) -> UnsafeMutablePointer<Double> {
    guard let row = copy.append(width) else { preconditionFailure("there is no room for a row") }
    copy.note(copy.count - width)
    return row
  }

  /// Forgets the rows from `newCount` on, which are of the last series.
  mutating func truncate(to newCount: Int) {
    storage.truncate(to: newCount * width)
    labels?.truncate(to: newCount)
    if let last = groups.popLast() { groups.append(last.lowerBound..<newCount) }
  }

  /// The rows of `order`, some of which are the mean of several.
  func reordered(
    _ order: [Int], means: [(place: Int, rows: [Int])], groups: [Range<Int>], file: String
  ) throws(DataError) -> RowTable {
    let copy = try room(order.count, file)
    for source in order {
      storage.note(source * width)
      appendRow(to: copy).update(from: storage.base + source * width, count: width)
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
    // The texts and what tells where they go.
    try ReadingMemory.check(64 * (count + made), for: file)
    var missing: [Int: Int] = [:]
    for gap in gaps { missing[gap.row] = gap.missing }
    var texts: [(row: Int?, text: String)] = []
    let instants = Instants(in: storage.space)
    var newGroups: [Range<Int>] = []
    var target = 0
    for group in groups {
      let begin = target
      for row in group {
        storage.note(row * width)
        appendRow(to: copy).update(from: storage.base + row * width, count: width)
        texts.append((row, ""))
        instants.append(times.instants[row])
        target += 1
        for number in 0..<(missing[row] ?? 0) {
          appendRow(to: copy).update(repeating: .nan, count: width)
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
    // The kept rows before each row at which a run or a group begins or ends.
    var before: [Int: Int] = [:]
    for range in runs + groups {
      before[range.lowerBound] = 0
      before[range.upperBound] = 0
    }
    var kept = 0
    for row in 0...isKept.count {
      if before[row] != nil { before[row] = kept }
      if row < isKept.count, isKept[row] { kept += 1 }
    }
    func moved(_ range: Range<Int>) -> Range<Int> {
      (before[range.lowerBound] ?? 0)..<(before[range.upperBound] ?? kept)
    }
    storage.truncate(to: kept * width)
    labels = labels?.reordered(isKept.indices.lazy.filter { isKept[$0] })
    groups = groups.map(moved)
    return runs.map(moved)
  }
}

extension TimeReading {
  /// The same for other rows.
  func with(_ instants: Instants) -> TimeReading {
    var copy = self
    copy.replace(instants)
    return copy
  }
}
