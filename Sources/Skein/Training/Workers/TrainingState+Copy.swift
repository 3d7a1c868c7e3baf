import Foundation

extension TrainingState {
  /// The last weights: in the place of the average while the two have changed places.
  var lastWeights: SharedBuffer<Float> {
    isExchanged.base[0] ? average ?? compiled.weights : compiled.weights
  }

  /// The slots, with the average in its own place.
  private var currentSlots: [SharedBuffer<Float>] {
    isExchanged.base[0] ? slots.dropLast() + [compiled.weights] : slots
  }

  /// What the model is to have: the average where there is one, once there was a step.
  func modelWeights(after progress: TrainingProgress) -> Weights {
    guard let average, progress.steps > 0 else { return compiled.currentWeights() }
    return compiled.weights(in: average)
  }

  /// The arrays as they stand.
  ///
  /// - Parameters:
  ///   - hasBest: whether an epoch has ended, so that there are best weights.
  ///   - step: steps that ended in this epoch.
  func tensors(hasBest: Bool, step: Int) -> TrainingTensors {
    TrainingTensors(
      weights: lastWeights, slots: currentSlots, bestWeights: hasBest ? bestWeights : nil,
      lastGood: lastGood, states: step > 0 ? carried?.before(step) : nil)
  }

  /// A copy of the training in `room`, without what equals the weights; by worker 0, while nobody
  /// writes weights or slots.
  func copy(_ progress: TrainingProgress, into room: TrainingTensors) -> TrainingProgress {
    func take(_ source: SharedBuffer<Float>, _ target: SharedBuffer<Float>) {
      target.base.update(from: source.base, count: source.count)
    }
    func takeIfOther(
      _ source: SharedBuffer<Float>, _ target: SharedBuffer<Float>?
    ) -> SharedBuffer<Float>? {
      let weights = lastWeights
      guard let target, memcmp(weights.base, source.base, 4 * weights.count) != 0 else {
        return nil
      }
      take(source, target)
      return target
    }
    take(lastWeights, room.weights)
    for (source, target) in zip(currentSlots, room.slots) { take(source, target) }
    let step = progress.position.step
    let states = step > 0 ? room.states : nil
    if let states, let carried { take(carried.before(step), states) }
    var copy = progress
    copy.tensors = TrainingTensors(
      weights: room.weights, slots: room.slots,
      bestWeights: progress.best == nil ? nil : takeIfOther(bestWeights, room.bestWeights),
      lastGood: takeIfOther(lastGood, room.lastGood), states: states)
    return copy
  }
}
