import Foundation
import Skein
import Support

/// Readers of tables that are no CSV.
extension FuzzedReader {
  static func jsonLines() -> FuzzedReader {
    let corpus = [
      "{\"t\": \"2021-01-01\", \"a\": 1}\n{\"t\": \"2021-01-02\", \"a\": 2.5e3}\n{\"t\": \"2021-01-03\", \"a\": -3}\n",
      "{\"a\":1,\"b\":null}\n{\"b\":true,\"a\":2}\n\n{\"c\":\"x\\u00fc\\n\",\"a\":0.5}\n",
      "{ \"k \\\"q\\\"\" : \"1,5\" }\r\n{ \"k \\\"q\\\"\" : \"2\" }\r\n{}\r\n",
      "\u{FEFF}{\"a\":[1]}\n", "[{\"a\":1},{\"a\":2}]",
      "{\"a\":NaN}\n{\"a\":7}\n{\"a\":Infinity}\n",
    ].map { Array($0.utf8) }
    return FuzzedReader(name: "JSON lines", share: 100, corpus: corpus) { bytes in
      var lost: String?
      let sentence = sentence {
        let policy = MissingValues.allCases[bytes.count % MissingValues.allCases.count]
        let series = try CSVReader.read(
          bytes: bytes, name: "f.jsonl", options: DataOptions(missingValues: policy))
        for row in 0..<series.rows { _ = series.rowLabel(row) }
        lost = lostLines(bytes, series)
      }
      return lost ?? sentence
    }
  }

  /// What is to be said where a line is neither a row nor told as left out; two lines, which no sentence
  /// has.
  private static func lostLines(_ bytes: [UInt8], _ series: Series) -> String? {
    guard let reading = series.reading, !bytes.contains(0x0D) else { return nil }
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    // Blank lines at the end are none.
    while lines.last?.allSatisfy({ $0 == 0x20 || $0 == 9 }) ?? false { lines.removeLast() }
    let told = reading.rowsRead + reading.linesLeftOut
    return told == lines.count
      ? nil : "of \(lines.count) lines \(told) are told\n\(reading.summary)"
  }

  /// The bytes of column files: one with labels and missing values, one of numbers alone.
  private static func columnFiles() throws -> [[UInt8]] {
    let folder = try ScratchFolder()
    let rows = (1...60).map {
      "2021-0\(($0 - 1) / 28 + 1)-\(($0 - 1) % 28 + 1),\($0 % 7 == 0 ? "" : "\($0)"),\($0 * $0)\n"
    }
    try folder.write("labelled.csv", "date,a,b\n" + rows.joined())
    try folder.write("plain.csv", "v\n" + (1...40).map { "\($0)\n" }.joined())
    return try ["labelled", "plain"].map { name in
      var options = DataOptions(missingValues: .interpolate)
      options.columnFile = .folder(folder.path(name))
      _ = try DataSource.load(folder.path("\(name).csv"), options: options)
      return try folder.bytes("\(name)/" + (folder.names(name).first ?? ""))
    }
  }

  static func columnFile() throws -> FuzzedReader {
    FuzzedReader(
      name: "column file", share: 50, corpus: try columnFiles(), refusesAllDamage: true,
      read: try columnFileReader { $0 })
  }

  /// Column files of which a part is damaged and the hashes are right.
  static func columnFileContent() throws -> FuzzedReader {
    FuzzedReader(
      name: "column file content", share: 50, corpus: try columnFiles(),
      read: try columnFileReader(ColumnFile.sealed))
  }

  private static func columnFileReader(
    _ changed: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) throws -> @Sendable ([UInt8]) -> String? {
    let path = NSTemporaryDirectory() + "skein-fuzz-\(getpid()).columns"
    return { bytes in
      sentence {
        try Data(changed(bytes)).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        guard let series = try ColumnFile.series(ofFile: path) else { throw Damaged() }
        for row in 0..<series.rows { _ = (series.rowLabel(row), series.value(row: row, column: 0)) }
        _ = series.labelsAfterEnd(2)
        _ = try? Windows(of: series, length: 3)
      }
    }
  }

  /// What a program makes anew, so that it has no sentence for it.
  private struct Damaged: Error, CustomStringConvertible {
    var description: String { "it is damaged" }
  }
}
