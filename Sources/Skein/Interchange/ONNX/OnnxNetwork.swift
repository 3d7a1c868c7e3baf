import ONNXSchema
import SwiftProtobuf

/// A model as a graph of ONNX's operations, for any batch and any number of steps.
package struct OnnxNetwork {
  /// Of the operations: the first with layer normalization, and long known to every program.
  static let operationSet = 17
  /// Of the file's format; the one that came with those operations.
  private static let format = 8
  /// More would not fit a message.
  private static let mostBytes = 2_000_000_000

  private let model: Model

  /// - Throws: `InterchangeError.tooLarge`.
  package init(_ model: Model) throws {
    let bytes = 4 * model.weights.layout.parameterCount
    guard bytes < Self.mostBytes else {
      throw InterchangeError.tooLarge(bytes: bytes, format: .onnx)
    }
    self.model = model
  }

  /// The whole file.
  ///
  /// - Parameters:
  ///   - meaning: what makes numbers of the series of what the network says; nil gives that as it is.
  ///   - metadata: for whoever prepares its inputs.
  /// - Throws: `InterchangeError.unknownLayer` for a layer that ONNX has no operation for.
  package func file(
    _ meaning: OnnxMeaning? = nil, metadata: [String: String] = [:]
  ) throws -> Onnx_ModelProto {
    var graph = OnnxGraph()
    var x = try meaning?.enter("input", in: &graph) ?? "input"
    // Operations take series step by step.
    if model.input.steps != nil { x = graph.transpose(x, [1, 0, 2]) }
    let weights = OnnxWeights(model.weights)
    for (place, layer) in model.architecture.layers.enumerated() {
      x = try graph.add(
        layer, x, input: model.inputShape(ofLayer: place), weights.inside(place))
    }
    let outputs: Int
    if let meaning {
      x = try meaning.leave(x, in: &graph)
      outputs = meaning.outputs
    } else {
      outputs = model.rawOutput.features
    }
    graph.end("Identity", [x], named: "output")
    var file = Onnx_ModelProto()
    file.irVersion = Int64(Self.format)
    file.producerName = "skein"
    file.producerVersion = SkeinVersion.current
    file.opsetImport = [.with { $0.version = Int64(Self.operationSet) }]
    file.metadataProps = metadata.sorted { $0.key < $1.key }.map { key, value in
      .with { ($0.key, $0.value) = (key, value) }
    }
    let type = meaning == nil ? OnnxType.float : .double
    let steps: [OnnxExtent] = model.input.steps == nil ? [] : [.named("steps")]
    file.graph = .with {
      $0.name = model.architecture.specification
      $0.node = graph.nodes
      $0.initializer = graph.constants
      $0.input =
        [
          Onnx_ValueInfoProto(
            "input", type, [.named("batch")] + steps + [.fixed(model.input.features)])
        ] + (meaning?.inputs ?? [])
      $0.output = [Onnx_ValueInfoProto("output", type, [.named("batch"), .fixed(outputs)])]
    }
    return file
  }
}

/// How many numbers an axis has.
enum OnnxExtent {
  case fixed(Int)
  /// As many as there are.
  case named(String)
}

extension Onnx_ValueInfoProto {
  init(_ name: String, _ type: OnnxType, _ extents: [OnnxExtent]) {
    self.init()
    self.name = name
    self.type.tensorType.elemType = type.rawValue
    self.type.tensorType.shape.dim = extents.map { extent in
      .with {
        switch extent {
        case .fixed(let count): $0.dimValue = Int64(count)
        case .named(let name): $0.dimParam = name
        }
      }
    }
  }
}
