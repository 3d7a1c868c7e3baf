/// An architecture with weights, for inputs of one shape: a value that can be trained, stored and
/// asked for predictions.
public struct Model: Sendable {
  public let architecture: Sequential
  public let input: LayerShape
  /// What each layer gives.
  public let outputShapes: [LayerShape]
  public internal(set) var weights: Weights
  /// What makes predictions of the last layer's numbers; nil where they are predictions.
  var reader: (any Head)?

  /// A model with initial weights, the same for a seed on every machine.
  ///
  /// - Throws: `ModelError` when the layers do not fit each other, the input, or what the loss needs for
  ///   the targets.
  public init(
    _ architecture: Sequential, input: LayerShape, targets: Int, loss: Loss = .mse, seed: UInt64 = 0
  ) throws {
    let layout = try Self.layout(architecture, input: input, targets: targets, loss: loss)
    try self.init(architecture, input: input, weights: Weights(layout: layout, seed: seed))
  }

  /// A model whose last layer gives what a head will make of it: also a whole sequence.
  ///
  /// - Throws: `ModelError` when the layers do not fit each other or the input.
  public init(_ architecture: Sequential, input: LayerShape, seed: UInt64 = 0) throws {
    let layout = try ParameterLayout(architecture, input: input)
    try self.init(architecture, input: input, weights: Weights(layout: layout, seed: seed))
  }

  /// A model with given weights, of a layout that `layout(_:input:targets:)` made.
  package init(_ architecture: Sequential, input: LayerShape, weights: Weights) throws {
    self.architecture = architecture
    self.input = input
    self.weights = weights
    outputShapes = try architecture.outputShapes(for: input)
  }

  /// What the last layer gives.
  public var rawOutput: LayerShape { outputShapes.last ?? input }

  /// What a prediction is: the last layer's numbers, or what a head reads from them.
  public var output: LayerShape {
    let raw = rawOutput
    guard let reader else { return raw }
    return LayerShape(steps: raw.steps, features: reader.targets(for: raw) / raw.vectors)
  }

  /// What a layer takes.
  package func inputShape(ofLayer layer: Int) -> LayerShape {
    layer == 0 ? input : outputShapes[layer - 1]
  }

  /// The layout of an architecture's weights, after checking that it fits.
  ///
  /// - Parameter atEachStep: whether the targets are those of all steps, one after the other.
  package static func layout(
    _ architecture: Sequential, input: LayerShape, targets: Int, loss: Loss = .mse,
    atEachStep: Bool = false
  ) throws -> ParameterLayout {
    guard let layer = architecture.layers.last else { throw ModelError.emptySpecification }
    let output = try architecture.outputShapes(for: input).last ?? input
    if output.steps != nil, !atEachStep {
      throw ModelError.endsInSequence(layer: layer.specification)
    }
    try loss.head.check(architecture, output: output, targets: targets)
    return try ParameterLayout(architecture, input: input)
  }

  /// The table of layers, shapes and parameters.
  public var summary: ModelSummary { ModelSummary(self) }

  /// Floating-point operations of one training step for one row, matrix products alone: forward,
  /// and twice as many backward.
  public var trainingFlopsPerRow: Int { 3 * forwardFlopsPerRow }

  /// Floating-point operations of one prediction, matrix products alone.
  public var forwardFlopsPerRow: Int {
    architecture.layers.indices.reduce(0) {
      $0 + architecture.layers[$1].forwardFlops(for: inputShape(ofLayer: $1))
    }
  }
}
