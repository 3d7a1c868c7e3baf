import ONNXSchema

/// What ONNX calls a recurrent layer.
struct OnnxCell {
  var operation: String
  /// Skein's gates in the order of ONNX.
  var gates: [Int]
  var attributes: [Onnx_AttributeProto] = []
}

/// A recurrent layer that ONNX has an operation for.
protocol OnnxRecurrentLayer: RecurrentLayer, OnnxLayer {
  /// - Throws: `InterchangeError.unknownLayer` for a form that ONNX lacks.
  func onnxCell(directions: Int) throws -> OnnxCell
}

extension LSTM: OnnxRecurrentLayer {
  func onnxCell(directions: Int) throws -> OnnxCell {
    guard isDriven else { throw InterchangeError.unknownLayer(specification, format: .onnx) }
    return OnnxCell(operation: "LSTM", gates: [0, 3, 1, 2])
  }
}

extension GRU: OnnxRecurrentLayer {
  func onnxCell(directions: Int) -> OnnxCell {
    OnnxCell(
      operation: "GRU", gates: [1, 0, 2],
      attributes: [Onnx_AttributeProto("linear_before_reset", resetsBefore ? 0 : 1)])
  }
}

extension RNN: OnnxRecurrentLayer {
  func onnxCell(directions: Int) -> OnnxCell {
    let name = nonlinearity == .relu ? "Relu" : "Tanh"
    return OnnxCell(
      operation: "RNN", gates: [0],
      attributes: [
        Onnx_AttributeProto("activations", [String](repeating: name, count: directions))
      ])
  }
}

extension OnnxRecurrentLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String {
    let all = try run(x, input: input, weights, suffixes: [""], in: &graph)
    return graph.squeeze(all, axis: returnSequences ? 1 : 0)
  }

  /// All directions: [T, D, B, H] of a layer that gives its sequence, otherwise [D, B, H].
  ///
  /// - Parameter suffixes: of the parameters of each direction.
  fileprivate func run(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, suffixes: [String],
    in graph: inout OnnxGraph
  ) throws -> String {
    let count = suffixes.count
    let cell = try onnxCell(directions: count)
    let gates = cell.gates.count * units
    /// Blocks of rows in the order of ONNX.
    func ordered(_ values: [Float], rows: Int) -> [Float] {
      let block = values.count / cell.gates.count
      precondition(block * cell.gates.count == rows * gates, "\(values.count) weights")
      return cell.gates.flatMap { values[$0 * block..<($0 + 1) * block] }
    }
    var (inputs, states, biases): ([Float], [Float], [Float]) = ([], [], [])
    for suffix in suffixes {
      inputs += ordered(weights["weight_ih" + suffix], rows: input.features)
      // A GRU that resets before has the last gate's by itself.
      let recurrent = weights["weight_hh" + suffix] + weights["weight_hn" + suffix]
      states += ordered(recurrent, rows: units)
      let kept = weights["bias_hn" + suffix]
      biases += ordered(weights["bias" + suffix], rows: 1)
      // Added to a bias, −0 leaves every bit of it.
      biases += [Float](repeating: -0.0, count: gates - kept.count) + kept
    }
    let constants = [
      graph.constant(inputs, shape: [count, gates, input.features], "weight_ih"),
      graph.constant(states, shape: [count, gates, units], "weight_hh"),
      graph.constant(biases, shape: [count, 2 * gates], "bias"),
    ]
    let direction = count == 2 ? "bidirectional" : isReversed ? "reverse" : "forward"
    let attributes = [
      Onnx_AttributeProto("hidden_size", units), Onnx_AttributeProto("direction", direction),
    ]
    return graph.add(
      cell.operation, [x] + constants, attributes + cell.attributes,
      output: returnSequences ? 0 : 1)
  }
}

extension Bidirectional: OnnxLayer {
  func onnx(
    _ x: String, input: LayerShape, _ weights: OnnxWeights, in graph: inout OnnxGraph
  ) throws -> String {
    guard let layer = layer as? any OnnxRecurrentLayer else {
      throw InterchangeError.unknownLayer(specification, format: .onnx)
    }
    let all = try layer.run(x, input: input, weights, suffixes: ["", "_reverse"], in: &graph)
    let isWhole = layer.returnSequences
    switch merge {
    case .concat:
      let together = graph.transpose(all, isWhole ? [0, 2, 1, 3] : [1, 0, 2])
      return graph.reshape(together, isWhole ? [0, 0, -1] : [0, -1])
    case .mean: return graph.reduce("ReduceMean", all, axis: isWhole ? 1 : 0)
    case .sum:
      let parts = [0, 1].map { graph.pick($0, of: all, axis: isWhole ? 1 : 0) }
      return graph.add("Add", parts)
    }
  }
}
