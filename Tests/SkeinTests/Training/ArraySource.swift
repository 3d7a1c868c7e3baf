import Skein

/// Samples that stand in arrays.
struct ArraySource: SampleSource {
  var inputShape: LayerShape
  /// [samples][T · I], time by time.
  var inputs: [[Float]]
  var targets: [[Float]]
  var weights: [Float]?

  var count: Int { inputs.count }
  var targetCount: Int { targets.first?.count ?? 0 }
  var hasWeights: Bool { weights != nil }

  func gatherInput(_ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>) {
    let features = inputShape.features
    for index in inputs[sample].indices {
      let (step, feature) = (index / features, index % features)
      batch[(step * rows + row) * features + feature] = inputs[sample][index]
    }
  }

  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    for index in targets[sample].indices { row[index] = targets[sample][index] }
  }

  func weight(of sample: Int) -> Float { weights?[sample] ?? 1 }

  func identity() -> [IdentityItem] { [IdentityItem("samples", count)] }

  /// Random numbers in (−1, 1).
  static func random(
    samples: Int, input: LayerShape, targets: Int, seed: UInt64 = 1
  ) -> ArraySource {
    let stream = RandomStream(seed: seed, purpose: .noise, stream: 0)
    let width = input.vectors * input.features + targets
    func numbers(_ sample: Int, _ places: Range<Int>) -> [Float] {
      places.map { Float(2 * stream.uniform(at: UInt64(sample * width + $0)) - 1) }
    }
    return ArraySource(
      inputShape: input, inputs: (0..<samples).map { numbers($0, targets..<width) },
      targets: (0..<samples).map { numbers($0, 0..<targets) })
  }

  func samples(_ chosen: [Int]) -> ArraySource {
    ArraySource(
      inputShape: inputShape, inputs: chosen.map { inputs[$0] },
      targets: chosen.map { targets[$0] }, weights: weights.map { all in chosen.map { all[$0] } })
  }
}
