import Foundation
import ONNXSchema

/// Layers without a state.
extension OnnxReader {
  /// `MatMul` and `Gemm`: a dense layer, the bias of which may be the next operation.
  mutating func product(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    var flow = try call.flow()
    var weight = try call.constant(1)
    guard weight.shape.count == 2 else {
      throw call.refused("has weights of shape \(weight.shape)")
    }
    var bias: OnnxConstant?
    if call.node.opType == "Gemm" {
      guard flow.axes.count == 2, call.number("transA", usually: 0) == 0,
        call.decimal("alpha", usually: 1) == 1, call.decimal("beta", usually: 1) == 1
      else { throw call.refused("turns or scales what it multiplies, which no layer does") }
      if call.number("transB", usually: 0) != 0 { weight = weight.turned() }
      if call[2] != nil { bias = try call.constant(2) }
    }
    let (inputs, units) = (weight.shape[0], weight.shape[1])
    try check(flow, width: inputs, for: call)
    guard bias.map({ $0.count == units && $0.shape.last == units }) ?? true else {
      throw call.refused("has \(bias?.count ?? 0) biases for \(units) numbers")
    }
    try take(weight.count + units, for: call)
    flow.step = try add(.dense(weight: weight, bias: bias), after: flow.step, for: call)
    flow.axes[flow.axes.count - 1] = OnnxAxis(role: .features, extent: units)
    return flow
  }

  /// The bias of the dense layer that a flow comes from; nil where it is none, or has one.
  mutating func biased(
    _ flow: OnnxFlow, by bias: OnnxConstant, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow? {
    let step = steps[flow.step]
    guard flow.isInput, let parent = step.parent,
      case .dense(let weight, nil) = step.content,
      bias.count == weight.shape[1], bias.shape.last == bias.count || bias.count == 1
    else { return nil }
    var sum = flow
    sum.step = try add(.dense(weight: weight, bias: bias), after: parent, for: call)
    return sum
  }

  mutating func activated(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    let flow = try call.flow()
    let activation: Activation
    switch call.node.opType {
    case "Sigmoid": activation = .sigmoid
    case "Tanh": activation = .tanh
    case "Relu": activation = .relu
    case "Softplus": activation = .softplus
    case "Gelu":
      guard call.text("approximate") ?? "none" == "none" else {
        throw call.refused("approximates, which no layer does")
      }
      activation = .gelu
    default:
      let rank = flow.axes.count
      guard try call.axis(call.number("axis", usually: -1), rank: rank) == rank - 1 else {
        throw call.refused("is not over the numbers of a step")
      }
      activation = .softmax
    }
    return try activated(flow, by: activation, call)
  }

  /// The activation of the dense layer that a flow comes from.
  mutating func activated(
    _ flow: OnnxFlow, by activation: Activation, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    let step = steps[flow.step]
    guard flow.isInput, let parent = step.parent, case .dense = step.content else {
      throw call.refused("is applied to what is not the sum of a dense layer")
    }
    var active = flow
    active.step = try add(.active(sum: flow.step, activation), after: parent, for: call)
    return active
  }

  mutating func normalized(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    var flow = try call.flow()
    let rank = flow.axes.count
    let scale = try call.constant(1)
    let shift: OnnxConstant? = call[2] == nil ? nil : try call.constant(2)
    guard try call.axis(call.number("axis", usually: -1), rank: rank) == rank - 1,
      scale.shape.count == 1, shift.map({ $0.shape == scale.shape }) ?? true
    else { throw call.refused("is not over the numbers of a step") }
    try check(flow, width: scale.count, for: call)
    // The decimal number that the float is nearest to.
    guard let epsilon = Double("\(call.decimal("epsilon", usually: 1e-5))"), epsilon > 0,
      epsilon <= 1
    else { throw call.refused("has an epsilon that is not from 0 to 1") }
    try take(2 * scale.count, for: call)
    let zeros = [Float](repeating: 0, count: scale.count)
    let layer = OnnxSteps.Layer(
      specification: LayerNormalization(epsilon: epsilon).specification,
      tensors: [
        ("weight", scale.shape, scale.values()), ("bias", scale.shape, shift?.values() ?? zeros),
      ])
    flow.step = try add(.layer(layer), after: flow.step, for: call)
    return flow
  }

  /// `Gather` in a table: an embedding, if tokens are what comes in.
  mutating func embedded(
    _ table: OnnxConstant, _ tokens: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    guard tokens.step == 0, table.shape.count == 2,
      table.shape[0] <= Embedding.largestVocabulary, call.number("axis", usually: 0) == 0
    else { throw call.refused("is not a table that the input's tokens are looked up in") }
    var flow = tokens
    // Two axes may be those of rows and steps.
    if let last = flow.axes.last, last.role == .features, flow.axes.count == 2 {
      flow.axes[1] = OnnxAxis(role: .steps, extent: last.extent)
    }
    guard flow.axes.allSatisfy({ $0.role == .batch || $0.role == .steps }) else {
      throw call.refused("looks up several tokens in each step")
    }
    inputSize = 1
    flow.isRounded = false
    flow.axes.append(OnnxAxis(role: .features, extent: table.shape[1]))
    try take(table.count, for: call)
    let layer = OnnxSteps.Layer(
      specification: Embedding(table.shape[0], size: table.shape[1]).specification,
      tensors: [("weight", table.shape, table.values())])
    flow.step = try add(.layer(layer), after: flow.step, for: call)
    return flow
  }
}
