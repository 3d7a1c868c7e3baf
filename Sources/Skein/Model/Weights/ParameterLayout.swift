/// Where each tensor of a model stands in one flat run of floats: weights, gradients and moments all
/// have this layout.
public struct ParameterLayout: Sendable, Hashable {
  /// One trained tensor of the model.
  public struct Place: Sendable, Hashable {
    /// Name in files: `layers.0.weight_ih`.
    public var name: String
    public var layer: Int
    /// Index among the layer's parameters.
    public var index: Int
    public var parameter: Parameter
    public var offset: Int
  }

  public let places: [Place]
  /// Floats in all, padding between tensors included.
  public let floats: Int

  /// More parameters than this would not fit an index of the file format's usual readers.
  static let mostParameters = 2_000_000_000

  /// - Throws: `ModelError` when a layer cannot take its input, or the model is absurdly large.
  public init(_ model: Sequential, input: LayerShape) throws {
    var shape = input
    var places: [Place] = []
    var offset = 0
    for (layerIndex, layer) in model.layers.enumerated() {
      let output = try layer.outputShape(for: shape)
      for (index, parameter) in layer.parameters(for: shape).enumerated() {
        places.append(
          Place(
            name: "layers.\(layerIndex).\(parameter.name)", layer: layerIndex, index: index,
            parameter: parameter, offset: offset))
        if parameter.count > Self.mostParameters - offset {
          throw ModelError.tooLarge(parameters: "over \(Self.mostParameters)")
        }
        offset += (parameter.count + 15) / 16 * 16
      }
      shape = output
    }
    self.places = places
    floats = offset
  }

  /// Trained numbers, padding not counted.
  public var parameterCount: Int { places.reduce(0) { $0 + $1.parameter.count } }

  /// The first floats of a layer's parameters.
  func offsets(ofLayer layer: Int) -> [Int] {
    places.filter { $0.layer == layer }.map(\.offset)
  }
}
