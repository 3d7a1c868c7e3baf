/// Layers one after the other: the architecture of a model, without weights.
public struct Sequential: Sendable {
  public let layers: [any Layer]

  /// ```swift
  /// Sequential {
  ///   LSTM(60)
  ///   LSTM(50)
  ///   Dense(1)
  /// }
  /// ```
  ///
  /// A recurrent layer returns its sequence when the next layer wants one, as in a specification.
  public init(@LayerBuilder _ layers: () -> [any Layer]) {
    self.init(layers())
  }

  /// A recurrent layer returns its sequence when the next layer wants one.
  public init(_ layers: [any Layer]) {
    self.layers = Self.chained(layers, sequenceWanted: false)
  }

  /// The same layers, each returning its sequence where the next one needs it.
  static func chained(_ layers: [any Layer], sequenceWanted: Bool) -> [any Layer] {
    var wanted = sequenceWanted
    var chained: [any Layer] = []
    for layer in layers.reversed() {
      let next = wanted ? layer.returningSequence() : layer
      wanted = next.needsSequence(whereNextDoes: wanted)
      chained.append(next)
    }
    return chained.reversed()
  }

  /// - Parameters:
  ///   - specification: such as `lstm:60,lstm:50,dense:1`.
  ///   - kinds: the kinds of layers that it may name; add your own ones.
  /// - Throws: `ModelError`.
  public init(specification: String, kinds: [any Layer.Type] = LayerCatalog.kinds) throws {
    layers = try LayerCatalog.layers(of: specification, among: kinds)
  }

  /// The same layers with an output at each step of the sequence.
  package var atEachStep: Sequential {
    Sequential(chained: Self.chained(layers, sequenceWanted: true))
  }

  private init(chained layers: [any Layer]) { self.layers = layers }

  /// What `init(specification:)` makes these layers from.
  public var specification: String {
    layers.map(\.specification).joined(separator: ",")
  }

  /// The shape that each layer gives for an input.
  ///
  /// - Throws: `ModelError` where a layer cannot take what the one before it gives.
  public func outputShapes(for input: LayerShape) throws -> [LayerShape] {
    if layers.isEmpty { throw ModelError.emptySpecification }
    if let layer = Self.misplacedReader(layers, mayBegin: true) {
      throw ModelError.mustBeFirst(layer: layer.specification)
    }
    return try Self.shapes(layers, input: input)
  }

  /// A layer that reads tokens where there are none.
  ///
  /// - Parameter mayBegin: whether the first layer takes the model's input.
  private static func misplacedReader(
    _ layers: [any Layer], mayBegin: Bool
  ) -> (any Layer)? {
    for (index, layer) in layers.enumerated() {
      if layer.vocabulary != nil, index > 0 || !mayBegin { return layer }
      if let nesting = layer as? any NestingLayer,
        let inner = misplacedReader(nesting.inner, mayBegin: false)
      {
        return inner
      }
    }
    return nil
  }

  /// How many tokens there are, where the model reads their numbers instead of measured ones.
  public var vocabulary: Int? { layers.first?.vocabulary }

  /// What each of some layers gives.
  static func shapes(_ layers: [any Layer], input: LayerShape) throws -> [LayerShape] {
    var shape = input
    return try layers.map { layer in
      shape = try layer.outputShape(for: shape)
      return shape
    }
  }
}

/// Collects the layers of a `Sequential`, with `if` and `for`.
@resultBuilder
public enum LayerBuilder {
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
}
