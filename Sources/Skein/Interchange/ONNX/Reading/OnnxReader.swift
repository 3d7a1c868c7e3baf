import Foundation
import ONNXSchema

/// Finds the layers of a graph: follows what becomes of the input, operation by operation, as the file has them.
///
/// Operations stand in a file behind those whose results they take, so one pass sees all, and a circle is a name
/// that nobody has given yet. What an operation makes is remembered by its meaning, not its numbers: which layers so
/// far, and which axis is which. An operation without such a meaning is a fault where the output depends on it.
struct OnnxReader {
  /// A network as Skein has it.
  struct Network {
    var layers: [OnnxSteps.Layer]
    /// Numbers in a step.
    var inputSize: Int
    /// Whether it takes a series, or a single vector.
    var hasSteps: Bool
    /// What was decided, a clause each.
    var notes: [String]
  }

  let file: String
  var steps = OnnxSteps()
  /// Numbers in a step, as soon as they are known.
  var inputSize: Int?
  /// Whether a recurrent layer took rows for steps: then the input has its steps first.
  var hasStepsFirst = false
  private var values: [String: OnnxValue] = [:]
  /// Numbers of the file, and how many have become weights; one may become several, but not without bound.
  private var stored = 0
  private var taken = 0

  /// - Throws: `OnnxError`.
  static func network(
    of model: Onnx_ModelProto, file: String
  ) throws(OnnxError) -> Network {
    var reader = Self(file: file)
    do throws(OnnxError) {
      return try reader.read(model.graph, stepsFirst: false)
    } catch {
      guard reader.hasStepsFirst else { throw error }
      var second = Self(file: file)
      return try second.read(model.graph, stepsFirst: true)
    }
  }

  private init(file: String) { self.file = file }

  private mutating func read(
    _ graph: Onnx_GraphProto, stepsFirst: Bool
  ) throws(OnnxError) -> Network {
    for tensor in graph.initializer { set(tensor.name, value(of: tensor)) }
    let inputs = graph.input.filter { values[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first else {
      let names = TerminalText.names(inputs.map(\.name))
      throw malformed("it takes \(inputs.count) inputs (\(names)), where one is read")
    }
    let flow = try self.flow(of: input, stepsFirst: stepsFirst)
    set(input.name, .flow(flow))
    for node in graph.node { evaluate(node) }
    guard let output = graph.output.first else { throw malformed("it has no output") }
    guard let value = values[output.name] else {
      throw malformed("nothing gives its output \(TerminalText.literal(output.name))")
    }
    if case .refused(let error) = value { throw error }
    guard case .flow(let end) = value, end.isWhole, end.axis(.directions) == nil, end.step > 0,
      end.axis(.batch) != nil
    else {
      throw malformed(
        "its output \(TerminalText.literal(output.name)) is not what a layer gives, for each row")
    }
    guard let inputSize else { throw malformed("it does not say how many numbers it takes a step") }
    let others = graph.output.dropFirst().map(\.name)
    return Network(
      layers: steps.layers(from: 0, to: end.step), inputSize: inputSize,
      hasSteps: flow.axis(.steps) != nil,
      notes: others.isEmpty
        ? []
        : [
          "of the outputs \(TerminalText.literal(output.name)) is read, not"
            + " \(TerminalText.names(others))"
        ])
  }

  /// What comes in: the steps of rows, or one vector for each row.
  private mutating func flow(
    of input: Onnx_ValueInfoProto, stepsFirst: Bool
  ) throws(OnnxError) -> OnnxFlow {
    let type = input.type.tensorType
    if type.elemType == OnnxType.double.rawValue {
      throw malformed(
        "it takes DOUBLE, so a scaler stands in the graph as well; write it without, in Skein by leaving"
          + " --in-units out")
    }
    let extents = type.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : nil }
    let series: [OnnxAxis.Role] =
      stepsFirst ? [.steps, .batch, .features] : [.batch, .steps, .features]
    let isWhole = [OnnxType.int64, .int32].map(\.rawValue).contains(type.elemType)
    let roles: [OnnxAxis.Role]
    switch extents.count {
    case 3: roles = series
    case 2: roles = isWhole ? Array(series.prefix(2)) : [.batch, .features]
    default:
      throw malformed(
        "its input has \(extents.count) axes, where rows, steps and numbers are read")
    }
    let axes = zip(roles, extents).map { OnnxAxis(role: $0, extent: $1) }
    if axes.last?.role == .features { inputSize = extents.last ?? nil }
    return OnnxFlow(step: 0, axes: axes)
  }

  /// The meaning of a tensor that the file brings along.
  func value(of tensor: Onnx_TensorProto) -> OnnxValue {
    do throws(OnnxError) {
      switch OnnxType(rawValue: tensor.dataType) {
      case .int64, .int32: return .numbers(try tensor.wholeNumbers(file: file))
      default: return .constant(try OnnxConstant(tensor, file: file))
      }
    } catch { return .refused(error) }
  }

  private mutating func set(_ name: String, _ value: OnnxValue) {
    if case .constant(let constant) = value { stored += constant.count }
    values[name] = value
  }

  private mutating func evaluate(_ node: Onnx_NodeProto) {
    let results: [OnnxValue]
    do throws(OnnxError) {
      results = try self.results(of: node)
    } catch { results = node.output.map { _ in .refused(error) } }
    for (place, name) in node.output.enumerated() where !name.isEmpty {
      let call = OnnxCall(node: node, inputs: [], file: file)
      if values[name] != nil {
        set(name, .refused(call.refused("gives \(TerminalText.literal(name)) once more")))
      } else {
        set(
          name,
          results.indices.contains(place)
            ? results[place]
            : .refused(call.refused("gives \(TerminalText.literal(name)), which no layer has")))
      }
    }
  }

  private mutating func results(of node: Onnx_NodeProto) throws(OnnxError) -> [OnnxValue] {
    var inputs: [OnnxValue?] = []
    for name in node.input {
      let value = values[name]
      if case .refused(let error) = value { throw error }
      if value == nil, !name.isEmpty {
        throw OnnxCall(node: node, inputs: [], file: file).refused(
          "takes \(TerminalText.literal(name)), which nothing before it gives")
      }
      inputs.append(value)
    }
    let call = OnnxCall(node: node, inputs: inputs, file: file)
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw call.refused("is of \(TerminalText.literal(node.domain)), not of ONNX")
    }
    return try results(of: call)
  }

  private mutating func results(of call: OnnxCall) throws(OnnxError) -> [OnnxValue] {
    switch call.node.opType {
    case "LSTM", "GRU", "RNN": try recurrent(call)
    case "MatMul", "Gemm": [try .flow(product(call))]
    case "LayerNormalization": [try .flow(normalized(call))]
    case "Sigmoid", "Tanh", "Relu", "Softplus", "Softmax", "Gelu": [try .flow(activated(call))]
    case "Erf": [try .flow(erf(call))]
    case "Greater": [try .flow(compared(call))]
    case "Where": [try .flow(chosen(call))]
    case "Add", "Sub", "Mul", "Div": [try combined(call)]
    case "Split": try split(call)
    case "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Gather", "Slice", "Concat",
      "ReduceMean", "ReduceMax":
      [try moved(call)]
    case "Constant", "ConstantOfShape", "Shape", "Expand", "Cast", "Identity", "Dropout":
      [try plain(call)]
    default: throw call.unknown
    }
  }

  /// Counts numbers that become weights.
  ///
  /// - Throws: `OnnxError` where a file makes far more of them than it holds.
  mutating func take(_ count: Int, for call: OnnxCall) throws(OnnxError) {
    taken += count
    if taken > 2 * stored + 1 << 16 {
      throw call.refused("takes weights that too many others take as well")
    }
  }

  /// Adds a layer.
  mutating func add(
    _ content: OnnxSteps.Content, after parent: Int, for call: OnnxCall
  ) throws(OnnxError) -> Int {
    guard let step = steps.add(content, after: parent) else {
      throw call.refused("is one layer more than a model can have")
    }
    return step
  }

  /// Checks that a layer for `width` numbers can take a flow.
  mutating func check(
    _ flow: OnnxFlow, width: Int, for call: OnnxCall
  ) throws(OnnxError) {
    guard flow.isInput else {
      throw call.refused("takes what no layer gives: axes in another order, or a part of them")
    }
    guard let found = flow.axes.last?.extent ?? inputSize else {
      inputSize = width
      return
    }
    guard found == width else {
      throw call.refused("has weights for \(width) numbers, where \(found) come")
    }
  }

  private func malformed(_ problem: String) -> OnnxError {
    .malformed(file: file, problem: problem)
  }
}
