/// The kinds of layers that a model specification can name.
public enum LayerCatalog {
  /// A new kind of layer is added here.
  public static let kinds: [any Layer.Type] = [
    LSTM.self, GRU.self, RNN.self, Dense.self, Bidirectional.self, Dropout.self,
    Embedding.self, EntityEmbedding.self, LayerNormalization.self, Residual.self, Ensemble.self,
    Pooling<LastStep>.self, Pooling<MeanOverTime>.self, Pooling<MaximumOverTime>.self,
  ]

  /// A specification of more layers is no model but a damaged file.
  public static let mostLayers = 1000
  /// Brackets within brackets.
  public static let deepest = 16

  /// The layers of a specification such as `lstm:60,lstm:50,dense:1`.
  ///
  /// A recurrent layer returns its sequence when the next layer wants one.
  /// - Throws: `ModelError` that names what is wrong, where, and what is known.
  public static func layers(
    of specification: String, among kinds: [any Layer.Type] = kinds
  ) throws -> [any Layer] {
    if specification.allSatisfy({ $0 == " " }) { throw ModelError.emptySpecification }
    return try layers(
      of: LayerGrammar.descriptions(of: specification), among: kinds, sequenceWanted: false)
  }

  /// From the last to the first, because each has to know what the next one wants.
  private static func layers(
    of descriptions: [LayerDescription], among kinds: [any Layer.Type], sequenceWanted: Bool
  ) throws -> [any Layer] {
    var wanted = sequenceWanted
    var layers: [any Layer] = []
    for description in descriptions.reversed() {
      let layer = try layer(of: description, among: kinds, sequenceWanted: wanted)
      wanted = layer.needsSequence(whereNextDoes: wanted)
      layers.append(layer)
    }
    return layers.reversed()
  }

  private static func layer(
    of description: LayerDescription, among kinds: [any Layer.Type], sequenceWanted: Bool
  ) throws -> any Layer {
    let inner = try description.inner.map {
      try layers(of: $0, among: kinds, sequenceWanted: sequenceWanted)
    }
    do {
      guard let kind = kinds.first(where: { $0.keyword == description.keyword }) else {
        throw ModelError.unknownLayer(description.name, known: kinds.map { $0.keyword })
      }
      let arguments = description.arguments
      guard let inner else {
        return try kind.init(arguments: arguments, sequenceWanted: sequenceWanted)
      }
      guard let nesting = kind as? any NestingLayer.Type else {
        throw ModelError.takesNoLayers(layer: kind.keyword, usage: kind.usage)
      }
      return try nesting.init(inner: inner, arguments: arguments, sequenceWanted: sequenceWanted)
    } catch let error as ModelError where description.place > 0 {
      throw ModelError.misplaced(at: description.place + 1, error)
    }
  }
}
