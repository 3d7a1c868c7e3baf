import ONNXSchema

extension Dense: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) -> String {
    let stored = weights["weight"]
    let turned = (0..<stored.count).map { place in
      stored[place % units * input.features + place / units]
    }
    let weight = graph.constant(turned, shape: [input.features, units], "weight")
    let product = graph.add("MatMul", [x, weight])
    let bias = graph.constant(weights["bias"], shape: [units], "bias")
    return activation.onnx(graph.add("Add", [product, bias]), in: &graph)
  }
}

extension Activation {
  fileprivate func onnx(_ x: String, in graph: inout OnnxGraph) -> String {
    switch self {
    case .linear: return x
    case .sigmoid: return graph.add("Sigmoid", [x])
    case .tanh: return graph.add("Tanh", [x])
    case .relu: return graph.add("Relu", [x])
    case .softplus: return graph.add("Softplus", [x])
    case .gelu:
      // An operation of its own has come only with later versions.
      let inner = graph.add("Erf", [graph.combine("Mul", x, Float(0.5.squareRoot()))])
      let share = graph.combine("Mul", graph.combine("Add", inner, 1), 0.5)
      return graph.add("Mul", [x, share])
    case .softmax: return graph.add("Softmax", [x], [Onnx_AttributeProto("axis", -1)])
    }
  }
}

extension Dropout: OnnxLayer {
  /// Predictions drop nothing.
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) -> String { x }
}

extension LayerNormalization: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) -> String {
    let parameters = ["weight", "bias"].map {
      graph.constant(weights[$0], shape: [input.features], $0)
    }
    return graph.add(
      "LayerNormalization", [x] + parameters,
      [Onnx_AttributeProto("axis", -1), Onnx_AttributeProto("epsilon", epsilon)])
  }
}

extension Embedding: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) -> String {
    let numbers = graph.cast(graph.squeeze(x, axis: -1), to: .int64)
    let table = graph.constant(weights["weight"], shape: [tokens, size], "table")
    return graph.add("Gather", [table, numbers], [Onnx_AttributeProto("axis", 0)])
  }
}

extension EntityEmbedding: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) -> String {
    let last = input.features - 1
    let numbers = graph.cast(graph.pick(last, of: x, axis: -1), to: .int64)
    let table = graph.constant(weights["weight"], shape: [entities, size], "table")
    let vectors = graph.add("Gather", [table, numbers], [Onnx_AttributeProto("axis", 0)])
    if last == 0 { return vectors }
    // From, to, and of which axis.
    let bounds = [0, last, -1].map { graph.constant([$0], shape: [1], "bound") }
    let measured = graph.add("Slice", [x] + bounds)
    return graph.add("Concat", [measured, vectors], [Onnx_AttributeProto("axis", -1)])
  }
}

extension Pooling: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String {
    switch Kind.keyword {
    case LastStep.keyword: return graph.pick(-1, of: x, axis: 0)
    case MeanOverTime.keyword: return graph.reduce("ReduceMean", x, axis: 0)
    case MaximumOverTime.keyword: return graph.reduce("ReduceMax", x, axis: 0)
    default: throw InterchangeError.unknownLayer(specification, format: .onnx)
    }
  }
}

extension Residual: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String {
    var inner = x
    for (place, run) in try runs(for: input).enumerated() {
      inner = try graph.add(run.layer, inner, input: run.input, weights.inside(place))
    }
    return graph.add("Add", [x, inner])
  }
}

extension Ensemble: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String {
    let runs = try runs(for: input).prefix(inner.count)
    let told = try (0..<members).map { member in
      var own = x
      for (place, run) in runs.enumerated() {
        own = try graph.add(
          run.layer, own, input: run.input, weights.inside(member).inside(place))
      }
      return own
    }
    return graph.add("Mean", told)
  }
}
