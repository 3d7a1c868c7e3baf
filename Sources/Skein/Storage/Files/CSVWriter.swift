/// Writes a table as comma-separated text (RFC 4180, lines end in `\n`) to a file that appears whole.
///
/// Numbers take the shortest text that reads back to the same value.
package struct CSVWriter: ~Copyable {
  /// One field of a row.
  package enum Field: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case float(Float)
    case double(Double)
    /// An empty field.
    case missing
  }

  private var file: AtomicFile
  private let columnCount: Int

  /// Begins the table with a row of column names.
  package init(replacing place: FilePlace, columns: [String]) throws(FileError) {
    precondition(!columns.isEmpty, "a table has at least one column")
    var file = try AtomicFile(replacing: place)
    try file.append(Self.line(columns.map { .text($0) }))
    self.file = file
    columnCount = columns.count
  }

  /// Appends a row of as many fields as there are columns.
  package mutating func append(_ row: [Field]) throws(FileError) {
    precondition(
      row.count == columnCount, "a row of \(row.count) fields in a table of \(columnCount) columns")
    try file.append(Self.line(row))
  }

  /// Puts the table in place; without it nothing changes.
  @discardableResult
  package consuming func commit() throws(FileError) -> FileDigest {
    try file.commit()
  }

  /// One line of the table, its end included.
  package static func line(_ row: [Field]) -> String {
    // A single empty field would be an empty line, which readers skip.
    if row == [.missing] || row == [.text("")] { return "\"\"\n" }
    return row.map(text).joined(separator: ",") + "\n"
  }

  private static func text(_ field: Field) -> String {
    switch field {
    case .text(let text): quotedIfNeeded(text)
    case .integer(let value): String(value)
    case .float(let value): withoutZeroFraction(value.description)
    case .double(let value): withoutZeroFraction(value.description)
    case .missing: ""
    }
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let bytes = text.utf8
    let isPadded = bytes.first == 0x20 || bytes.last == 0x20
    guard isPadded || bytes.contains(where: isSpecial) else { return text }
    // Scalars, not characters: CR LF is one character, and a quote may carry a combining mark.
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// , " LF CR
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D
  }

  private static func withoutZeroFraction(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
