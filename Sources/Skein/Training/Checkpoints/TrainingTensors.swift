/// The arrays of a training, each of [floats] in the model's layout.
///
/// They are shared by whoever holds the value: a running training updates them in place.
package struct TrainingTensors: Sendable {
  package var weights: SharedBuffer<Float>
  /// In the order of `Optimizer.slots`.
  package var slots: [SharedBuffer<Float>]
  /// Weights at the end of the epoch with the lowest loss; nil where they equal `weights`, or no
  /// epoch has ended.
  package var bestWeights: SharedBuffer<Float>?
  /// Weights at the beginning of the last epoch whose first loss was finite; nil where they equal
  /// `weights`.
  package var lastGood: SharedBuffer<Float>?
  /// [rows, width]: what the rows of the next step go on from in a stateful training; nil elsewhere, and
  /// where it begins an epoch.
  package var states: SharedBuffer<Float>?

  package init(
    weights: SharedBuffer<Float>, slots: [SharedBuffer<Float>],
    bestWeights: SharedBuffer<Float>? = nil, lastGood: SharedBuffer<Float>? = nil,
    states: SharedBuffer<Float>? = nil
  ) {
    self.weights = weights
    self.slots = slots
    self.bestWeights = bestWeights
    self.lastGood = lastGood
    self.states = states
  }

  /// Where a training begins. The slots are zeros that nobody has touched, so that each page comes
  /// from the memory of the worker that owns its blocks.
  package init(_ weights: [Float], slots: Int) {
    self.weights = SharedBuffer(weights)
    self.slots = (0..<slots).map { _ in SharedBuffer(zeroed: weights.count) }
  }

  /// Room for a copy, in memory that nobody has touched.
  ///
  /// - Parameter states: numbers of a stateful training's.
  package init(untouched count: Int, slots: Int, states: Int = 0) {
    func room() -> SharedBuffer<Float> { SharedBuffer(untouched: count) }
    self.states = states == 0 ? nil : SharedBuffer(untouched: states)
    weights = room()
    self.slots = (0..<slots).map { _ in room() }
    bestWeights = room()
    lastGood = room()
  }

  /// The same numbers in memory of their own.
  package func copied() -> TrainingTensors {
    func copy(_ buffer: SharedBuffer<Float>) -> SharedBuffer<Float> {
      SharedBuffer(buffer.elements)
    }
    return TrainingTensors(
      weights: copy(weights), slots: slots.map(copy), bestWeights: bestWeights.map(copy),
      lastGood: lastGood.map(copy), states: states.map(copy))
  }
}
