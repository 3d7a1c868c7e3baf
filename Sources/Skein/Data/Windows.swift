/// The windows of a series as index arithmetic: nothing is copied.
///
/// Window s is the input rows `s ..< s + length` and the target row `s + length + horizon − 1`, so
/// horizon 1 predicts the row that follows the window.
public struct Windows: Sendable, Equatable {
  /// The rows of the series.
  public let rows: Int
  /// The rows of one window: the sequence length.
  public let length: Int
  /// How many rows after the window's last row the target lies.
  public let horizon: Int

  /// Throws if the length or the horizon is less than 1, or the series is too short for a window.
  public init(rows: Int, length: Int, horizon: Int = 1) throws(DataError) {
    precondition(rows >= 0, "\(rows) rows")
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
    guard !overflow, needed <= rows else {
      throw .tooFewRows(
        rows: rows, needed: overflow ? .max : needed, length: length, horizon: horizon)
    }
    self.rows = rows
    self.length = length
    self.horizon = horizon
  }

  /// The number of windows: rows − length − horizon + 1.
  public var count: Int { rows - length - horizon + 1 }

  /// The rows that window `window` shows the model.
  public func inputRows(_ window: Int) -> Range<Int> { window..<window + length }

  /// The row that window `window` predicts.
  public func targetRow(_ window: Int) -> Int { window + length + horizon - 1 }

  /// All rows that some windows touch, from the first input to the last target.
  public func rows(of windows: Range<Int>) -> Range<Int> {
    precondition(
      windows.lowerBound >= 0 && windows.upperBound <= count, "windows \(windows) of \(count)")
    if windows.isEmpty { return windows.lowerBound..<windows.lowerBound }
    return windows.lowerBound..<targetRow(windows.upperBound - 1) + 1
  }
}
