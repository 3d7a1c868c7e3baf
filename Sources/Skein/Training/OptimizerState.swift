/// Adam's moments and step count: what a training needs, beside the weights, to go on.
package struct OptimizerState: Sendable {
  package var adam: Adam
  /// [parameters]: the moments, which a training updates in place. Zeros that nobody has touched at
  /// first, so that each page comes from the memory of the worker that owns its blocks.
  let firstMoments: SharedBuffer<Float>
  let secondMoments: SharedBuffer<Float>
  /// Epochs that have ended: the shuffling goes on from there.
  package var epochs = 0

  package init(layout: ParameterLayout, learningRate: Double) {
    adam = Adam(learningRate: learningRate)
    firstMoments = SharedBuffer(zeroed: layout.floats)
    secondMoments = SharedBuffer(zeroed: layout.floats)
  }

  init(adam: Adam, firstMoments: [Float], secondMoments: [Float]) {
    self.adam = adam
    self.firstMoments = SharedBuffer(firstMoments)
    self.secondMoments = SharedBuffer(secondMoments)
  }

  /// Copies of both moments, [parameters].
  package var moments: (first: [Float], second: [Float]) {
    (Array(firstMoments.elements), Array(secondMoments.elements))
  }
}
