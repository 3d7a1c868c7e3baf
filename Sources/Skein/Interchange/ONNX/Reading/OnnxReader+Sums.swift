import Foundation
import ONNXSchema

/// What is added to and multiplied with a flow.
extension OnnxReader {
  /// `Add`, `Sub`, `Mul` and `Div`.
  mutating func combined(_ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    let kind = call.node.opType
    switch (call[0], call[1]) {
    case (.numbers(let a), .numbers(let b)): return .numbers(try numbers(a, b, call))
    case (.flow(let flow), .constant(let constant)):
      return .flow(try combined(flow, constant, call))
    case (.constant(let constant), .flow(let flow)) where kind == "Add" || kind == "Mul":
      return .flow(try combined(flow, constant, call))
    case (.flow(let a), .flow(let b)) where kind == "Add": return .flow(try sum(a, b, call))
    case (.flow(let a), .flow(let b)) where kind == "Mul":
      if let gelu = try gelu(a, b, call) { return .flow(gelu) }
      if let gelu = try gelu(b, a, call) { return .flow(gelu) }
      throw call.unknown
    default: throw call.unknown
    }
  }

  private mutating func combined(
    _ flow: OnnxFlow, _ constant: OnnxConstant, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    let kind = call.node.opType
    if kind == "Add", let sum = try biased(flow, by: constant, call) { return sum }
    guard let number = constant.single else { throw call.unknown }
    let factor = kind == "Div" ? 1 / number : number
    var next = flow
    func isNear(_ wanted: Float) -> Bool { abs(factor - wanted) < 1e-6 }
    switch (kind, flow.part) {
    case ("Add", .erf) where number == 1: next.part = .onePlus
    case ("Mul", .onePlus) where factor == 0.5: next.part = .halfOnePlus
    case ("Mul", .times) where factor == 0.5, ("Div", .times) where factor == 0.5:
      next.part = nil
      return try activated(next, by: .gelu, call)
    case ("Mul", nil) where isNear(Float(0.5).squareRoot()),
      ("Div", nil) where isNear(Float(0.5).squareRoot()):
      next.part = .divided
    case ("Mul", nil) where factor == 0.5, ("Div", nil) where factor == 0.5:
      let step = steps[flow.step]
      if let parent = step.parent, flow.isWhole,
        case .recurrent(let cell, let isWhole, .sum) = step.content
      {
        next.step = try add(
          .recurrent(cell, isWhole: isWhole, merge: .mean), after: parent, for: call)
      } else {
        next.part = .half
      }
    default: throw call.unknown
    }
    return next
  }

  func erf(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    var flow = try call.flow()
    guard flow.part == .divided else { throw call.unknown }
    flow.part = .erf
    return flow
  }

  /// `Greater`: PyTorch gives numbers above 20 as their own softplus.
  func compared(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    var flow = try call.flow()
    guard flow.isWhole, case .constant(let threshold) = call[1], threshold.single ?? 0 >= 17 else {
      throw call.unknown
    }
    flow.part = .large
    return flow
  }

  /// `Where`: of a number that is large itself, otherwise its softplus, which is as much for either.
  func chosen(_ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    let isLarge = try call.flow()
    guard isLarge.part == .large, case .flow(let own) = call[1], own.isWhole,
      case .flow(let other) = call[2], other.isWhole, own.step == isLarge.step,
      case .active(own.step, .softplus) = steps[other.step].content
    else { throw call.unknown }
    return other
  }

  /// A product of x, or x / 2, and what became of it; nil where it is none.
  private mutating func gelu(
    _ x: OnnxFlow, _ other: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow? {
    guard x.step == other.step, x.axes == other.axes, x.direction == nil, x.place == nil else {
      return nil
    }
    var plain = x
    plain.part = nil
    switch (x.part, other.part) {
    case (nil, .halfOnePlus), (.half, .onePlus): return try activated(plain, by: .gelu, call)
    case (nil, .onePlus):
      plain.part = .times
      return plain
    default: return nil
    }
  }

  /// Both directions of a layer, or a layer's output and what it took.
  private mutating func sum(
    _ a: OnnxFlow, _ b: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    if a.direction != nil { return try merged(a, b, as: .sum, call) }
    guard a.isInput, b.isInput, a.step != b.step, a.axes.map(\.role) == b.axes.map(\.role) else {
      throw call.unknown
    }
    let (base, tip) = steps[a.step].depth < steps[b.step].depth ? (a, b) : (b, a)
    guard steps.isBehind(tip.step, base.step) else {
      throw call.refused("adds what comes of two branches, neither of which is the other's input")
    }
    guard base.axes.last?.extent ?? inputSize == tip.axes.last?.extent else {
      throw call.refused("adds what is of different widths")
    }
    var flow = base
    flow.step = try add(.residual(tip: tip.step), after: base.step, for: call)
    return flow
  }

  /// Both directions of a layer, or of its last states.
  mutating func merged(
    _ a: OnnxFlow, _ b: OnnxFlow, as merge: Bidirectional.Merge, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    let (first, second) = a.direction == 0 || merge == .concat ? (a, b) : (b, a)
    let step = steps[first.step]
    guard first.step == second.step, first.direction == 0, second.direction == 1,
      first.axes == second.axes, first.part == nil, second.part == nil,
      let parent = step.parent, case .recurrent(let cell, let isWhole, _) = step.content
    else { throw call.refused("puts together what is not both directions of a layer") }
    let takesSteps: Bool
    switch (first.place, second.place) {
    case (nil, nil): takesSteps = isWhole
    // Where each of them ends.
    case (.last, .first) where isWhole: takesSteps = false
    default: throw call.refused("puts together different steps of both directions")
    }
    var flow = OnnxFlow(step: 0, axes: first.axes)
    flow.step = try add(
      .recurrent(cell, isWhole: takesSteps, merge: merge), after: parent, for: call)
    if let place = flow.axis(.features) {
      flow.axes[place].extent = merge == .concat ? 2 * cell.units : cell.units
    }
    return flow
  }
}
