extension BenchmarkProblem {
  /// The shapes between and beyond the three presets, one dimension at a time, with what each is
  /// there for: there should be none where the rate falls off beside its neighbours.
  package static func sweep(
    inference: Bool = false
  ) throws -> [(problem: BenchmarkProblem, reason: String)] {
    try hiddenSizes.map { size, reason in
      (
        try BenchmarkProblem(
          Sequential(specification: "lstm:\(size),dense:1"), inference: inference), reason
      )
    }
      + batchSizes.map { size, reason in
        (
          try BenchmarkProblem(
            Sequential(specification: "lstm:64,dense:1"), batchSize: size, inference: inference),
          reason
        )
      }
      + inputSizes.map { size, reason in
        (
          try BenchmarkProblem(
            Sequential(specification: "lstm:64,dense:1"), inputSize: size, inference: inference),
          reason
        )
      }
      + (2...4).map { layers in
        let stack = String(repeating: "lstm:64,", count: layers)
        return (
          try BenchmarkProblem(
            Sequential(specification: "\(stack)dense:1"), inference: inference),
          "\(layers) layers"
        )
      }
  }

  /// Around each size at which a register, a panel or a cache is full.
  private static let hiddenSizes: [(Int, String)] = [
    (1, "nothing to share out"), (2, "less than a register"), (4, "one NEON register"),
    (7, "odd, below an AVX2 register"), (8, "one AVX2 register"), (9, "one unit over it"),
    (15, "one unit below an AVX-512 register"), (16, "one AVX-512 register"),
    (17, "one unit over it"), (31, "odd"), (32, "two registers"), (33, "one unit over them"),
    (50, "the reference's second layer"), (60, "the reference's first layer"),
    (63, "one unit below a column panel"), (64, "one column panel"), (65, "one unit over it"),
    (100, "a round number of people"), (127, "odd"), (128, "weights near the first-level cache"),
    (129, "one unit over it"), (200, "a round number of people"), (255, "odd"),
    (256, "weights fill the second-level cache"), (257, "one unit over it"),
    (384, "no power of two"), (511, "odd"), (512, "weights outgrow the second-level cache"),
    (513, "one unit over it"), (768, "no power of two"), (1023, "odd"),
    (1024, "rows apart by a power of two"),
  ]

  /// Around each number of rows that changes how many tiles and shards there are.
  private static let batchSizes: [(Int, String)] = [
    (1, "one row, one shard"), (2, "one full shard"), (3, "a shard and a half"),
    (5, "less than a tile"), (8, "four shards"), (13, "odd"), (16, "eight shards"),
    (33, "one row over the default"), (64, "32 shards"), (100, "no power of two"),
    (128, "64 shards"), (256, "workspaces outgrow the second-level cache"),
  ]

  private static let inputSizes: [(Int, String)] = [
    (2, "two columns"), (7, "odd"), (16, "one AVX-512 register"), (33, "odd"),
    (64, "as many as units"), (128, "more than units"), (257, "odd"),
    (512, "the input product outweighs the recurrent one"),
  ]
}
