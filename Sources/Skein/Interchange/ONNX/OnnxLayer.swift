/// A layer that ONNX has operations for.
protocol OnnxLayer: Layer {
  /// Adds the layer's operations to a graph.
  ///
  /// - Parameters:
  ///   - x: the name of what it takes: [T, B, F] of a sequence, otherwise [B, F].
  ///   - weights: its own.
  /// - Returns: the name of what it gives, laid out likewise.
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String
}

/// The tensors of a layer by name, as they stand in files: matrices are [columns, rows].
struct OnnxWeights {
  private let tensors: [String: [Float]]
  private let prefix: String

  init(_ weights: Weights) {
    tensors = Dictionary(uniqueKeysWithValues: weights.tensors.map { ($0.name, $0.values) })
    prefix = "layers"
  }

  private init(_ tensors: [String: [Float]], _ prefix: String) {
    self.tensors = tensors
    self.prefix = prefix
  }

  /// Those of a layer of the model, or inside another one.
  func inside(_ place: Int) -> OnnxWeights { OnnxWeights(tensors, "\(prefix).\(place)") }

  /// Empty where there is no such tensor.
  subscript(name: String) -> [Float] { tensors["\(prefix).\(name)"] ?? [] }
}

extension OnnxGraph {
  /// Adds a layer, if there are operations for it.
  ///
  /// - Throws: `InterchangeError.unknownLayer`.
  mutating func add(
    _ layer: any Layer, _ x: String, input: LayerShape, _ weights: OnnxWeights
  ) throws -> String {
    guard let layer = layer as? any OnnxLayer else {
      throw InterchangeError.unknownLayer(layer.specification, format: .onnx)
    }
    return try layer.onnx(x, input: input, weights, in: &self)
  }
}
