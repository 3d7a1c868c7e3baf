/// The windows of a series as index arithmetic: nothing is copied.
///
/// A window is `length` input rows that follow each other and its target rows, the last of which lies
/// `horizon` rows after the last of them, so horizon 1 predicts the row that follows the window. In a
/// series without gaps window s begins at row s. No window crosses a gap, or the end of one of several
/// series in a table.
public struct Windows: Sendable, Equatable {
  /// The rows of the series.
  public let rows: Int
  /// The rows of one window: the sequence length.
  public let length: Int
  /// How many rows after the window's last row the last target lies.
  public let horizon: Int
  /// How many rows up to there are targets: 1, or all of them, which is `horizon`.
  public let steps: Int
  /// The number of windows; without gaps it is rows − length − horizon + 1.
  public let count: Int
  private let starts: Starts
  /// The first row that there is for each segment; empty where no window begins before it.
  private let floors: [Int]

  /// Where windows begin.
  private enum Starts: Equatable, Sendable {
    /// At every row from the first.
    case rows
    /// In each run of rows from its first; with the number of windows before the run.
    case runs(first: [Int], before: [Int])
    /// The same for runs in any order, which may share rows.
    case segments(first: [Int], before: [Int])
    case listed([Int])
  }

  /// Throws if the length or the horizon is less than 1, or the series is too short for a window.
  public init(rows: Int, length: Int, horizon: Int = 1, steps: Int = 1) throws(DataError) {
    precondition(rows >= 0, "\(rows) rows")
    precondition(steps == 1 || steps == horizon, "\(steps) of \(horizon) rows")
    let needed = try Self.needed(length: length, horizon: horizon)
    guard let needed, needed <= rows else {
      throw .tooFewRows(rows: rows, needed: needed ?? .max, length: length, horizon: horizon)
    }
    self.rows = rows
    self.length = length
    self.horizon = horizon
    self.steps = steps
    count = rows - needed + 1
    starts = .rows
    floors = []
  }

  /// The windows of a series, in order of time: none crosses a gap or the end of one of several series.
  ///
  /// Throws as the other one, and if every run of rows without a gap is too short.
  public init(
    of series: Series, length: Int, horizon: Int = 1, steps: Int = 1
  ) throws(DataError) {
    guard series.runs.count > 1 || series.runs.first != 0..<series.rows else {
      self = try Windows(rows: series.rows, length: length, horizon: horizon, steps: steps)
      return
    }
    let needed = try Self.needed(length: length, horizon: horizon) ?? .max
    let runs = series.runs.filter { $0.count >= needed }
    guard !runs.isEmpty else {
      let longest = series.runs.map(\.count).max() ?? 0
      throw .noWholeWindow(
        rows: series.rows, runs: series.runs.count, longest: longest, needed: needed)
    }
    rows = series.rows
    self.length = length
    self.horizon = horizon
    self.steps = steps
    count = runs.reduce(0) { $0 + $1.count - needed + 1 }
    floors = []
    if let instants = series.times?.instants, !instants.isEmpty {
      let all = runs.flatMap { $0.lowerBound...$0.upperBound - needed }
      // In order of the targets' times, so that a split is one in time for all series.
      starts = .listed(
        all.sorted { (instants[$0 + needed - 1], $0) < (instants[$1 + needed - 1], $1) })
    } else {
      var before: [Int] = []
      var sum = 0
      for run in runs {
        before.append(sum)
        sum += run.count - needed + 1
      }
      starts = .runs(first: runs.map(\.lowerBound), before: before)
    }
  }

  /// Windows that begin at given rows, segment by segment.
  ///
  /// - Parameter segments: windows that follow each other; none is empty.
  init(rows: Int, length: Int, horizon: Int, steps: Int, segments: [Stretch]) {
    self.rows = rows
    self.length = length
    self.horizon = horizon
    self.steps = steps
    var before: [Int] = []
    before.reserveCapacity(segments.count)
    var sum = 0
    for segment in segments {
      before.append(sum)
      sum += segment.starts.count
    }
    count = sum
    starts = .segments(first: segments.map(\.starts.lowerBound), before: before)
    floors = segments.contains { $0.isPadded } ? segments.map(\.first) : []
  }

  /// The rows of one window with its target; nil where that is no number.
  static func needed(length: Int, horizon: Int) throws(DataError) -> Int? {
    guard length >= 1 else {
      throw .invalidSetting(
        name: "window", value: "\(length)", remedy: "give the number of rows it has, 1 or more")
    }
    guard horizon >= 1 else {
      throw .invalidSetting(
        name: "horizon", value: "\(horizon)",
        remedy: "give the number of rows to look ahead, 1 or more")
    }
    let (needed, overflow) = length.addingReportingOverflow(horizon)
    return overflow ? nil : needed
  }

  /// The first row of a window; of a series that is shorter than a window, before its first row.
  ///
  /// Cost: constant, or logarithmic in the number of gaps.
  @inline(__always)
  public func start(_ window: Int) -> Int {
    switch starts {
    case .rows: window
    case .runs(let first, let before), .segments(let first, let before):
      Self.start(window, first, before)
    case .listed(let starts): starts[window]
    }
  }

  private static func start(_ window: Int, _ first: [Int], _ before: [Int]) -> Int {
    let segment = segment(window, before)
    return first[segment] + window - before[segment]
  }

  /// The last run that begins with a window or before it.
  private static func segment(_ window: Int, _ before: [Int]) -> Int {
    var (low, high) = (0, before.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if before[middle] <= window { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Some windows, cut where the next one does not begin a row later.
  func segments(of windows: Range<Int>) -> [Range<Int>] {
    guard case .segments(_, let before) = starts, !windows.isEmpty else {
      return windows.isEmpty ? [] : [windows]
    }
    let first = Self.segment(windows.lowerBound, before)
    return before.indices[first...].prefix { before[$0] < windows.upperBound }.map {
      (before[$0]..<($0 + 1 < before.count ? before[$0 + 1] : count)).clamped(to: windows)
    }
  }

  /// The first row of a window that there is: it stands for those before it.
  @inline(__always)
  func firstRow(_ window: Int) -> Int {
    let start = start(window)
    guard !floors.isEmpty, case .segments(_, let before) = starts else { return start }
    return max(start, floors[Self.segment(window, before)])
  }

  /// The first rows of the series that are shorter than a window.
  var paddedRows: [Int] {
    guard !floors.isEmpty, case .segments(let first, _) = starts else { return [] }
    return zip(first, floors).filter { $0 < $1 }.map { $1 }
  }

  /// The rows that window `window` shows the model: fewer than `length` of a series that is shorter.
  public func inputRows(_ window: Int) -> Range<Int> {
    firstRow(window)..<start(window) + length
  }

  /// The row that window `window` predicts, the last one of several.
  public func targetRow(_ window: Int) -> Int { start(window) + length + horizon - 1 }

  /// The rows that window `window` predicts.
  public func targetRows(_ window: Int) -> Range<Int> {
    let end = start(window) + length + horizon
    return end - steps..<end
  }

  /// The last row that window `window` shows the model.
  func lastRow(_ window: Int) -> Int { start(window) + length - 1 }

  /// How far the targets lie after the window's last row.
  var ahead: ClosedRange<Int> { horizon - steps + 1...horizon }

  /// Whether windows begin in the order of the rows; those of several series are in order of time.
  var areInRowOrder: Bool {
    switch starts {
    case .rows, .runs: true
    case .segments, .listed: false
    }
  }

  /// All rows from the first input to the last target of some windows.
  public func rows(of windows: Range<Int>) -> Range<Int> {
    precondition(
      windows.lowerBound >= 0 && windows.upperBound <= count, "windows \(windows) of \(count)")
    guard !windows.isEmpty else {
      let start = windows.lowerBound < count ? start(windows.lowerBound) : windows.lowerBound
      return start..<start
    }
    let runs = runs(of: windows)
    return (runs.map(\.lowerBound).min() ?? 0)..<(runs.map(\.upperBound).max() ?? 0)
  }

  /// The rows that some windows touch, as runs in order.
  public func runs(of windows: Range<Int>) -> [Range<Int>] {
    if windows.isEmpty { return [] }
    let span = length + horizon
    switch starts {
    case .rows: return [windows.lowerBound..<windows.upperBound - 1 + span]
    case .runs(let first, let before), .segments(let first, let before):
      return first.indices.compactMap { run in
        let end = run + 1 < before.count ? before[run + 1] : count
        let part = windows.clamped(to: before[run]..<end)
        if part.isEmpty { return nil }
        let start = first[run] - before[run]
        let begin = max(start + part.lowerBound, floors.isEmpty ? .min : floors[run])
        return begin..<start + part.upperBound - 1 + span
      }
    case .listed(let starts):
      var runs: [Range<Int>] = []
      for start in starts[windows].sorted() {
        if let last = runs.last, start <= last.upperBound {
          runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, start + span)
        } else {
          runs.append(start..<start + span)
        }
      }
      return runs
    }
  }
}

extension Windows {
  /// The window that is taken where none is asked for, if it fits.
  package static let usualLength = 50

  /// The window that a series is long enough for: the usual one, or a third of the rows that follow each
  /// other, so that there are twice as many windows to learn from; nil where there are too few rows.
  package static func automaticLength(_ series: Series, horizon: Int) -> Int? {
    let longest = series.runs.map(\.count).max() ?? 0
    return automaticLength(rows: longest, horizon: horizon)
  }

  private static func automaticLength(rows: Int, horizon: Int) -> Int? {
    let length = min((rows - horizon) / 3, usualLength)
    return length >= 1 ? length : nil
  }

  /// What a sentence adds about a window that fits.
  static func fitting(rows: Int, horizon: Int) -> String {
    automaticLength(rows: rows, horizon: horizon).map { ", such as \(NumberText.grouped($0))" }
      ?? ""
  }
}

extension Windows {
  /// The first window whose target is `row` or later.
  func first(at row: Int) -> Int {
    // Windows are in order of their targets.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if targetRow(middle) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
