import Foundation
import Hashing
import Skein
import Testing

@Suite("Series")
struct SeriesTests {
  @Test("a series from numbers in memory keeps values, labels and column order")
  func memory() throws {
    let series = try Series(
      name: "m", columns: [("a", [1, 2]), ("b", [3, 4]), ("c", [5, 6])], labels: ["x", "y"],
      options: DataOptions(targets: ["a"], inputs: ["c", "a"]))
    #expect(series.columns == ["c", "a"] && series.targetColumns == [1])
    #expect(series.withValues { Array($0) } == [5, 1, 6, 2])
    #expect(series.rowLabel(1) == "y" && series.hasTimeLabels)
  }

  @Test("gaps and infinities in memory are refused with their row")
  func memoryErrors() {
    #expect(
      throws: DataError.missingValue(
        DataPlace(file: "m", line: 2, column: 1, name: "a"), count: 1)
    ) { try Series(name: "m", columns: [("a", [1, .nan])]) }
    #expect(
      throws: DataError.notFinite(
        DataPlace(file: "m", line: 1, column: 1, name: "a"), value: "inf")
    ) { try Series(name: "m", columns: [("a", [.infinity])]) }
    #expect(throws: DataError.unequalColumns(name: "b", rows: 1, first: "a", expected: 2)) {
      try Series(name: "m", columns: [("a", [1, 2]), ("b", [1])])
    }
    #expect(throws: DataError.unequalColumns(name: "labels", rows: 1, first: "a", expected: 2)) {
      try Series(name: "m", columns: [("a", [1, 2])], labels: ["x"])
    }
    #expect(throws: DataError.emptyFile(file: "m")) { try Series(name: "m", columns: []) }
  }

  @Test("every pattern of gaps in up to eight rows is filled as the definition says")
  func interpolation() throws {
    for rows in 1...8 {
      for pattern in 1..<(1 << rows) {
        let values = (0..<rows).map { Double($0 * $0 + 1) }
        let known = (0..<rows).filter { pattern >> $0 & 1 == 1 }
        let gappy = (0..<rows).map { known.contains($0) ? values[$0] : .nan }
        let filled = try Series(
          name: "m", columns: [("a", gappy)], options: DataOptions(missingValues: .interpolate))
        let expected = (0..<rows).map { row -> Double in
          let before = known.last { $0 <= row }
          let after = known.first { $0 >= row }
          guard let before else { return values[after ?? 0] }
          guard let after, after != before else { return values[before] }
          let share = Double(row - before) / Double(after - before)
          return values[before] + (values[after] - values[before]) * share
        }
        #expect(filled.withValues { Array($0) } == expected)

        let labels = (0..<rows).map { "row \($0)" }
        let dropped = try Series(
          name: "m", columns: [("a", gappy)], labels: labels,
          options: DataOptions(missingValues: .drop))
        #expect(dropped.withValues { Array($0) } == known.map { values[$0] })
        #expect((0..<dropped.rows).map(dropped.rowLabel) == known.map { labels[$0] })
      }
    }
  }

  @Test("FNV-1a gives its published hashes")
  func hash() {
    // Test suite of draft-eastlake-fnv, 64-bit FNV-1a.
    for (text, expected) in [
      ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
    ] as [(String, UInt64)] {
      var hash = FNV1a()
      for byte in text.utf8 { hash.combine(byte) }
      #expect(hash.value == expected)
    }
  }

  @Test("the fingerprint is pinned, and changes with any value, name or column order")
  func fingerprint() throws {
    func print(_ columns: [(String, [Double])]) throws -> UInt64 {
      let inputs = columns.map(\.0)
      return try Series(
        name: "any", columns: columns.map { (name: $0.0, values: $0.1) },
        options: DataOptions(inputs: inputs)
      ).fingerprint
    }
    let one = try print([("a", [1, 2]), ("b", [3, 4])])
    // By hand from the definition, with Python.
    #expect(one == 0x694F_8079_7BB6_88EB)
    let others = try [
      print([("a", [1, 2]), ("b", [3, 4.0000005])]), print([("a", [1, 2]), ("c", [3, 4])]),
      print([("b", [3, 4]), ("a", [1, 2])]), print([("a", [1, 3]), ("b", [2, 4])]),
      print([("ab", [1, 2, 3, 4])]), print([("a", [-1, 2]), ("b", [3, 4])]),
    ]
    #expect(Set(others + [one]).count == 7)
  }
}

@Suite("Built-in series")
struct DataSourceTests {
  @Test("sunspots are the 3,120 months that the library carries in its own code")
  func sunspots() throws {
    let series = try DataSource.load("sunspots")
    #expect(series.rows == 3120 && series.columns == ["sunspots"] && series.path == nil)
    #expect(series.rowLabel(0) == "1749-01" && series.value(row: 0, column: 0) == 58)
    #expect(series.rowLabel(3119) == "2008-12" && series.value(row: 3119, column: 0) == 0.8)
  }

  @Test("the sine is the sine plus a tenth of the stream's noise, and depends on the seed only")
  func sine() throws {
    let series = try DataSource.load("sine", options: DataOptions(seed: 5))
    #expect(series.rows == 1000 && series.columns == ["sine"])
    let noise = RandomStream(seed: 5, purpose: .noise, stream: 0)
    for row in 0..<1000 {
      let clean = sin(50 * Double(row) / 999)
      let expected = clean + 0.1 * noise.normal(at: UInt64(row))
      // The last bit of the C library's sine depends on the processor; that of a float hardly does.
      #expect((series.value(row: row, column: 0) - expected).magnitude < 1e-14)
    }
    #expect(
      try DataSource.load("sine", options: DataOptions(seed: 5)).fingerprint == series.fingerprint)
    #expect(try DataSource.load("sine").fingerprint != series.fingerprint)
    // Computed in Python from Golden/Random/make_streams.py's normal numbers and math.sin.
    #expect(try DataSource.load("sine").fingerprint == 0xA450_CFE5_3959_009F)
  }

  @Test("the own sine is within 2⁻⁵² of the C library's from −1000 to 1000")
  func ownSine() {
    for step in -20_000...20_000 {
      let x = Double(step) * 0.05
      #expect((SineSeries.sine(x) - sin(x)).magnitude <= 0x1p-52, "\(x)")
    }
  }

  @Test("an option that a built-in series has no use for is refused")
  func options() {
    for name in ["sine", "sunspots"] {
      #expect(throws: DataError.self) {
        try DataSource.load(name, options: DataOptions(delimiter: 44))
      }
      #expect(throws: DataError.self) {
        try DataSource.load(name, options: DataOptions(header: .absent))
      }
      #expect(throws: DataError.self) {
        try DataSource.load(name, options: DataOptions(targets: ["temp"]))
      }
      #expect(throws: DataError.self) {
        try DataSource.load(name, options: DataOptions(timeColumn: "when"))
      }
    }
  }

  @Test("a mistyped name is recognised within one edit in three letters, and not beyond")
  func suggestions() {
    #expect(Suggestion.nearest(to: "sunspot", among: ["sine", "sunspots"]) == "sunspots")
    #expect(Suggestion.nearest(to: "SINE", among: ["sine", "sunspots"]) == "sine")
    #expect(Suggestion.nearest(to: "isne", among: ["sine", "sunspots"]) == "sine")
    #expect(Suggestion.nearest(to: "cosine", among: ["sine", "sunspots"]) == "sine")
    #expect(Suggestion.nearest(to: "cosines", among: ["sine"]) == nil)
    #expect(Suggestion.nearest(to: "x", among: ["y"]) == nil)
    #expect(Suggestion.distance(Array("ca"), Array("abc")) == 3)
    #expect(Suggestion.distance(Array("kitten"), Array("sitting")) == 3)
    #expect(Suggestion.distance([], Array("ab")) == 2)
  }
}
