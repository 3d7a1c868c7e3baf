import KernelInterface
import KernelReference

/// A vector of which a part is dropped.
package struct DropProblem {
  private var source: [Float]
  private var threshold: UInt32
  private var key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private let factor: Float = 1.25

  /// - Parameters:
  ///   - count: numbers, special ones among them.
  ///   - threshold: from 0, where all are kept, to 65,536, where none is.
  package init(count: Int, threshold: UInt32) {
    var values = Values(seed: count)
    source = values.array(count)
    let special: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-133, -0x1p-126]
    for i in source.indices where i % 7 == 3 { source[i] = special[(i / 7) % special.count] }
    self.threshold = threshold
    let odd: UInt32 = 2 &* UInt32(count) &+ 1
    key = SIMD2(0x9E37_79B9 &* odd, 0x85EB_CA6B &* (odd ^ threshold))
    counter = SIMD4(77 &* odd, 2 << 28, 0xC2B2_AE35 &* odd, 3)
  }

  package func reference() -> Outcome {
    let kept = Reference.kept(
      count: source.count, threshold: threshold, key: key, counter: counter)
    return outcome(kept, Reference.keep(source, kept, factor: factor))
  }

  package func run(_ kernels: KernelTable, inPlace: Bool = false, in arena: GuardedArena) -> Outcome
  {
    arena.clear()
    let words = DropTask.words(for: source.count)
    let bits = arena.hold("bits", [Float](repeating: 7, count: words), mayWrite: { _ in true })
    let input = arena.hold("source", source, mayWrite: { _ in inPlace })
    let output =
      inPlace
      ? input
      : arena.hold("target", [Float](repeating: 7, count: source.count), mayWrite: { _ in true })
    let drawn = UnsafeMutableRawPointer(bits.start).assumingMemoryBound(to: UInt32.self)
    kernels.draw(
      DropTask(
        count: source.count, threshold: threshold, key: key, counter: counter, bits: drawn))
    kernels.keep(
      KeepTask(
        count: source.count, source: input.constant, target: output.start, bits: drawn,
        factor: factor))
    let kept = source.indices.map { drawn[$0 / 32] >> UInt32($0 % 32) & 1 == 1 }
    var result = outcome(kept, output.values)
    result.strayWrite = arena.strayWrite
    return result
  }

  private func outcome(_ kept: [Bool], _ target: [Float]) -> Outcome {
    Outcome([("kept", kept.map { $0 ? 1 : 0 }), ("target", target)])
  }
}
