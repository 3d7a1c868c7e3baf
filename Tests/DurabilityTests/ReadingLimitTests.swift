import Support
import Testing

/// Files that are larger than a limit on memory lets be read.
@Suite("Reading under a limit on memory", .limitsTheProcess) struct ReadingLimitTests {
  /// Trains on `t.csv`, or is refused in one sentence, under each limit; never a trap between.
  private func expectNoTrap(_ folder: ScratchFolder, _ megabytes: StrideTo<Int>) throws -> [Int32] {
    try megabytes.map { limit in
      let outcome = try SkeinProcess.run(
        "train --data t.csv --window 3 --model lstm:2,dense:1 --epochs 0 --workers 1 --no-tuning"
          + " --quiet --overwrite --output run",
        in: folder, setup: "ulimit -v \(limit * 1000)")
      #expect([0, 1].contains(outcome.code), "\(limit) MB: \(outcome.code) \(outcome.errors)")
      if outcome.code == 1 {
        let lines = outcome.errors.split(separator: "\n")
        let last = lines.last ?? ""
        #expect(
          last.hasPrefix("skein: ") && last.contains("memory"), "\(limit) MB: \(outcome.errors)")
        // The runtime has its own line where an array found none, close to the limit.
        let isRefusal = lines.count == 1 && last.contains("are free")
        let isRuntime = lines.count == 2 && lines[0].hasPrefix("Fatal error: failed to allocate")
        #expect(isRefusal || isRuntime, "\(limit) MB: \(outcome.errors)")
      }
      return outcome.code
    }
  }

  @Test("many rows of one column are refused with both amounts, or read")
  func rows() throws {
    let folder = try ScratchFolder()
    let block = (0..<50_000).map { "\($0 % 97)\n" }.joined()
    try folder.write("t.csv", "v\n" + String(repeating: block, count: 200))
    #expect(try expectNoTrap(folder, stride(from: 180, to: 500, by: 40)).contains(1))
  }

  @Test("labels and quoted fields take their memory only where it is")
  func labels() throws {
    let folder = try ScratchFolder()
    let block = (0..<20_000).map { "\"row \($0) of the table\",\($0 % 97)\n" }.joined()
    try folder.write("t.csv", "time,v\n" + String(repeating: block, count: 50))
    #expect(try expectNoTrap(folder, stride(from: 180, to: 500, by: 60)).contains(1))
  }

  @Test("thousands of columns, all of them inputs, are refused with both amounts, or read")
  func columns() throws {
    let folder = try ScratchFolder()
    let names = (0..<20_000).map { "c\($0)" }
    let row = names.indices.map { String($0 % 7) }.joined(separator: ",")
    try folder.write(
      "t.csv",
      names.joined(separator: ",") + "\n" + String(repeating: row + "\n", count: 1500))
    #expect(try expectNoTrap(folder, stride(from: 180, to: 500, by: 80)).contains(1))
  }
}
