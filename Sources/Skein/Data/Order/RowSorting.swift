/// Rows of one series brought into order of time.
struct RowSorting {
  /// The rows that are kept, in their new order; nil where nothing changes.
  private(set) var order: [Int]?
  /// Groups of rows that become one, by the place of the first of them in `order`; for means.
  private(set) var groups: [(place: Int, rows: [Int])] = []
  private(set) var notes: [String] = []
  /// Rows that are left out.
  private(set) var doubled: [Int] = []

  /// - Parameters:
  ///   - rows: the rows of the series in the file's order, indexed from 0.
  ///   - instants: of all rows.
  ///   - file: named where there is no memory for another order.
  ///   - isSame: whether two rows have the same values.
  ///   - place: how sentences name a row: its line and label.
  /// - Throws: `DataError.repeatedTimes` where rows have one time and nothing says which is meant.
  init<Rows: RandomAccessCollection<Int>>(
    _ rows: Rows, _ instants: Instants, _ options: RowOrder, file: String,
    isSame: (Int, Int) -> Bool, place: (Int) -> RowPlace
  ) throws(DataError) where Rows.Index == Int {
    var backward = 0
    var equal = 0
    var firstBackward: Int?
    for index in rows.indices.dropFirst() {
      let (time, before) = (instants[rows[index]], instants[rows[index - 1]])
      if time < before {
        backward += 1
        if firstBackward == nil { firstBackward = index }
      } else if time == before {
        equal += 1
      }
    }
    if backward == 0, equal == 0 { return }
    // The order, the sorted one and the rows that are kept of it.
    try ReadingMemory.check(3 * MemoryLayout<Int>.stride * rows.count, for: file)
    var order = Array(rows)
    if backward > 0 {
      if backward + equal == rows.count - 1 {
        order.reverse()
      }
      // Stable, so that the first and the last of equal times are those of the file.
      if backward + equal != rows.count - 1 || equal > 0 {
        order = rows.sorted { (instants[$0], $0) < (instants[$1], $1) }
      }
      let first = firstBackward.map { (place(rows[$0 - 1]), place(rows[$0])) }
      if backward + equal == rows.count - 1 {
        notes.append("the newest row came first, so the rows were turned round")
      } else if let (before, after) = first {
        notes.append(
          "the rows were not in order of time, so they were sorted: \(after.text) came after"
            + " \(before.label), the first of \(NumberText.count(backward, "such place"))")
      }
    }
    let isDoubled = order.indices.dropFirst().contains {
      instants[order[$0]] == instants[order[$0 - 1]]
    }
    if isDoubled { try merge(&order, instants, options, isSame, place) }
    self.order = order
  }

  private mutating func merge(
    _ order: inout [Int], _ instants: Instants, _ options: RowOrder,
    _ isSame: (Int, Int) -> Bool, _ place: (Int) -> RowPlace
  ) throws(DataError) {
    var kept: [Int] = []
    kept.reserveCapacity(order.count)
    var times = 0
    var most = 1
    var firstRepeat: (Int, Int)?
    var differs = false
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, instants[order[end]] == instants[order[start]] { end += 1 }
      let group = Array(order[start..<end])
      if group.count > 1 {
        times += 1
        most = max(most, group.count)
        if firstRepeat == nil { firstRepeat = (group[0], group[1]) }
        let isCopy = group.dropFirst().allSatisfy { isSame(group[0], $0) }
        if !isCopy, options.duplicates == nil { differs = true }
        if options.duplicates == .mean, !isCopy { groups.append((kept.count, group)) }
        kept.append(options.duplicates == .last ? group[group.count - 1] : group[0])
        doubled += options.duplicates == .last ? Array(group.dropLast()) : Array(group.dropFirst())
      } else {
        kept.append(group[0])
      }
      start = end
    }
    guard let (first, second) = firstRepeat else { return }
    let repeated = RepeatedTimes(
      place: place(second), first: place(first), times: times,
      rows: order.count, most: most)
    if differs { throw .repeatedTimes(repeated) }
    let left = NumberText.count(doubled.count, "row")
    switch options.duplicates {
    case nil:
      notes.append(
        "\(repeated.summary) with the same values, so \(left) that repeat another were left out")
    case .mean:
      notes.append("\(repeated.summary), so the mean of their rows was taken; \(left) less")
    case .first, .last:
      let which = options.duplicates == .first ? "first" : "last"
      notes.append("\(repeated.summary), so the \(which) row of each was kept; \(left) less")
    }
    order = kept
  }
}

/// A row as sentences name it.
struct RowPlace: Sendable, Equatable {
  var file: String
  var line: Int
  var label: String
  /// Whether the table has other parts, so that the line alone says nothing.
  var isPart = false

  var text: String { "\(lineText) (\(TerminalText.name(label)))" }

  /// The line alone.
  var lineText: String {
    "line \(NumberText.grouped(line))" + (isPart ? " of \(TerminalText.plain(file))" : "")
  }
}

/// Times that several rows have.
public struct RepeatedTimes: Sendable, Equatable {
  /// The first row whose time another row had before.
  let place: RowPlace
  let first: RowPlace
  /// How many times repeat.
  let times: Int
  let rows: Int
  /// The most rows that one time has.
  let most: Int

  var label: String { place.label }

  /// “each time stands twice”, “7 times stand more than once”.
  var summary: String {
    let isEach = times * most == rows
    if isEach { return most == 2 ? "each time stands twice" : "each time stands \(most) times" }
    return times == 1
      ? "one time stands \(most == 2 ? "twice" : "\(most) times")"
      : "\(NumberText.grouped(times)) times stand more than once"
  }
}
