extension TrainingProgress {
  /// More epochs than any trainer comes to.
  private static let mostEpochs = 1 << 40

  /// Whether the counts agree with each other and with a training on so many samples; those of a file
  /// are asked before anything is computed with them.
  func counts(fit samples: Int, batchSize: Int) -> Bool {
    let stepsPerEpoch = (samples + batchSize - 1) / batchSize
    guard (0...Self.mostEpochs).contains(position.epoch), (0...position.epoch).contains(firstEpoch),
      epochs.count == position.epoch - firstEpoch, (0...stepsPerEpoch).contains(position.step)
    else { return false }
    // Epochs have at most 2³¹ samples, so nothing here comes near the limit of an integer.
    let seen = epochs.count * samples + min(position.step * batchSize, samples)
    let steps = epochs.count * stepsPerEpoch + position.step
    let mostSteps = (position.epoch + 1) * Int(Int32.max)
    // A training that began within an epoch has not seen all of it.
    return (max(seen - samples, 0)...seen).contains(self.samples)
      && (min(steps, mostSteps)...mostSteps).contains(self.steps)
  }

  /// Whether every number could come of a training. An update may have led weights and moments astray,
  /// which the next loss finds out; then there are weights to go back to.
  package var isSound: Bool {
    let mayBeAstray = tensors.lastGood == nil ? [tensors.weights] + tensors.slots : []
    let buffers =
      mayBeAstray + [tensors.bestWeights, tensors.lastGood, tensors.states].compactMap(\.self)
    let times = epochs.map(\.seconds) + epochs.compactMap(\.time) + [epochSeconds, seconds]
    return learningRate > 0 && learningRate.isFinite && optimizer.hasSoundNumbers
      && position.lossSum.isFinite && (best?.loss.isFinite ?? true)
      && times.allSatisfy { $0 >= 0 && $0.isFinite }
      && epochs.allSatisfy { $0.loss.isFinite && ($0.validationLoss?.isFinite ?? true) }
      && epochs.allSatisfy { $0.learningRate.map { $0 >= 0 && $0.isFinite } ?? true }
      && buffers.allSatisfy { $0.elements.allSatisfy(\.isFinite) }
  }
}
