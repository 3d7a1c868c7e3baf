import Foundation
import ONNXSchema

/// `LSTM`, `GRU` and `RNN`.
extension OnnxReader {
  /// Y, Y_h and Y_c.
  mutating func recurrent(_ call: OnnxCall) throws(OnnxError) -> [OnnxValue] {
    let flow = try call.flow()
    let isBatchFirst = call.number("layout", usually: 0) == 1
    let wanted: [OnnxAxis.Role] = isBatchFirst ? [.batch, .steps] : [.steps, .batch]
    if flow.axes.dropLast().map(\.role) == wanted.reversed(), !hasStepsFirst {
      hasStepsFirst = true
    }
    guard flow.axes.dropLast().map(\.role) == wanted else {
      throw call.refused("takes what is no series with its axes in their order")
    }
    let states = try call.constant(2)
    guard states.shape.count == 3, (1...LayerArguments.largestUnits).contains(states.shape[2])
    else { throw call.refused("has recurrent weights of shape \(states.shape)") }
    let (directions, units) = (states.shape[0], states.shape[2])
    try checkForm(call, directions: directions, units: units)
    let layer = try layer(call, units: units, directions: directions)
    guard directions == 1 || layer.isDriven else {
      throw call.refused("in two directions, with a reset gate before the product, is no layer")
    }
    let cell = try cell(layer, directions: directions, flow, call)
    let axes = Array(flow.axes.dropLast())
    let own = OnnxAxis(role: .directions, extent: directions)
    let features = OnnxAxis(role: .features, extent: units)
    var last = axes.filter { $0.role == .batch }
    last.insert(own, at: isBatchFirst ? 1 : 0)
    let all: [OnnxAxis] = isBatchFirst ? axes + [own] : [axes[0], own, axes[1]]
    let whole = try add(.recurrent(cell, isWhole: true, merge: nil), after: flow.step, for: call)
    let ends = try add(.recurrent(cell, isWhole: false, merge: nil), after: flow.step, for: call)
    return [
      .flow(OnnxFlow(step: whole, axes: all + [features])),
      .flow(OnnxFlow(step: ends, axes: last + [features])),
    ]
  }

  /// Refuses what ONNX has and Skein has not.
  private func checkForm(_ call: OnnxCall, directions: Int, units: Int) throws(OnnxError) {
    let direction = call.text("direction") ?? "forward"
    guard
      (direction == "forward" && directions == 1)
        || (direction == "bidirectional" && directions == 2)
    else {
      throw call.refused("in the direction \(TerminalText.literal(direction)) is no layer")
    }
    guard call.number("hidden_size", usually: units) == units else {
      throw call.refused("has recurrent weights for \(units) units and another hidden_size")
    }
    if call.attribute("clip") != nil { throw call.refused("clips its sums, which no layer does") }
    if call.number("input_forget", usually: 0) != 0 {
      throw call.refused("couples its gates, which no layer does")
    }
    if call[4] != nil { throw call.refused("takes the lengths of rows, which are not read") }
    for (place, what) in [(5, "states"), (6, "cell states")] where !isZero(call[place]) {
      throw call.refused("begins with \(what) other than zero")
    }
    if !isZero(call[7]) { throw call.refused("has peepholes, which no layer has") }
  }

  private func isZero(_ value: OnnxValue?) -> Bool {
    switch value {
    case nil, .zeros: true
    case .constant(let constant): constant.isZero
    default: false
    }
  }

  /// The layer that the operation is, by its name and its functions.
  private func layer(
    _ call: OnnxCall, units: Int, directions: Int
  ) throws(OnnxError) -> any OnnxRecurrentLayer {
    let kind = call.node.opType
    let usual: [String] =
      switch kind {
      case "LSTM": ["sigmoid", "tanh", "tanh"]
      case "GRU": ["sigmoid", "tanh"]
      default: ["tanh"]
      }
    let given = call.attribute("activations")?.strings.map {
      String(decoding: $0, as: UTF8.self).lowercased()
    }
    let functions = given.map { $0.isEmpty ? usual : Array($0.prefix(usual.count)) } ?? usual
    let all = (0..<directions).flatMap { _ in functions }
    guard functions == usual || kind == "RNN" && functions == ["relu"], (given ?? all) == all
    else {
      let names = TerminalText.names(given ?? [])
      throw call.refused("with the functions \(names) is no layer that Skein has")
    }
    switch kind {
    case "LSTM": return LSTM(units)
    case "GRU":
      return GRU(units, resetsBefore: call.number("linear_before_reset", usually: 0) == 0)
    default: return RNN(units, nonlinearity: functions == ["relu"] ? .relu : .tanh)
    }
  }

  /// The weights, with Skein's names and in the order of its gates.
  private mutating func cell(
    _ layer: any OnnxRecurrentLayer, directions: Int, _ flow: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxSteps.Cell {
    let (input, states) = (try call.constant(1), try call.constant(2))
    let biases: OnnxConstant? = call[3] == nil ? nil : try call.constant(3)
    let order = Self.gates(of: layer)
    let units = layer.units
    let rows = order.count * units
    guard input.shape.count == 3, input.shape[0] == directions, input.shape[1] == rows,
      states.shape == [directions, rows, units],
      biases.map({ $0.shape == [directions, 2 * rows] }) ?? true
    else {
      throw call.refused(
        "has weights of the shapes \(input.shape), \(states.shape), \(biases?.shape ?? [])")
    }
    try check(flow, width: input.shape[2], for: call)
    try take(input.count + states.count + (biases?.count ?? 2 * directions * rows), for: call)
    let shape = LayerShape(steps: 1, features: input.shape[2])
    let parameters = layer.parameters(for: shape)
    let all = (
      input: input.values(), states: states.values(),
      biases: biases?.values() ?? [Float](repeating: 0, count: 2 * directions * rows)
    )
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    for direction in 0..<directions {
      /// Blocks of rows in Skein's order.
      func part(_ values: [Float], _ half: Int, of halves: Int) -> [Float] {
        let count = values.count / directions / halves
        let start = direction * count * halves + half * count
        let block = count / order.count
        return (0..<order.count).flatMap { gate in
          let place = start + (order.firstIndex(of: gate) ?? 0) * block
          return values[place..<place + block]
        }
      }
      let recurrent = part(all.states, 0, of: 1)
      var bias = part(all.biases, 0, of: 2)
      let other = part(all.biases, 1, of: 2)
      let kept = layer.isDriven && layer.cell.isParted ? units : 0
      for place in 0..<rows - kept { bias[place] += other[place] }
      var values = ["weight_ih": part(all.input, 0, of: 1), "bias": bias]
      values["bias_hn"] = Array(other.suffix(kept))
      let shared = parameters.first { $0.name == "weight_hh" }?.count ?? 0
      values["weight_hh"] = Array(recurrent.prefix(shared))
      values["weight_hn"] = Array(recurrent.dropFirst(shared))
      tensors += parameters.map { parameter in
        (
          name: parameter.name + (direction == 0 ? "" : "_reverse"), shape: parameter.fileShape,
          values: values[parameter.name] ?? []
        )
      }
    }
    return OnnxSteps.Cell(
      specification: layer.specification, tensors: tensors, directions: directions, units: units)
  }

  /// Which of Skein's gates stands where in ONNX.
  private static func gates(of layer: any OnnxRecurrentLayer) -> [Int] {
    (try? layer.onnxCell(directions: 1).gates) ?? []
  }
}
