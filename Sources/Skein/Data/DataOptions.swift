/// How a series is read: which columns, which form, what to do about missing values.
public struct DataOptions: Sendable, Equatable, Codable {
  /// Whether the first record of a CSV file holds the columns' names.
  public enum Header: String, Sendable, Codable, CaseIterable {
    /// A header if some field is text in a column whose later values are numbers.
    case detected
    case present
    case absent
  }

  /// The columns to predict, by name or by number from 1; empty means the last column of numbers.
  /// A name wins over a number.
  public var targets: [String] = []
  /// The columns that the model sees; empty means the targets themselves.
  public var inputs: [String] = []
  /// The column whose text labels the rows, by name or number; it is never read as a number unless
  /// it is a target or input too. Nil means the first column that holds text, or is called `time`,
  /// `date` or the like, if it is no target or input.
  public var timeColumn: String?
  /// The byte between fields; nil means to find out among `,` `;` tab and `|`.
  public var delimiter: UInt8?
  public var header: Header = .detected
  public var missingValues: MissingValues = .refuse
  /// The seed of a built-in series that has noise.
  public var seed: UInt64 = 0

  public init(
    targets: [String] = [], inputs: [String] = [], timeColumn: String? = nil,
    delimiter: UInt8? = nil, header: Header = .detected,
    missingValues: MissingValues = .refuse, seed: UInt64 = 0
  ) {
    self.targets = targets
    self.inputs = inputs
    self.timeColumn = timeColumn
    self.delimiter = delimiter
    self.header = header
    self.missingValues = missingValues
    self.seed = seed
  }
}
