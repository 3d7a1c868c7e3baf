import ONNXSchema
import SwiftProtobuf

extension ImportedNetwork {
  /// A graph of ONNX: one that `skein export` wrote, or that of another program.
  ///
  /// - Parameters:
  ///   - layers: what it is of, as a specification; nil takes what `skein export` says in the file, or what the graph
  ///     shows. A graph does not show what predictions do not need, such as dropout.
  ///   - ofOneSeries: whether one of many series is refused, whatever else is to be said about it.
  /// - Throws: `OnnxError`, `InterchangeError.otherLayers`, `.manySeries`.
  init(onnx bytes: [UInt8], file: String, layers: String?, ofOneSeries: Bool) throws {
    let model = try Onnx_ModelProto(checking: bytes, file: file)
    let metadata = Dictionary(model.metadataProps.map { ($0.key, $0.value) }) { first, _ in first }
    if ofOneSeries, metadata[InterchangeFormat.scalingKey] != nil {
      throw InterchangeError.manySeries(file: file)
    }
    let network = try OnnxReader.network(of: model, file: file)
    let input = LayerShape(steps: network.hasSteps ? 1 : nil, features: network.inputSize)
    let found = try Weights(network.layers, input: input)
    let own = try Sequential(
      specification: network.layers.map(\.specification).joined(separator: ","))
    var specification = own.specification
    var weights = found
    if let told = layers ?? metadata[InterchangeFormat.layersKey] {
      let architecture = try Sequential(specification: told)
      if architecture.specification != specification {
        guard let same = try found.same(in: architecture, input: input, as: specification) else {
          throw InterchangeError.otherLayers(file: file, found: specification, needed: told)
        }
        weights = same
        specification = architecture.specification
      }
    }
    self.init(
      specification: specification, inputSize: network.inputSize, tensors: TensorFile(weights),
      notes: network.notes)
    try readMetadata(metadata, file: file)
  }
}

extension Onnx_ModelProto {
  /// Deeper than the messages of a network lie in each other.
  private static let deepest = 16

  /// - Throws: `OnnxError.malformed`.
  init(checking bytes: [UInt8], file: String) throws(OnnxError) {
    try OnnxSurvey.check(bytes, file: file)
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = Self.deepest
    do {
      try self.init(serializedBytes: bytes, options: options)
    } catch {
      throw .malformed(file: file, problem: "its messages are damaged")
    }
  }
}

extension Weights {
  /// The weights of layers that were found in a graph.
  fileprivate init(_ layers: [OnnxSteps.Layer], input: LayerShape) throws {
    let architecture = try Sequential(
      specification: layers.map(\.specification).joined(separator: ","))
    let layout = try ParameterLayout(architecture, input: input)
    var tensors: [String: (shape: [Int], values: [Float])] = [:]
    for (place, layer) in layers.enumerated() {
      for tensor in layer.tensors {
        tensors["layers.\(place).\(tensor.name)"] = (tensor.shape, tensor.values)
      }
    }
    try Self.check(layout, shapes: tensors.mapValues(\.shape))
    try self.init(layout: layout, available: tensors.keys.sorted()) { tensors[$0] }
  }

  /// Agreeing shapes bound the memory of a layout by the file's.
  private static func check(_ layout: ParameterLayout, shapes: [String: [Int]]) throws {
    for place in layout.places where shapes[place.name] != place.parameter.fileShape {
      throw ModelError.wrongShape(
        name: place.name, shape: shapes[place.name] ?? [], expected: place.parameter.fileShape)
    }
  }

  /// The same numbers in other layers that are the same graph, such as with dropout; nil where they are not.
  fileprivate func same(
    in architecture: Sequential, input: LayerShape, as specification: String
  ) throws -> Weights? {
    let layout = try ParameterLayout(architecture, input: input)
    guard
      layout.places.map(\.parameter.fileShape) == self.layout.places.map(\.parameter.fileShape)
    else { return nil }
    let own = tensors
    let moved = Dictionary(
      uniqueKeysWithValues: zip(layout.places, own).map { ($0.name, ($1.shape, $1.values)) })
    let weights = try Weights(layout: layout, available: Array(moved.keys)) { moved[$0] }
    let model = try Model(architecture, input: input, weights: weights)
    let network = try OnnxReader.network(of: OnnxNetwork(model).file(), file: specification)
    guard try Weights(network.layers, input: input) == self,
      network.layers.map(\.specification).joined(separator: ",") == specification
    else { return nil }
    return weights
  }
}
