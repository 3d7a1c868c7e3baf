import Foundation
import Skein
import Support
import Testing

/// Compressed files are read by the programs that are there for them, as a whole or not at all.
@Suite("Compressed files") struct CompressedTests {
  static let programs = [("gzip", "gz"), ("zstd", "zst"), ("xz", "xz"), ("bzip2", "bz2")]

  private static func isThere(_ program: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  /// The bytes that a program makes of a file.
  private static func compressed(_ path: String, by program: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, "-c", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return [UInt8](data)
  }

  private static let text =
    "date,a\n" + SourceTables.rows(700) { "\(SourceTables.day($0)),\(SourceTables.wave($0 * $0))" }

  @Test("the numbers are those of the file that was compressed", arguments: programs.map(\.0))
  func same(program: String) throws {
    guard Self.isThere(program) else {
      print("no program \(program), so its files are not tested")
      return
    }
    let files = try SourceFolder()
    let plain = try files.write("t.csv", Self.text)
    let bytes = try Self.compressed(plain, by: program)
    let expected = Heard { try DataSource.load(plain) }
    let path = try files.write("packed", bytes)
    #expect(Heard { try DataSource.load(path) } == expected)
    #expect(Heard { try DataSource.load(path, options: files.inFiles()) } == expected)
    for size in [1000, 4096] {
      #expect(
        Heard { try CSVReader.read(path: path, options: DataOptions(), pieceSize: size) }.bits
          == expected.bits)
    }
    let series = try DataSource.load(path)
    #expect(series.files.first?.xxh64 == FileDigest(bytes).xxh64, "of the compressed file")
  }

  @Test("a cut or damaged one is refused in a sentence, never read in part", arguments: programs)
  func damaged(program: String, ending: String) throws {
    guard Self.isThere(program) else {
      print("no program \(program), so its files are not tested")
      return
    }
    let files = try SourceFolder()
    let plain = try files.write("t.csv", Self.text)
    let bytes = try Self.compressed(plain, by: program)
    let expected = Heard { try DataSource.load(plain) }
    func check(_ damaged: [UInt8], _ what: String) throws {
      let path = try files.write("t.csv.\(ending)", damaged)
      for size in [2048, 1 << 20] {
        let heard = Heard {
          try CSVReader.read(path: path, options: DataOptions(), pieceSize: size)
        }
        // A byte that no decompressor looks at, such as the time in a header, may differ.
        if heard.refusal.isEmpty {
          #expect(heard.bits == expected.bits && heard.labels == expected.labels, "\(what)")
        } else {
          #expect(!heard.refusal.contains("\n"))
        }
      }
    }
    for share in 1...9 {
      let cut = Array(bytes.prefix(16 + (bytes.count - 17) * share / 9))
      let path = try files.write("cut.\(ending)", cut)
      for size in [2048, 1 << 20] {
        let refusal = Heard {
          try CSVReader.read(path: path, options: DataOptions(), pieceSize: size)
        }.refusal
        #expect(refusal.contains("\(program) finds it damaged"), "\(cut.count): \(refusal)")
      }
    }
    for share in 1...20 {
      var damaged = bytes
      damaged[bytes.count * share / 21] ^= 0x24
      try check(damaged, "byte \(bytes.count * share / 21)")
    }
  }
}
