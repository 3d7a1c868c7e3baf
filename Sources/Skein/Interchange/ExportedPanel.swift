/// What stands beside a network that learned many series: by what each of them is scaled.
package struct ExportedPanel: Codable, Sendable, Equatable {
  /// What is subtracted from some columns, and what they are divided by.
  package struct Scales: Codable, Sendable, Equatable {
    package var offsets: [Double]
    package var scales: [Double]
  }

  /// The same of one column.
  package struct Scale: Codable, Sendable, Equatable {
    package var offset: Double
    package var scale: Double

    /// Leaves a column as it is.
    static let none = Scale(offset: 0, scale: 1)
  }

  package let scaling: Scaling
  /// The columns that each series scales by itself, in the order of the preparation's; none where nothing is
  /// scaled. The number of a series is one of them, where the model has a vector for each: what is zero in all rows
  /// becomes it.
  package let columns: [String]
  /// Columns of numbers that have one scale for all series; others are as they are.
  package let shared: [String: Scale]
  /// Of each series that was in the training, by its name: of `columns`.
  package let series: [String: Scales]

  /// - Parameters:
  ///   - known: the series as the training found them.
  ///   - preparation: of their rows.
  init(_ known: RunPanel, _ preparation: Preparation) {
    let names = preparation.scaler.columns
    let alike = Set(
      preparation.calendar.flatMap(\.columns) + preparation.statics.flatMap(\.columns))
    let number = preparation.statics.first(where: \.isNumber)?.name
    let own = names.indices.filter { place in
      names[place] == number || known.scaling != .none && !alike.contains(names[place])
    }
    scaling = known.scaling
    columns = own.map { names[$0] }
    let first = known.members[0]
    let places = names.indices.filter { alike.contains(names[$0]) && names[$0] != number }
    // A record of a run may have been written by anybody, with a column twice.
    shared = Dictionary(
      places.map { (names[$0], Scale(offset: first.offsets[$0], scale: first.scales[$0])) },
      uniquingKeysWith: { first, _ in first }
    ).filter { $0.value != .none }
    series = Dictionary(
      known.members.map { member in
        let scales = Scales(
          offsets: own.map { member.offsets[$0] }, scales: own.map { member.scales[$0] })
        return (member.name, scales)
      }
    ) { first, _ in first }
  }

  /// What a column is scaled by in all series alike.
  func scale(ofShared column: String) -> Scale { shared[column] ?? .none }

  /// What is to be said where a file holds the network alone.
  var notesWithout: [String] {
    if columns.isEmpty, shared.isEmpty { return [] }
    return [
      "the scales of \(NumberText.grouped(series.count)) series stay behind; skein export writes them beside the"
        + " network"
    ]
  }

  /// The name of the file, beside that of the network.
  static let file = "series.json"

  /// Writes the file into a folder, reads it back and compares it.
  ///
  /// - Returns: its path.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  func write(to folder: Folder) throws -> String {
    let place = FilePlace(Self.file, in: folder)
    try AtomicFile.write(RunJSON.text(self), to: place)
    let back = try FileReader(path: place.path).bytes()
    guard try RunJSON.value(of: Self.self, from: back) == self else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return place.path
  }
}

extension StoredRun {
  /// What goes beside the network to another program; nil for a run of one series.
  ///
  /// - Throws: `RunError`.
  package func exportedPanel() throws -> ExportedPanel? {
    try record.panel.map { ExportedPanel($0, try forecaster().preparation) }
  }
}
