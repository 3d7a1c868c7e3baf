import Skein

/// Series whose course is known, with noise that is the same everywhere.
enum NoisySeries {
  /// Numbers from −1 to 1.
  struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 23) - 1
    }
  }

  /// A series of one column, or of two that follow the same rule with other noise.
  static func series(
    rows: Int = 300, columns: Int = 1, seed: UInt64 = 1,
    _ value: (_ row: Int, _ past: [Double], _ noise: Double) -> Double
  ) throws -> Series {
    try Series(
      name: "noisy",
      columns: (0..<columns).map { column in
        var noise = Noise(seed + UInt64(column))
        var values: [Double] = []
        for row in 0..<rows { values.append(value(row, values, noise.next())) }
        return (name: "c\(column)", values: values)
      },
      options: DataOptions(
        targets: ["c0"], inputs: (0..<columns).map { "c\($0)" }))
  }

  /// A sum of all that came.
  static func walk(rows: Int = 300, columns: Int = 1, seed: UInt64 = 1) throws -> Series {
    try series(rows: rows, columns: columns, seed: seed) { _, past, noise in
      (past.last ?? 100) + noise
    }
  }
}
