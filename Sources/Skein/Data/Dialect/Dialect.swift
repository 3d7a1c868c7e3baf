/// The form of one table of text: what its bytes, lines and signs mean.
///
/// It is found by evidence, told in a line, stored with a run, and used again for its new data.
public struct Dialect: Sendable, Equatable, Codable {
  /// How bytes make characters.
  public enum Encoding: String, Sendable, Codable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"
  }

  public var encoding = Encoding.utf8
  /// What the lines are where they are no fields with signs between them: `JSON lines`.
  public var syntax: String?
  /// Lines above the names that belong to no column, such as a title or `sep=;`.
  public var skippedLines = 0
  /// What a line begins with that is a remark.
  public var comment: String?
  /// The character between two columns; a blank stands for any number of blanks.
  public var delimiter = ","
  /// The decimal sign: a point or a comma.
  public var decimal = "."
  /// The sign between thousands: a comma, a point, a blank or an apostrophe.
  public var thousands: String?
  /// Rows of names and units above the first row of numbers; the first of them are the names.
  public var headerRows = 1
  /// Whether rows have one field more in front than the names: the name of the row.
  public var hasRowNames = false
  /// Texts that were met and mean that a value is missing, beside empty fields.
  public var missing: [String] = []
  /// The columns whose texts together label a row.
  public var timeColumns: [String] = []
  /// How the labels are written, as `dd.mm.yyyy HH:MM`; nil where they are no times.
  public var timeFormat: String?

  public init() {}

  /// What every reader takes for a missing value, in small letters, beside empty fields.
  static let usualMarkers: Set<String> = [
    "na", "n/a", "n.a.", "#n/a", "#na", "<na>", "nan", "-nan", "+nan", "null", "(null)", "#null!",
    "none", "nil", "?", "-", "--", "---", ".", "..", "...", "*", "**", "***", "missing", "\\n",
    "#value!", "#div/0!", "#ref!", "#num!", "#name?", "no data", "–", "—",
  ]

  /// Whether another table has the same signs and times.
  package func hasForm(of other: Dialect) -> Bool {
    encoding == other.encoding && syntax == other.syntax && delimiter == other.delimiter
      && decimal == other.decimal
      && thousands == other.thousands && timeColumns == other.timeColumns
      && timeFormat == other.timeFormat
  }

  /// What a delimiter is called in sentences.
  public static func name(ofDelimiter delimiter: String) -> String {
    switch delimiter {
    case "\t": "tabs"
    case " ": "blanks"
    default: "'\(delimiter)'"
    }
  }
}

/// What is known or asked about a table's form before it is read; nil means to find out.
public struct TableForm: Sendable, Equatable, Codable {
  /// The decimal sign: a point or a comma.
  public var decimal: String?
  /// How many rows above the first row of numbers hold names and units; 0 is none.
  public var headerRows: Int?
  /// Lines at the beginning that belong to no column.
  public var skipLines: Int?
  /// What a line begins with that is a remark.
  public var comment: String?
  /// Texts that mean that a value is missing, beside empty fields and the usual words.
  public var missingMarkers: [String] = []
  /// How times are written, as `dd.mm.yyyy HH:MM` or `%d.%m.%Y %H:%M`.
  public var timeFormat: String?
  public var encoding: Dialect.Encoding?

  public init() {}
}
