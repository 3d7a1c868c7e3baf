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

  /// The mean loss of all terms of some samples that have all steps.
  ///
  /// Some samples at a time, so that a long text needs no memory for all its outputs.
  package func meanLoss(_ samples: any SampleSource, loss: Loss, crew: Crew) throws -> Double {
    let targets = samples.targetCount
    let shape = rawOutput
    let stride = Activations.stride(of: shape.features)
    let row = SharedBuffer<Float>(repeating: 0, count: shape.vectors * stride)
    let actual = SharedBuffer<Float>(repeating: 0, count: targets)
    let numbers = shape.vectors * shape.features
    let atOnce = max((1 << 24) / max(numbers, 1), 1)
    var sum = 0.0
    for first in Swift.stride(from: 0, to: samples.count, by: atOnce) {
      let part = SamplePart(samples, first..<min(first + atOnce, samples.count))
      let outputs = try unread.predict(part, crew: crew)
      for sample in 0..<part.count {
        for vector in 0..<shape.vectors {
          for feature in 0..<shape.features {
            row.base[vector * stride + feature] =
              outputs[sample * numbers + vector * shape.features + feature]
          }
        }
        part.gatherTargets(sample, into: actual.base)
        let activations = Activations(row.base, features: shape.features, vectors: shape.vectors)
        sum += loss.head.loss(
          of: HeadRow(outputs: activations, rows: 1, row: 0, targets: actual.base), scale: 0,
          gradient: nil)
      }
    }
    return sum / Double(samples.count * loss.head.terms(for: shape))
  }
}
