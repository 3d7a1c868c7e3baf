/// Draws which numbers of a vector are kept: those whose 16 random bits are at least a threshold.
///
/// Block b of Philox has the bits of numbers 8b to 8b + 7, two in each of its words, the lower half first.
package struct DropTask {
  package var count: Int
  package var threshold: UInt32
  package var key: SIMD2<UInt32>
  /// Of the first block; the next ones have the next first words, which must not overflow.
  package var counter: SIMD4<UInt32>
  /// [⌈count / 32⌉] words: bit i % 32 of word i / 32 is set where number i is kept. What the last word
  /// holds beyond them means nothing.
  package var bits: UnsafeMutablePointer<UInt32>

  package init(
    count: Int, threshold: UInt32, key: SIMD2<UInt32>, counter: SIMD4<UInt32>,
    bits: UnsafeMutablePointer<UInt32>
  ) {
    self.count = count
    self.threshold = threshold
    self.key = key
    self.counter = counter
    self.bits = bits
  }

  /// The words that hold a bit for each of `count` numbers.
  @inline(__always)
  package static func words(for count: Int) -> Int { (count &+ 31) / 32 }
}

/// target[i] = source[i] · (the factor where bit i is set, 0 elsewhere); both may be one buffer.
package struct KeepTask {
  package var count: Int
  package var source: UnsafePointer<Float>
  package var target: UnsafeMutablePointer<Float>
  package var bits: UnsafePointer<UInt32>
  package var factor: Float

  package init(
    count: Int, source: UnsafePointer<Float>, target: UnsafeMutablePointer<Float>,
    bits: UnsafePointer<UInt32>, factor: Float
  ) {
    self.count = count
    self.source = source
    self.target = target
    self.bits = bits
    self.factor = factor
  }
}
