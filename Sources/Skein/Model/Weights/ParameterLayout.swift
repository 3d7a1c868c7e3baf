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
  /// Floats of all but the tables, which stand behind: as many as a gradient of the model has, since
  /// those of tables are kept by token.
  package let denseFloats: Int

  /// More parameters than this would not fit an index of the file format's usual readers.
  static let mostParameters = 2_000_000_000

  /// - Throws: `ModelError` when a layer cannot take its input, or the model is absurdly large.
  public init(_ model: Sequential, input: LayerShape) throws {
    var places: [Place] = []
    let inputs = [input] + (try model.outputShapes(for: input))
    for (layerIndex, layer) in model.layers.enumerated() {
      for (index, parameter) in layer.parameters(for: inputs[layerIndex]).enumerated() {
        places.append(
          Place(
            name: "layers.\(layerIndex).\(parameter.name)", layer: layerIndex, index: index,
            parameter: parameter, offset: 0))
      }
    }
    denseFloats = try Self.place(&places, from: 0) { !$0.isTable }
    floats = try Self.place(&places, from: denseFloats) { $0.isTable }
    self.places = places
  }

  /// Gives some parameters their places, one after the other; returns where they end.
  private static func place(
    _ places: inout [Place], from start: Int, where belongs: (Parameter) -> Bool
  ) throws -> Int {
    var offset = start
    for index in places.indices where belongs(places[index].parameter) {
      let count = places[index].parameter.count
      if count > mostParameters - offset {
        throw ModelError.tooLarge(parameters: "over \(mostParameters)")
      }
      places[index].offset = offset
      offset += (count + 15) / 16 * 16
    }
    return offset
  }

  /// The table that the model begins with, if it does: no other layer has one.
  package var table: Place? { places.first { $0.parameter.isTable } }

  /// Trained numbers, padding not counted.
  public var parameterCount: Int { places.reduce(0) { $0 + $1.parameter.count } }

  /// The first floats of a layer's parameters.
  func offsets(ofLayer layer: Int) -> [Int] {
    places.filter { $0.layer == layer }.map(\.offset)
  }
}
