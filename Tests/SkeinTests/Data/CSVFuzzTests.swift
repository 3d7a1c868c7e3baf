import Foundation
import Skein
import Testing

@Suite("CSV: hostile bytes")
struct CSVFuzzTests {
  /// Reads and touches everything that a reader of the series would.
  private func exercise(_ bytes: [UInt8], _ options: DataOptions) -> Bool {
    do {
      let series = try CSVReader.read(bytes: bytes, name: "f.csv", options: options)
      for row in 0..<series.rows {
        for column in series.columns.indices where !series.value(row: row, column: column).isFinite
        {
          Issue.record("row \(row) of \(bytes) is not finite")
        }
        #expect(!series.rowLabel(row).utf8.contains(0))
      }
      return true
    } catch {
      let isOneLine = !error.description.contains("\n") && error.description.utf8.count < 2000
      if !isOneLine { Issue.record("\(error.description.debugDescription) for \(bytes)") }
      return false
    }
  }

  @Test("20,000 damaged tables end in a finite series or in one sentence")
  func damagedTables() {
    let seeds = [
      "month,sunspots\n1749-01,58.0\n1749-02,62.6\n1749-03,70.0\n",
      "\u{FEFF}\"a;b\";\"c\"\"d\"\r\n\"1,5\";2\r\n;nan\r\n3e5;-4\r\n",
      "1\t2\t3\n4\t\t6\n7\t8\t9",
      "date|größe\n2020-01-01 00:00|1.234567890123456789\n2020-01-02|inf\n",
    ].map { Array($0.utf8) }
    let spice =
      Array("\"\",;\t|\r\n\n 019.eE+-naif\u{1B}".utf8) + [0, 0xFF, 0xC3, 0xEF, 0xBB, 0xBF]
    let policies = MissingValues.allCases
    let headers = DataOptions.Header.allCases
    let delimiters: [UInt8?] = [nil, nil, nil, nil, nil, 44, 59, 32]
    var outcomes = (series: 0, errors: 0)
    for round in 0..<20_000 as Range<UInt64> {
      let random = RandomStream(seed: 99, purpose: .noise, stream: round)
      var position: UInt64 = 0
      func next(_ bound: Int) -> Int {
        position += 1
        return Int(random.bits(at: position)) % bound
      }
      var bytes = seeds[next(seeds.count)]
      for _ in 0...next(3) where !bytes.isEmpty {
        let place = next(bytes.count)
        switch next(5) {
        case 0: bytes[place] = spice[next(spice.count)]
        case 1: bytes.insert(spice[next(spice.count)], at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place..<min(place + 9, bytes.count))
        default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
        }
      }
      let options = DataOptions(
        targets: next(3) == 0 ? ["1"] : [], delimiter: delimiters[next(delimiters.count)],
        header: headers[next(headers.count)], missingValues: policies[next(policies.count)])
      if exercise(bytes, options) { outcomes.series += 1 } else { outcomes.errors += 1 }
    }
    #expect(outcomes.series > 1000 && outcomes.errors > 1000, "\(outcomes)")
  }

  @Test("one huge line, one huge field and a quote over everything are dealt with at once")
  func hugeShapes() {
    let million = 1_000_000
    for text in [
      String(repeating: ",", count: million), String(repeating: "\"", count: million),
      String(repeating: "\"", count: million + 1), String(repeating: "\n", count: million),
      "v\n\"" + String(repeating: "1\n", count: million), String(repeating: "9", count: million),
      "v\n0." + String(repeating: "0", count: million) + "1\n",
      "v\n1e" + String(repeating: "9", count: million) + "\n",
      "v\n1\n" + String(repeating: " ", count: million),
      String(repeating: "a", count: million) + ",b\n1,2\n", String(repeating: "\r", count: million),
    ] {
      _ = exercise(Array(text.utf8), DataOptions())
    }
    #expect(
      exercise(Array("v\n0.\(String(repeating: "0", count: million))1\n".utf8), DataOptions()))
    // In time that grows with the length: blank lines between rows are missing values.
    let gap = "v\n1\n" + String(repeating: "\n", count: million) + "2\n"
    #expect(exercise(Array(gap.utf8), DataOptions(missingValues: .interpolate)))
  }
}
