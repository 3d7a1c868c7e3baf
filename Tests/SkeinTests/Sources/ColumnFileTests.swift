import Foundation
import Skein
import Support
import Testing

/// Numbers in a file are those in memory.
@Suite("Column files") struct ColumnFileTests {
  @Test("a series in a file is that in memory", arguments: SourceTables.all.map(\.name))
  func same(name: String) throws {
    let files = try SourceFolder()
    let table = try #require(SourceTables.all.first { $0.name == name })
    let options = table.options
    let path = try table.write(to: files)
    let memory = Heard { try DataSource.load(path, options: options) }
    // Made, then found.
    for _ in 0..<2 {
      let heard = Heard { try DataSource.load(path, options: files.inFiles(options)) }
      #expect(heard == memory)
      #expect(files.columnFiles.count == (memory.refusal.isEmpty ? 1 : 0), "\(files.columnFiles)")
      #expect(files.columnFiles.allSatisfy { $0.hasSuffix(".columns") })
    }
  }

  @Test("the scaler, the scaled values and the windows have the same bits")
  func windows() throws {
    let files = try SourceFolder()
    let text =
      "date,a,b\n"
      + SourceTables.rows(200) {
        "\(SourceTables.day($0)),\($0 % 9 == 0 ? "" : SourceTables.wave($0)),\($0 * $0)"
      }
    let path = try files.write("t.csv", text)
    let options = DataOptions(targets: ["b", "a"], inputs: ["a"], missingValues: .interpolate)
    for scaling in Scaling.allCases {
      let sets = try [options, files.inFiles(options)].map { options in
        try Dataset(
          DataSource.load(path, options: options), window: 7, step: 2, scaling: scaling)
      }
      #expect(sets[1].series.isInFile && !sets[0].series.isInFile)
      #expect(sets[0].scaler == sets[1].scaler)
      let gathered = sets.map { (set: Dataset) -> [[UInt32]] in
        let source = set.all.source
        return (0..<source.count).map { (sample: Int) -> [UInt32] in
          var input = [Float](repeating: .nan, count: 3 * 7)
          var targets = [Float](repeating: .nan, count: 2)
          source.gatherInput(sample, row: 1, rows: 3, into: &input)
          source.gatherTargets(sample, into: &targets)
          let all: [Float] = input + targets + [source.weight(of: sample)]
          return all.map(\.bitPattern)
        }
      }
      #expect(gathered[0] == gathered[1])
      #expect(sets[0].all.source.identity() == sets[1].all.source.identity())
      let scaled = sets.map { $0.scaledValues }
      #expect(scaled[0] == scaled[1])
    }
  }

  @Test("a gap across the end of the training part is filled from the past, in a file as in memory")
  func past() throws {
    let files = try SourceFolder()
    let text =
      "date,a\n"
      + SourceTables.rows(300) {
        "\(SourceTables.day($0)),\((170..<250).contains($0) ? "" : SourceTables.wave($0))"
      }
    let path = try files.write("t.csv", text)
    let options = DataOptions(missingValues: .interpolate)
    let values = try [options, files.inFiles(options)].map { options in
      let series = try DataSource.load(path, options: options)
      let dataset = try Dataset(series, window: 5)
      let changed = dataset.series.withValues { Array($0) }
      #expect(changed != series.withValues { Array($0) })
      return changed
    }
    #expect(values[0] == values[1])
    // The file keeps what was read.
    let again = try DataSource.load(path, options: files.inFiles(options))
    let memory = try DataSource.load(path, options: options)
    #expect(again.withValues { Array($0) } == memory.withValues { Array($0) })
  }

  @Test("a column file is used as long as its source is the same, and then made anew")
  func recognised() throws {
    let files = try SourceFolder()
    let path = try files.write("t.csv", "v\n" + SourceTables.rows(50) { "\($0)" })
    func first() throws -> Double {
      try DataSource.load(path, options: files.inFiles()).value(row: 0, column: 0)
    }
    #expect(try first() == 0)
    var status = stat()
    stat(path, &status)
    // The same size and time of change: nobody looks into the file.
    _ = try files.write("t.csv", "v\n9" + SourceTables.rows(50) { "\($0)" }.dropFirst())
    var times = [status.st_atim, status.st_mtim]
    utimensat(AT_FDCWD, path, &times, 0)
    #expect(try first() == 0)
    times[1].tv_nsec = (times[1].tv_nsec + 1) % 1_000_000_000
    utimensat(AT_FDCWD, path, &times, 0)
    #expect(try first() == 9)
    _ = try files.write("t.csv", "v\n" + SourceTables.rows(51) { "\($0 + 3)" })
    #expect(try first() == 3)
    #expect(files.columnFiles.count == 1, "one file for one source: \(files.columnFiles)")
    // Another choice of columns has a file of its own.
    _ = try DataSource.load(path, options: files.inFiles(DataOptions(targets: ["1"])))
    #expect(files.columnFiles.count == 2)
  }

  @Test("a damaged column file is made anew, wherever it is damaged")
  func damaged() throws {
    let files = try SourceFolder()
    let text =
      "date,a\n" + SourceTables.rows(40) { "\(SourceTables.day($0)),\(SourceTables.wave($0))" }
    let path = try files.write("t.csv", text)
    let sound = Heard { try DataSource.load(path, options: files.inFiles()) }
    let name = "columns/" + (try #require(files.columnFiles.first))
    let bytes = try files.folder.bytes(name)
    let content = Array(stride(from: 4096, to: bytes.count, by: 97))
    let places: [Int] = Array(stride(from: 0, to: 80, by: 3)) + content + [bytes.count - 1]
    for place in places {
      var damaged = bytes
      damaged[place] ^= 0x10
      _ = try files.write(name, damaged)
      #expect(Heard { try DataSource.load(path, options: files.inFiles()) } == sound, "\(place)")
      #expect(try files.folder.bytes(name) == bytes, "byte \(place) was not noticed")
    }
    for count in [0, 1, 4095, 4096, 5000, bytes.count - 1] {
      _ = try files.write(name, Array(bytes.prefix(count)))
      #expect(Heard { try DataSource.load(path, options: files.inFiles()) } == sound, "\(count)")
      #expect(try files.folder.bytes(name) == bytes, "\(count) bytes were enough")
    }
  }

  @Test("what a killed process left is removed, and a folder that cannot be is told")
  func folders() throws {
    let files = try SourceFolder()
    let path = try files.write("t.csv", "v\n" + SourceTables.rows(50) { "\($0)" })
    try FileManager.default.createDirectory(
      atPath: files.folder.path("columns"), withIntermediateDirectories: true)
    // No process has the number 0x7FFFFFFF.
    _ = try files.write("columns/.2147483647-1.skein-tmp", "left")
    _ = try DataSource.load(path, options: files.inFiles())
    #expect(files.columnFiles.allSatisfy { $0.hasSuffix(".columns") }, "\(files.columnFiles)")
    var options = DataOptions()
    options.columnFile = .folder(path)
    let refusal = Heard { try DataSource.load(path, options: options) }.refusal
    #expect(refusal.contains("does not fit into memory") && refusal.contains("not a folder"))
  }

  @Test("several series in one table, and rows of standard input, leave no file behind")
  func scratch() throws {
    let files = try SourceFolder()
    let text =
      "date,shop,a\n"
      + SourceTables.rows(60) { "\(SourceTables.day($0 / 2)),\($0 % 2 == 0 ? "A" : "B"),\($0)" }
    let path = try files.write("t.csv", text)
    var options = DataOptions()
    options.order.series = "shop"
    let memory = Heard { try DataSource.load(path, options: options) }
    #expect(memory.refusal.isEmpty && memory.runs.count == 2)
    #expect(Heard { try DataSource.load(path, options: files.inFiles(options)) } == memory)
    #expect(files.columnFiles == [])
  }
}

extension Dataset {
  /// All scaled values, as bits.
  fileprivate var scaledValues: [UInt32] {
    scaler.scaled(series).withValues { $0.map(\.bitPattern) }
  }
}
