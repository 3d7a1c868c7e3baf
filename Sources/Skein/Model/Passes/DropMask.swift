import KernelInterface

/// Which numbers are dropped in a step of a training, and what the others are multiplied with, so that
/// their mean stays (Srivastava et al. 2014).
///
/// Whether a number is dropped depends on the training's seed, the step, the layer, the row of the
/// minibatch and the number's place, and on nothing else: not on who asks, how often, or in which order.
package struct DropMask {
  /// What a mask is for: each has numbers of its own in a layer.
  package enum Use: UInt64 {
    case output
    case input
    case state
    /// Of states that stay as they were.
    case zone
  }

  /// A number is kept where 16 random bits are at least this, so rates are multiples of 2⁻¹⁶.
  private let threshold: UInt32
  private let factor: Float
  /// Of the layer in this step.
  private let seed: UInt64

  /// - Parameters:
  ///   - rate: the part that is dropped, from 0 to below 1.
  ///   - number: of the layer, as its site has it.
  package init(rate: Double, _ use: Use, layer number: Int, _ context: PassContext) {
    threshold = Self.threshold(rate)
    factor = 65_536 / Float(65_536 - threshold)
    // A seed for each layer and step: there are more of both than a stream has names.
    seed = RandomStream(
      seed: context.seed, purpose: .dropout, stream: UInt64(number) << 2 | use.rawValue
    ).wideBits(at: UInt64(context.epoch) << 31 | UInt64(context.step))
  }

  private static func threshold(_ rate: Double) -> UInt32 {
    UInt32(min(max((rate * 65_536).rounded(), 0), 65_535))
  }

  /// A bit for each number of a row's vector, set where it is kept.
  ///
  /// - Parameters:
  ///   - bits: `DropTask.words(for: count)` words.
  ///   - row: of the minibatch.
  ///   - vector: which of the row's, each of `count` numbers.
  package func draw(
    _ bits: UnsafeMutablePointer<UInt32>, count: Int, row: Int, vector: Int,
    _ kernels: KernelTable
  ) {
    draw(bits, count: count, row: row, block: vector &* blocks(of: count), kernels)
  }

  private func draw(
    _ bits: UnsafeMutablePointer<UInt32>, count: Int, row: Int, block: Int,
    _ kernels: KernelTable
  ) {
    let stream = RandomStream(seed: seed, purpose: .dropout, stream: UInt64(row))
    let counter = stream.counter(of: UInt64(block))
    precondition(
      block &>> 32 == (block &+ blocks(of: count)) &>> 32, "a vector over 2³² random blocks")
    kernels.draw(
      DropTask(count: count, threshold: threshold, key: stream.key, counter: counter, bits: bits))
  }

  /// Blocks of a vector, of eight numbers each.
  @inline(__always)
  private func blocks(of count: Int) -> Int { (count &+ 7) / 8 }

  /// target[i] ← source[i] · (0 where number i is dropped, and otherwise what the mean needs)
  @inline(__always)
  package func keep(
    _ source: UnsafePointer<Float>, _ bits: UnsafePointer<UInt32>,
    to target: UnsafeMutablePointer<Float>, count: Int, _ kernels: KernelTable
  ) {
    kernels.keep(
      KeepTask(count: count, source: source, target: target, bits: bits, factor: factor))
  }

  /// The factors of a row's vector of `count` numbers: 0 where a number is dropped.
  ///
  /// - Parameters:
  ///   - row: of the minibatch.
  ///   - vector: which of the row's.
  package func write(
    _ factors: UnsafeMutablePointer<Float>, count: Int, row: Int, vector: Int,
    _ kernels: KernelTable
  ) {
    factors.update(repeating: 1, count: count)
    // As many at a time as there is room for on the stack.
    let most = 2048
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: DropTask.words(for: most)) { bits in
      guard let own = bits.baseAddress else { return }
      for first in stride(from: 0, to: count, by: most) {
        let part = min(most, count &- first)
        draw(
          own, count: part, row: row, block: vector &* blocks(of: count) &+ first / 8, kernels)
        keep(factors + first, own, to: factors + first, count: part, kernels)
      }
    }
  }
}

/// values[i] ← values[i] · factors[i]
func multiply(
  _ values: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, count: Int
) {
  for i in 0..<count { values[i] *= factors[i] }
}
