extension Model {
  /// The same layers and weights for sequences of another length.
  ///
  /// - Throws: `ModelError` where the weights depend on it.
  package func taking(steps: Int) throws -> Model {
    let shape = LayerShape(steps: steps, features: input.features)
    guard try ParameterLayout(architecture, input: shape) == weights.layout else {
      throw ModelError.needsWholeSequence(model: architecture.specification)
    }
    return try Model(architecture, input: shape, weights: weights)
  }

  /// The probability of each class, [samples, classes] or [samples, T, classes].
  package func probabilities(
    _ samples: any SampleSource, loss: Loss, crew: Crew? = nil
  ) throws -> [Float] {
    var outputs = try unread.predict(samples, crew: crew)
    let count = rawOutput.features
    outputs.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for first in stride(from: 0, to: buffer.count, by: count) {
        loss.head.read(base + first, count: count)
      }
    }
    return outputs
  }

  /// The probability of each class: [samples, classes], or [steps of all samples, classes] of a model that
  /// gives them at each step, padding left out.
  package func classProbabilities(
    _ samples: any SampleSource, loss: Loss, crew: Crew? = nil
  ) throws -> [Float] {
    let shape = rawOutput
    guard shape.steps != nil else { return try probabilities(samples, loss: loss, crew: crew) }
    let numbers = shape.vectors * shape.features
    let atOnce = max((1 << 24) / max(numbers, 1), 1)
    var found: [Float] = []
    for first in Swift.stride(from: 0, to: samples.count, by: atOnce) {
      let part = SamplePart(samples, first..<min(first + atOnce, samples.count))
      let outputs = try probabilities(part, loss: loss, crew: crew)
      for sample in 0..<part.count {
        let begin = sample * numbers
        found += outputs[begin..<begin + part.length(of: sample) * shape.features]
      }
    }
    return found
  }
}
