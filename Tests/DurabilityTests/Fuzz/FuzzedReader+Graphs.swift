import Foundation
import ONNXSchema
import Skein
import SwiftProtobuf

/// Readers of graphs for ONNX.
extension FuzzedReader {
  fileprivate static let operations = [
    "LSTM", "GRU", "RNN", "MatMul", "Gemm", "LayerNormalization", "Sigmoid", "Softmax", "Gelu",
    "Erf", "Add", "Sub", "Mul", "Div", "Split", "Transpose", "Squeeze", "Unsqueeze", "Reshape",
    "Flatten", "Gather", "Slice", "Concat", "ReduceMean", "ReduceMax", "Constant",
    "ConstantOfShape", "Shape", "Expand", "Cast", "Identity", "Loop", "",
  ]

  fileprivate static let names = [
    "axis", "axes", "perm", "to", "start", "end", "keepdims", "layout", "direction", "hidden_size",
    "linear_before_reset", "activations", "epsilon", "transB", "alpha", "value", "clip", "split",
  ]

  /// What PyTorch wrote, from the tests' golden files, and what Skein writes.
  private static func graphs() throws -> [[UInt8]] {
    let golden = try exchanged(
      [
        "ends.torchscript", "states.dynamo", "tokens.torchscript", "around.dynamo", "fixed.dynamo",
      ].map { "ONNX/\($0).onnx" })
    let own = try [
      "bidirectional(lstm:2):sum,residual(gru:2:reset-before),layernorm,mean,dense:1:gelu",
      "dense:2:relu,bidirectional(gru:2),rnn:2:relu,dense:1",
    ].map { text -> [UInt8] in
      let layers = try Sequential(specification: text)
      let model = try Model(layers, input: LayerShape(steps: 3, features: 2), seed: 1)
      return try OnnxNetwork(model).file(metadata: ["skein.layers": layers.specification])
        .serializedBytes()
    }
    return golden + own
  }

  @Sendable private static func readGraph(_ bytes: [UInt8]) -> String? {
    sentence {
      let network = try ImportedNetwork(bytes: bytes, file: "f.onnx")
      _ = try network.model(for: LayerShape(steps: 3, features: network.inputSize), file: "f.onnx")
    }
  }

  static func onnx() throws -> FuzzedReader {
    FuzzedReader(name: "ONNX", share: 200, corpus: try graphs(), read: readGraph)
  }

  /// Files whose messages are sound and whose graphs are not.
  static func onnxGraph() throws -> FuzzedReader {
    let files = try graphs()
    let models = try files.map { try Onnx_ModelProto(serializedBytes: $0) }
    return FuzzedReader(
      name: "ONNX graph", share: 200, corpus: files,
      generate: { seed, number in
        var random = Mutator(seed: seed, number: number)
        var model = models[random.next(models.count)]
        for _ in 0...random.next(4) { random.change(&model) }
        return (try? model.serializedBytes()) ?? []
      }, read: readGraph)
  }
}

extension Mutator {
  private mutating func choice<Element>(_ elements: [Element]) -> Element {
    elements[next(elements.count)]
  }

  private mutating func number() -> Int64 {
    choice([0, 1, -1, 2, 3, -2, 7, 255, 1 << 20, 1 << 31, 1 << 40, .max, .min])
  }

  /// One change of a graph that leaves its messages whole.
  mutating func change(_ model: inout Onnx_ModelProto) {
    let nodes = model.graph.node.count
    if nodes == 0 || model.graph.initializer.isEmpty { return }
    let (place, other) = (next(nodes), next(nodes))
    let tensor = next(model.graph.initializer.count)
    switch next(17) {
    case 0: model.graph.node[place].opType = choice(FuzzedReader.operations)
    case 1:
      // Also what only comes later, and itself.
      let all =
        model.graph.node.flatMap(\.output) + model.graph.initializer.map(\.name) + ["", "x"]
      let inputs = model.graph.node[place].input.count
      if inputs > 0 { model.graph.node[place].input[next(inputs)] = choice(all) }
    case 2: model.graph.node.remove(at: place)
    case 3: model.graph.node.swapAt(place, other)
    case 4: model.graph.node.insert(model.graph.node[place], at: other)
    case 5:
      let axes = model.graph.initializer[tensor].dims.count
      if axes > 0 { model.graph.initializer[tensor].dims[next(axes)] = number() }
    case 6: model.graph.initializer[tensor].dims.append(number())
    case 7: model.graph.initializer[tensor].dataType = Int32(next(20))
    case 8: model.graph.initializer[tensor].dataLocation = .external
    case 9:
      let values = (0..<next(4)).map { _ in number() }
      let name = choice(FuzzedReader.names)
      model.graph.node[place].attribute.append(
        .with {
          $0.name = name
          $0.ints = values
          $0.i = values.first ?? 0
          $0.f = Float(values.last ?? 0)
        })
    case 10: model.graph.node[place].attribute.removeAll()
    case 11:
      let axes = model.graph.input[0].type.tensorType.shape.dim.count
      if axes > 0 { model.graph.input[0].type.tensorType.shape.dim[next(axes)].dimValue = number() }
    case 12: model.graph.output[0].name = choice(model.graph.node.flatMap(\.output))
    case 13: model.graph.node[place].name = String(repeating: "n", count: next(2000))
    case 14: append(next(2000), after: place, to: &model)
    case 15:
      let text = choice([
        "lstm:2,dense:1", "lstm:65536,lstm:65536", "", "lstm:", "dense:1", "residual(lstm:2)",
      ])
      model.metadataProps = [.with { ($0.key, $0.value) = ("skein.layers", text) }]
    default:
      let values = (0..<next(5)).map { _ in number() }
      model.graph.initializer[tensor].rawData = values.withUnsafeBytes { Data($0) }
      model.graph.initializer[tensor].dims = [Int64(values.count)]
      model.graph.initializer[tensor].dataType = 7
    }
  }

  /// An operation over and over, each on the result of the one before or on its own input.
  private mutating func append(_ count: Int, after place: Int, to model: inout Onnx_ModelProto) {
    guard let first = model.graph.node[place].output.first else { return }
    let operation = choice(["Identity", "Add", "Mul", "Concat", "Transpose", "MatMul", "Unsqueeze"])
    var last = first
    var more: [Onnx_NodeProto] = []
    for index in 0..<count {
      let name = "more\(index)"
      let inputs = [last, next(2) == 0 ? first : last].prefix(operation == "Identity" ? 1 : 2)
      more.append(
        .with {
          $0.opType = operation
          $0.input = Array(inputs)
          $0.output = [name]
        })
      last = name
    }
    model.graph.node.insert(contentsOf: more, at: place + 1)
    if next(2) == 0 { model.graph.output[0].name = last }
  }
}
