import KernelInterface

/// What random numbers are for. Each purpose has its own numbers under the same seed, so that, say,
/// turning dropout on leaves the initial weights and the shuffling as they were.
///
/// The raw values are part of every result: never renumber them.
package enum RandomPurpose: UInt32, Sendable, CaseIterable {
  case initialWeights = 0
  case shuffle = 1
  case dropout = 2
  case noise = 3
  /// The order of batches whose rows are of about one length.
  case batches = 4
  /// Which samples are for the test and for validation.
  case split = 5
  /// What is drawn of predicted probabilities.
  case sampling = 6
  /// Courses that a forecast may take.
  case samplePaths = 7
}

/// Random numbers that are addressed by position: a value, with nothing to advance and no state.
///
/// `stream` tells apart the uses within one purpose: a layer, an epoch. Equal seed, purpose, stream
/// and position give equal bits on every machine, whichever worker asks and in whatever order.
///
/// `uniform(at: p)` and `normal(at: p)` are both made of the words `bits(at: 2p)` and
/// `bits(at: 2p + 1)`, so take only one kind of number from one stream.
package struct RandomStream: Sendable {
  let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  private let purpose: UInt32

  /// The counter's upper half is the stream and its lower half the purpose (4 bits) and the block
  /// (60 bits): an injective layout, so no two streams of a seed ever share a block.
  package init(seed: UInt64, purpose: RandomPurpose, stream: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = SIMD2(
      UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    self.purpose = purpose.rawValue << 28
  }

  /// Philox's counter of block `index` < 2⁶⁰.
  @inline(__always)
  func counter(of index: UInt64) -> SIMD4<UInt32> {
    precondition(index < 1 << 60, "block \(index) is past the end of a random stream")
    let low = UInt32(truncatingIfNeeded: index)
    let high = UInt32(truncatingIfNeeded: index >> 32)
    return SIMD4(low, high | purpose, stream[0], stream[1])
  }

  @inline(__always)
  func block(at index: UInt64) -> SIMD4<UInt32> {
    Philox.block(counter: counter(of: index), key: key)
  }

  /// The 32 random bits at `position` < 2⁶².
  @inline(__always)
  package func bits(at position: UInt64) -> UInt32 {
    block(at: position >> 2)[Int(position & 3)]
  }

  /// The 64 random bits at `position` < 2⁶¹: words 2·position (low half) and 2·position + 1.
  @inline(__always)
  package func wideBits(at position: UInt64) -> UInt64 {
    let words = block(at: position >> 1)
    let odd = position & 1 == 1
    return UInt64(odd ? words[2] : words[0]) | UInt64(odd ? words[3] : words[1]) << 32
  }

  /// A number in [0, 1) at `position` < 2⁶¹: a multiple of 2⁻⁵³, exact.
  @inline(__always)
  package func uniform(at position: UInt64) -> Double {
    Double(wideBits(at: position) >> 11) * 0x1p-53
  }

  /// A standard normal number at `position` < 2⁶¹, at most 8.21 from zero.
  ///
  /// By inversion, one number per position: the Box–Muller and ziggurat methods need the C
  /// library's functions, whose last bit depends on the processor, or a varying count of words.
  package func normal(at position: UInt64) -> Double {
    // An odd multiple of 2⁻⁵³: never 0, ½ or 1, and as likely as its mirror image 1 − p.
    let odd = (wideBits(at: position) >> 12) << 1 | 1
    return NormalDistribution.quantile(Double(odd) * 0x1p-53)
  }
}
