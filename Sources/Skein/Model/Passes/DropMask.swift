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

  /// The factors of a row's vector of `count` numbers: 0 where a number is dropped.
  ///
  /// - Parameters:
  ///   - row: of the minibatch.
  ///   - vector: which of the row's.
  package func write(
    _ factors: UnsafeMutablePointer<Float>, count: Int, row: Int, vector: Int
  ) {
    let stream = RandomStream(seed: seed, purpose: .dropout, stream: UInt64(row))
    var block = UInt64(vector) &* UInt64((count &+ 7) / 8)
    var done = 0
    while done < count {
      let words = stream.block(at: block)
      block &+= 1
      if done &+ 8 <= count {
        write(words, to: factors + done)
      } else {
        writeFirst(count &- done, of: words, to: factors + done)
      }
      done &+= 8
    }
  }

  /// Eight factors, two of each word. Written out, because vectors of Swift's fall apart here.
  @inline(__always)
  private func write(_ words: SIMD4<UInt32>, to factors: UnsafeMutablePointer<Float>) {
    let (a, b, c, d) = (words[0], words[1], words[2], words[3])
    factors[0] = chosen(a & 0xFFFF)
    factors[1] = chosen(a &>> 16)
    factors[2] = chosen(b & 0xFFFF)
    factors[3] = chosen(b &>> 16)
    factors[4] = chosen(c & 0xFFFF)
    factors[5] = chosen(c &>> 16)
    factors[6] = chosen(d & 0xFFFF)
    factors[7] = chosen(d &>> 16)
  }

  private func writeFirst(
    _ count: Int, of words: SIMD4<UInt32>, to factors: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<count { factors[j] = chosen(words[j / 2] &>> UInt32(j % 2 * 16) & 0xFFFF) }
  }

  /// Without a jump that would be guessed wrong as often as not: all bits of the factor, or none.
  @inline(__always)
  private func chosen(_ bits: UInt32) -> Float {
    Float(bitPattern: factor.bitPattern & ((bits &- threshold) &>> 31 &- 1))
  }
}

/// values[i] ← values[i] · factors[i]
func multiply(
  _ values: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, count: Int
) {
  for i in 0..<count { values[i] *= factors[i] }
}
