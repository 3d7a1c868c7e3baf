import Foundation

extension TrainingState {
  /// The arrays as they stand.
  ///
  /// - Parameter hasBest: whether an epoch has ended, so that there are best weights.
  func tensors(hasBest: Bool) -> TrainingTensors {
    TrainingTensors(
      weights: compiled.weights, slots: slots, bestWeights: hasBest ? bestWeights : nil,
      lastGood: lastGood)
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
      let weights = compiled.weights
      guard let target, memcmp(weights.base, source.base, 4 * weights.count) != 0 else {
        return nil
      }
      take(source, target)
      return target
    }
    take(compiled.weights, room.weights)
    for (source, target) in zip(slots, room.slots) { take(source, target) }
    var copy = progress
    copy.tensors = TrainingTensors(
      weights: room.weights, slots: room.slots,
      bestWeights: progress.best == nil ? nil : takeIfOther(bestWeights, room.bestWeights),
      lastGood: takeIfOther(lastGood, room.lastGood))
    return copy
  }
}
