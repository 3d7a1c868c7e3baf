/// The windows of a series cut by time into training, validation and test windows.
///
/// In Keras's way: the test windows are the last ones, the first `Int((1 − testSplit) · count)` are
/// for training, and of those the first `Int(n · (1 − validationSplit))` train and the rest
/// validate. Neighbouring parts share input rows, but no target row: where windows predict several rows,
/// the last ones of a part that reach into the next are left out.
public struct Splits: Sendable, Equatable {
  /// One part: its windows, and the rows from its first input to its last target.
  public struct Part: Sendable, Equatable {
    public let windows: Range<Int>
    public let rows: Range<Int>
    /// The rows that its windows touch: more than one run where there are gaps or several series.
    public let runs: [Range<Int>]

    init(_ range: Range<Int>, of windows: Windows) {
      self.windows = range
      rows = windows.rows(of: range)
      runs = windows.runs(of: range)
    }
  }

  public let windows: Windows
  public let training: Part
  /// Empty if the validation split is zero.
  public let validation: Part
  /// Empty if the test split is zero.
  public let test: Part

  /// Throws if a split is not in 0..<1, or no training window would be left.
  ///
  /// - Parameters:
  ///   - windows: of a whole series, in order of time.
  ///   - testSplit: the part of the windows, the last ones, that tests.
  ///   - validationSplit: the part of the others, the last ones, that validates.
  ///   - first: the first window that belongs to a part; those before it are left out.
  public init(
    _ windows: Windows, testSplit: Double, validationSplit: Double, from first: Int = 0
  ) throws(DataError) {
    precondition((0...windows.count).contains(first), "windows from \(first) on")
    try Self.check(testSplit, validationSplit)
    let count = windows.count - first
    let fitted = Self.leading(count, without: testSplit)
    let trained = Self.leading(fitted, without: validationSplit)
    let shared = windows.steps - 1
    let trainingEnd = trained == count ? trained : trained - shared
    let validationEnd = fitted == count ? fitted : max(fitted - shared, trained)
    guard trainingEnd > 0 else {
      let needed = Self.leastWindows(testSplit, validationSplit, more: shared)
      let rows = needed.addingReportingOverflow(windows.length + windows.horizon - 1)
      throw .noTrainingWindows(
        rows: windows.rows - first, needed: rows.overflow ? .max : rows.partialValue,
        testSplit: testSplit, validationSplit: validationSplit)
    }
    func part(_ range: Range<Int>) -> Part {
      Part(first + range.lowerBound..<first + range.upperBound, of: windows)
    }
    self.windows = windows
    training = part(0..<trainingEnd)
    validation = part(trained..<validationEnd)
    test = part(fitted..<count)
  }

  /// Parts that were decided before; an empty one may be anywhere.
  package init(
    _ windows: Windows, training: Range<Int>, validation: Range<Int>, test: Range<Int>
  ) {
    func part(_ range: Range<Int>) -> Part { Part(range, of: windows) }
    self.windows = windows
    self.training = part(training)
    self.validation = part(validation)
    self.test = part(test)
  }

  static func check(_ testSplit: Double, _ validationSplit: Double) throws(DataError) {
    for (name, split) in [("test split", testSplit), ("validation split", validationSplit)] {
      guard split >= 0, split < 1 else {
        throw .invalidSetting(
          name: name, value: "\(split)", remedy: "give a fraction from 0 to less than 1")
      }
    }
  }

  /// How many of `count` windows come before the last `split` of them.
  static func leading(_ count: Int, without split: Double) -> Int {
    Int(Double(count) * (1 - split))
  }

  /// The least number of windows of which one is left for training, and so many more.
  static func leastWindows(
    _ testSplit: Double, _ validationSplit: Double, more: Int
  ) -> Int {
    var low = 1
    // (1 − split) is at least 2⁻⁵³ twice over, so this many windows always suffice, or nothing does.
    var high = Int.max / 4096
    while low < high {
      let middle = low + (high - low) / 2
      let isEnough = leading(leading(middle, without: testSplit), without: validationSplit) > more
      if isEnough { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func place(_ part: String) -> String {
    part == "train" ? "first" : part == "test" ? "last" : "next"
  }

  /// Three lines such as `train 608 windows, rows 1–657 (1749-01 … 1803-09)`; empty parts are left
  /// out.
  public func description(of series: Series) -> String {
    precondition(
      series.rows == windows.rows, "\(series.rows) rows for splits of \(windows.rows)")
    return [("train", training), ("validation", validation), ("test", test)]
      .filter { !$0.1.windows.isEmpty }
      .map { name, part in
        if let panel = series.panel {
          let own = Set(windows.byMember(part.windows, panel).map(\.member)).count
          return "\(name) \(NumberText.count(part.windows.count, "window")) of"
            + " \(NumberText.grouped(own)) series, the \(Self.place(name)) of each"
        }
        let rows = part.rows
        var line = "\(name) \(NumberText.count(part.windows.count, "window")), "
        line +=
          "rows \(NumberText.grouped(rows.lowerBound + 1))–\(NumberText.grouped(rows.upperBound))"
        if part.runs.count > 1 { line += " in \(NumberText.grouped(part.runs.count)) runs" }
        if series.hasTimeLabels {
          let first = TerminalText.name(series.rowLabel(rows.lowerBound))
          line += " (\(first) … \(TerminalText.name(series.rowLabel(rows.upperBound - 1))))"
        }
        return line
      }
      .joined(separator: "\n")
  }
}
