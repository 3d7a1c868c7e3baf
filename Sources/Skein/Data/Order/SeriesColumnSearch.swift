import Hashing

/// Finds the columns that tell the series of a table apart: with one of them, no time stands twice.
enum SeriesColumnSearch {
  /// Rows that are looked at.
  private static let mostRows = 1_000_000
  /// Columns that may tell series apart.
  private static let mostColumns = 12

  /// Names of such columns, those with the fewest values first; empty where there is none.
  static func columns(_ part: borrowing TablePart, options: DataOptions) -> [String] {
    (try? part.withReader(options: options) { columns($0) }) ?? []
  }

  private static func columns(_ reader: CSVReader) -> [String] {
    if reader.layout.timeColumns.isEmpty { return [] }
    let layout = reader.layout
    let chosen = Set(reader.selection.columns + layout.timeColumns)
    let candidates = layout.kinds.indices.filter {
      !chosen.contains($0) && layout.kinds[$0] != .unknown && layout.kinds[$0] != .decorated
    }.prefix(mostColumns)
    var places = Array(candidates.map { Place(column: $0) })
    var scanner = reader.scanner
    var rows = 0
    while !scanner.isAtEnd, rows < mostRows, places.contains(where: { !$0.repeats }) {
      if scanner.skipBlankLine() || scanner.skipComment(layout.comment) { continue }
      guard let fields = try? scanner.record() else { break }
      guard fields.count == layout.width else { continue }
      rows += 1
      let label = layout.timeColumns.map { scanner.text(fields[$0]) ?? "" }
      for index in places.indices where !places[index].repeats {
        places[index].add(label, scanner.text(fields[places[index].column]) ?? "")
      }
    }
    return
      places
      .filter { !$0.repeats && $0.values.count > 1 && 3 * $0.values.count <= max(rows, 6) }
      .sorted { ($0.values.count, $0.column) < ($1.values.count, $1.column) }
      .map { layout.name($0.column) }
  }

  private struct Place {
    let column: Int
    var values: Set<String> = []
    var repeats = false
    private var seen: Set<UInt64> = []

    init(column: Int) { self.column = column }

    mutating func add(_ label: [String], _ value: String) {
      if values.count < 100_000 { values.insert(value) }
      var hash = FNV1a()
      for text in label + [value] {
        for byte in text.utf8 { hash.combine(byte) }
        hash.combine(0 as UInt8)
      }
      if !seen.insert(hash.value).inserted {
        repeats = true
        seen = []
      }
    }
  }
}
