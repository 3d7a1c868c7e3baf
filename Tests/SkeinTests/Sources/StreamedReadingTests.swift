import Foundation
import Skein
import Support
import Testing

/// A file is read in pieces as it is at once.
@Suite("Reading in pieces") struct StreamedReadingTests {
  @Test("a table is the same in pieces of any size", arguments: SourceTables.all.map(\.name))
  func pieces(name: String) throws {
    let files = try SourceFolder()
    let table = try #require(SourceTables.all.first { $0.name == name })
    let options = table.options
    let path = try table.write(to: files)
    let whole = Heard { try CSVReader.read(path: path, options: options) }
    #expect(whole.refusal.isEmpty == !whole.bits.isEmpty)
    for size in [2, 3, 16, 31, 64, 100, 333, 1000, table.text.utf8.count - 1] {
      let pieces = Heard { try CSVReader.read(path: path, options: options, pieceSize: size) }
      #expect(pieces == whole, "pieces of \(size)")
    }
  }

  @Test("in any encoding")
  func encodings() throws {
    let files = try SourceFolder()
    let text = "Zeit;Größe\n" + SourceTables.rows(60) { "\(SourceTables.day($0));\($0),5" }
    let wide = Array(text.utf16)
    let little: [UInt8] = wide.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big: [UInt8] = wide.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let latin: [UInt8] = text.unicodeScalars.map { UInt8($0.value) }
    let encoded: [(String, [UInt8])] = [
      ("utf-16le", [0xFF, 0xFE] + little), ("utf-16be", [0xFE, 0xFF] + big),
      ("windows-1252", latin), ("utf-8", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
    ]
    let plain = Heard {
      try CSVReader.read(bytes: Array(text.utf8), name: "t", options: DataOptions())
    }
    for (name, bytes) in encoded {
      let path = try files.write(name, bytes)
      for size in [2, 7, 64, 501, 1 << 20] {
        let heard = Heard {
          try CSVReader.read(path: path, options: DataOptions(), pieceSize: size)
        }
        #expect(heard.refusal.isEmpty && heard.bits == plain.bits, "\(name), pieces of \(size)")
        #expect(heard.labels == plain.labels && heard.columns == ["Größe"], "\(name), \(size)")
      }
    }
  }

  @Test("a zero byte is refused with its line, in whichever piece it is")
  func zeros() throws {
    let files = try SourceFolder()
    let text = "v\n" + SourceTables.rows(400) { "\($0)" }
    for line in [2, 77, 300] {
      var bytes = Array(text.utf8)
      let lines = bytes.indices.filter { bytes[$0] == 10 }
      bytes[lines[line - 2] + 1] = 0
      let path = try files.write("zero.csv", bytes)
      for size in [64, 500, 1 << 20] {
        let heard = Heard {
          try CSVReader.read(path: path, options: DataOptions(), pieceSize: size)
        }
        #expect(
          heard.refusal.contains("zero.csv, line \(line) holds a zero byte"), "\(heard.refusal)")
      }
    }
  }

  @Test("run.json gets the digest of the file as it lies there")
  func digests() throws {
    let files = try SourceFolder()
    let text = "v\n" + SourceTables.rows(90) { "\($0)" }
    let path = try files.write("v.csv", text)
    for size in [64, 1 << 20] {
      let series = try CSVReader.read(path: path, options: DataOptions(), pieceSize: size)
      let file = try #require(series.files.first)
      #expect(series.files.count == 1 && file.path == path && file.bytes == text.utf8.count)
      #expect(file.xxh64 == FileDigest(Array(text.utf8)).xxh64)
    }
  }
}

extension FileDigest {
  init(_ bytes: [UInt8]) { self = bytes.withUnsafeBytes { FileDigest($0) } }
}
