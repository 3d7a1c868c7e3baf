/// What flows between layers: a sequence of feature vectors, or one vector, per row of a minibatch.
public struct LayerShape: Sendable, Hashable {
  /// Time steps; nil for a single vector.
  public var steps: Int?
  /// Numbers at each step.
  public var features: Int

  public init(steps: Int? = nil, features: Int) {
    self.steps = steps
    self.features = features
  }

  /// Vectors per row of a minibatch.
  public var vectors: Int { steps ?? 1 }
}

extension LayerShape: CustomStringConvertible {
  /// As Keras writes shapes: `(None, 50, 60)`, the first size being the batch.
  public var description: String {
    guard let steps else { return "(None, \(features))" }
    return "(None, \(steps), \(features))"
  }
}
