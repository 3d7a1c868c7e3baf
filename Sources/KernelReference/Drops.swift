import KernelInterface

extension Reference {
  /// Whether each of `count` numbers is kept: number i has the lower half, or for an odd i the upper one,
  /// of word i % 8 / 2 of block i / 8, and is kept where that is at least the threshold.
  package static func kept(
    count: Int, threshold: UInt32, key: SIMD2<UInt32>, counter: SIMD4<UInt32>
  ) -> [Bool] {
    (0..<count).map { i in
      var place = counter
      place[0] += UInt32(i / 8)
      let word = Philox.block(counter: place, key: key)[i % 8 / 2]
      let half = i % 2 == 0 ? word & 0xFFFF : word >> 16
      return half >= threshold
    }
  }

  /// Each number times the factor where it is kept, and times 0 elsewhere.
  package static func keep(_ source: [Float], _ kept: [Bool], factor: Float) -> [Float] {
    zip(source, kept).map { $0 * ($1 ? factor : 0) }
  }
}
