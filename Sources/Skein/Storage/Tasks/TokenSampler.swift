/// Draws a token by the scores that a model gives to all of them.
///
/// The scores are divided by the temperature; the most likely tokens are kept, as many as `topK`, and of
/// those as few as have the probability `topP` together; one is drawn by its probability. Random numbers are
/// addressed by seed and place, so equal seeds give equal texts on every machine.
///
/// Source of the last: Holtzman et al., "The curious case of neural text degeneration", ICLR 2020.
package struct TokenSampler: Sendable {
  /// 0 always takes the most likely token.
  package var temperature = 1.0
  /// Nil keeps all.
  package var topK: Int?
  package var topP: Double?
  private let stream: RandomStream
  private var drawn: UInt64 = 0

  package init(seed: UInt64) {
    stream = RandomStream(seed: seed, purpose: .sampling, stream: 0)
  }

  /// - Throws: `SettingsError` for the first number that makes no sense.
  package func validate() throws(SettingsError) {
    if !(temperature >= 0 && temperature.isFinite) {
      throw .outOfRange(
        name: "temperature", value: "\(temperature)", allowed: "a number of 0 or more")
    }
    if let topK, topK < 1 {
      throw .outOfRange(name: "top k", value: "\(topK)", allowed: "a number of tokens from 1")
    }
    if let topP, !(topP > 0 && topP <= 1) {
      throw .outOfRange(
        name: "top p", value: "\(topP)", allowed: "a probability above 0 and up to 1")
    }
  }

  /// The next token's id; never padding or the unknown token.
  ///
  /// - Parameter scores: of all ids, raw.
  package mutating func next(_ scores: [Float]) -> Int32 {
    let first = Int(Vocabulary.unknown) + 1
    // Of equal scores the lower id comes first.
    var order = (first..<scores.count).sorted { (scores[$1], $0) < (scores[$0], $1) }
    if let topK { order.removeLast(max(order.count - topK, 0)) }
    guard temperature > 0, let best = order.first else { return Int32(order.first ?? first) }
    let most = Double(scores[best])
    var weights = order.map { Numerics.exp((Double(scores[$0]) - most) / temperature) }
    if let topP {
      let bound = topP * weights.reduce(0, +)
      var sum = 0.0
      let kept = weights.firstIndex { weight in
        sum += weight
        return sum >= bound
      }
      weights.removeLast(weights.count - 1 - (kept ?? weights.count - 1))
    }
    defer { drawn += 1 }
    let mark = stream.uniform(at: drawn) * weights.reduce(0, +)
    var sum = 0.0
    for (place, weight) in weights.enumerated() {
      sum += weight
      if mark < sum { return Int32(order[place]) }
    }
    return Int32(order[weights.count - 1])
  }
}
