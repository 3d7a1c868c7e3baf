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
  /// Inputs whose values are known before they come, such as holidays; they are inputs without being
  /// named as such.
  public var future: [String] = []
  /// Columns of many series that are the same in all rows of each, as more inputs; texts are told apart.
  public var statics: [String] = []
  /// How static columns were read before: their kinds and texts.
  package var knownStatics: [StaticColumn] = []
  /// Whether the number of a row's series is an input, the last one, for a model that has a vector for each.
  public var numbersSeries = false
  /// What the calendar says of each row, as more inputs.
  public var calendar = CalendarChoice.none
  /// The columns whose texts label the rows, by name or number, separated by commas: a time, or a date
  /// and a time of day. They are never read as numbers unless they are targets or inputs too. Nil means
  /// to find out: columns of times first, then the first of words that tell rows apart.
  public var timeColumn: String?
  /// The byte between fields; nil means to find out among `,` `;` tab and `|`.
  public var delimiter: UInt8?
  public var header: Header = .detected
  public var missingValues: MissingValues = .refuse
  /// What is known of the table's form; the rest is found out.
  public var form = TableForm()
  /// What rows have to do with each other.
  public var order = RowOrder()
  /// Whether the numbers of a table that does not fit into memory may go to a file, and where.
  public var columnFile = ColumnFileChoice.auto
  /// How another table was read whose rows go on in this one: it decides where the table alone leaves
  /// two readings.
  public var known: Dialect?
  /// Whether all columns of numbers are inputs, for a look at the whole table.
  package var takesAllNumbers = false
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
