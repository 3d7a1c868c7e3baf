/// What is to be done about rows that are not one row for each time, one time after the other.
public struct RowOrder: Sendable, Equatable, Codable {
  /// Of rows that have the same time.
  public enum Duplicates: String, Sendable, Codable, CaseIterable {
    /// Keep the first in the file.
    case first
    /// Keep the last in the file.
    case last
    /// Take the mean of each column.
    case mean
  }

  /// Where times are missing.
  public enum Gaps: String, Sendable, Codable, CaseIterable {
    /// No window crosses the gap.
    case `break`
    /// Rows for the times that are missing, with values in between.
    case fill
    /// Stop, naming the first.
    case refuse
  }

  /// The column that tells which series a row belongs to, by name or number, as `store`; or one series,
  /// as `store=A`.
  public var series: String?
  /// Whether each target is a series of its own, beside the others.
  public var wide = false
  /// Whether several series are a panel, each scaled and cut in time by itself; runs of earlier versions
  /// were cut at one time for all, in one scale.
  package var isPanel = true
  /// Whether rows out of order are sorted also where that may not be what is meant.
  public var sort = false
  /// Nil refuses them, unless their values are the same as well.
  public var duplicates: Duplicates?
  /// Nil means `break`.
  public var gaps: Gaps?

  public init() {}
}
