import Skein
import Testing

/// What is no text is told for what it is, with the way to CSV.
@Suite("Other formats") struct ForeignFormatTests {
  private struct Format {
    let bytes: [UInt8]
    let words: [String]

    init(_ before: [UInt8], _ text: String, _ after: [UInt8], _ words: String...) {
      bytes = before + Array(text.utf8) + after
      self.words = words
    }
  }

  private static let archive: [UInt8] = [0x50, 0x4B, 3, 4, 0x14, 0]

  private static let formats: [Format] = [
    Format([], "PAR1", [0x15, 4, 0x15, 0], "a Parquet file", "read_parquet", "to_csv"),
    Format([], "ARROW1", [0, 0, 0xFF, 0xFF], "an Arrow or Feather file", "read_feather"),
    Format([], "FEA1", [0, 0, 0, 0], "an Arrow or Feather file", "read_feather"),
    Format([], "ORC", [0, 1, 2], "an ORC file", "read_orc"),
    Format([0x89], "HDF", [13, 10, 0x1A, 10, 0, 0], "an HDF5 file", "read_hdf"),
    Format([0x93], "NUMPY", [1, 0, 0x76, 0], "a NumPy array", "np.savetxt"),
    Format([], "SQLite format 3", [0, 0x10, 0], "an SQLite database", "sqlite3 -header -csv"),
    Format(archive, "  xl/workbook.xml", [0], "an Excel workbook", "save the sheet as CSV"),
    Format(
      archive, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", [],
      "an OpenDocument spreadsheet", "save the sheet as CSV"),
    Format(archive, "data.csv", [0], "a zip archive", "unzip"),
    Format([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0], "", [], "a spreadsheet of an old kind", "CSV"),
    Format([0x80, 4, 0x95, 0, 0], "", [], "a pickled object of Python", "read_pickle"),
  ]

  @Test("by the first bytes, whatever the name says", arguments: formats.indices)
  func magic(index: Int) throws {
    let (bytes, words) = (Self.formats[index].bytes, Self.formats[index].words)
    let files = try SourceFolder()
    for name in ["t.csv", "t.jsonl"] {
      let path = try files.write(name, bytes + [UInt8](repeating: 7, count: 100))
      let refusal = Heard { try DataSource.load(path) }.refusal
      for word in words { #expect(refusal.contains(word), "\(refusal)") }
    }
  }

  @Test("text that begins like one of them is text")
  func text() throws {
    for name in ["PAR1", "ORC", "FEA", "ARROW1", "BZh9", "SQLite format 3", "PK"] {
      let text = "\(name),v\n" + SourceTables.rows(20) { "\($0),\($0 * 3 % 7)" }
      let series = try CSVReader.read(bytes: Array(text.utf8), name: "t", options: DataOptions())
      #expect(series.rows == 20 && series.columns == ["v"], "\(name)")
    }
  }
}
