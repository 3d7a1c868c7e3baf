/// Adam's moments and step count: what a training needs, beside the weights, to go on.
package struct OptimizerState: Sendable, Equatable {
  package var adam: Adam
  package var firstMoments: [Float]
  package var secondMoments: [Float]
  /// Epochs that have ended: the shuffling goes on from there.
  package var epochs = 0

  package init(layout: ParameterLayout, learningRate: Double) {
    adam = Adam(learningRate: learningRate)
    firstMoments = [Float](repeating: 0, count: layout.floats)
    secondMoments = [Float](repeating: 0, count: layout.floats)
  }
}
