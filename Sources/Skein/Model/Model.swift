/// An architecture with weights, for inputs of one shape: a value that can be trained, stored and
/// asked for predictions.
public struct Model: Sendable {
  public let architecture: Sequential
  public let input: LayerShape
  /// What each layer gives.
  public let outputShapes: [LayerShape]
  public internal(set) var weights: Weights

  /// A model with initial weights, the same for a seed on every machine.
  ///
  /// - Throws: `ModelError` when the layers do not fit each other, the input, or the targets.
  public init(
    _ architecture: Sequential, input: LayerShape, targets: Int, seed: UInt64 = 0
  ) throws {
    let layout = try Self.layout(architecture, input: input, targets: targets)
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
  public var output: LayerShape { outputShapes.last ?? input }

  /// What a layer takes.
  package func inputShape(ofLayer layer: Int) -> LayerShape {
    layer == 0 ? input : outputShapes[layer - 1]
  }

  /// The layout of an architecture's weights, after checking that it fits.
  package static func layout(
    _ architecture: Sequential, input: LayerShape, targets: Int
  ) throws -> ParameterLayout {
    guard let layer = architecture.layers.last else { throw ModelError.emptySpecification }
    let output = try architecture.outputShapes(for: input).last ?? input
    if output.steps != nil { throw ModelError.endsInSequence(layer: layer.specification) }
    if output.features != targets {
      throw ModelError.wrongOutputs(
        layer: layer.specification, outputs: output.features, targets: targets)
    }
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
