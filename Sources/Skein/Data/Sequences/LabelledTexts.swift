/// Texts, each with the name of its class.
package struct LabelledTexts: Sendable {
  package private(set) var texts: [String] = []
  /// One for each text; nil where the data has none.
  package private(set) var labels: [String]? = []

  package init(texts: [String], labels: [String]?) {
    self.texts = texts
    self.labels = labels
  }

  /// The names of the columns where nobody names them.
  package static let usualText = "text"
  package static let usualLabel = "label"

  /// Reads tables with a column of texts and one of labels, or a folder of which each folder is a class and
  /// each file in it a text.
  ///
  /// - Parameters:
  ///   - text: the column, by name or number; nil for `text`.
  ///   - label: the column, by name or number; nil for `label`.
  ///   - needsLabels: whether texts without labels are refused.
  /// - Throws: `DataError` and `SequenceError`.
  package init(
    _ names: [String], text: String?, label: String?, options: DataOptions, needsLabels: Bool = true
  ) throws {
    if names.count == 1, TextFile.isFolder(names[0]), text == nil,
      case let classes = try TextFile.names(in: names[0], areFolders: true), !classes.isEmpty
    {
      try readFolder(names[0], classes, options)
    } else {
      let wanted = [
        TextColumns.Wanted(name: text ?? Self.usualText),
        TextColumns.Wanted(name: label ?? Self.usualLabel, mayLack: !needsLabels),
      ]
      for path in try TableNames.parts(of: names) {
        try append(TextColumns.read(path, wanted, options: options), needsLabels: needsLabels)
      }
    }
    if texts.isEmpty { throw SequenceError.noSamples(file: names.joined(separator: ", ")) }
  }

  private mutating func append(_ table: TextColumns, needsLabels: Bool) throws(SequenceError) {
    for (row, line) in zip(table.rows, table.lines) {
      texts.append(row[0] ?? "")
      let label = row[1] ?? ""
      if label.isEmpty, needsLabels { throw .noLabel(file: table.file, line: line) }
      if row[1] == nil { labels = nil } else { labels?.append(label) }
    }
  }

  private mutating func readFolder(
    _ folder: String, _ classes: [String], _ options: DataOptions
  ) throws {
    for name in classes {
      let inner = "\(folder)/\(name)"
      for file in try TextFile.names(in: inner, areFolders: false) {
        texts.append(try TextFile.text("\(inner)/\(file)", options: options))
        labels?.append(name)
      }
    }
  }
}
