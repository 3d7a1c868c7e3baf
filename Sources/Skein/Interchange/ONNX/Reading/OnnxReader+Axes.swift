import Foundation
import ONNXSchema

/// Operations that move, drop and pick axes.
extension OnnxReader {
  /// Of layers, one behind the other: more would be remembered for every operation that puts some together.
  private static let mostStates = 64

  mutating func moved(_ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    let kind = call.node.opType
    switch call[0] {
    case .numbers(let numbers): return .numbers(try moved(numbers, call))
    case .zeros where kind != "Concat" && kind != "Gather": return .zeros
    case .constant(let constant):
      if kind == "Gather", case .flow(let tokens) = call[1] {
        return .flow(
          try tokens.part == .entity
            ? vectors(in: constant, of: tokens, call) : embedded(constant, tokens, call))
      }
      guard kind == "Transpose", constant.shape.count == 2,
        try permutation(call, rank: 2) == [1, 0]
      else { throw call.unknown }
      return .constant(constant.turned())
    case .states(let states): return try picked(states, call)
    case .flow(let flow): return try moved(flow, call)
    default: throw call.unknown
    }
  }

  private mutating func moved(_ flow: OnnxFlow, _ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    var next = flow
    let rank = flow.axes.count
    switch call.node.opType {
    case "Transpose":
      next.axes = try permutation(call, rank: rank).map { flow.axes[$0] }
    case "Squeeze":
      let given = try call.numbers("axes", input: 1)
      var gone: [Int] = []
      for axis in given ?? [] { gone.append(try call.axis(axis, rank: rank)) }
      if given == nil { gone = flow.axes.indices.filter { flow.axes[$0].extent == 1 } }
      guard gone.allSatisfy({ flow.axes[$0].extent == 1 }) else {
        throw call.refused("takes away an axis that is not known to have the extent 1")
      }
      next.axes = flow.axes.indices.filter { !gone.contains($0) }.map { flow.axes[$0] }
    case "Unsqueeze":
      let given = try call.numbers("axes", input: 1) ?? []
      guard rank + given.count <= 8 else { throw call.refused("makes too many axes") }
      var places: [Int] = []
      for axis in given { places.append(try call.axis(axis, rank: rank + given.count)) }
      for place in places.sorted() {
        next.axes.insert(OnnxAxis(role: .unit, extent: 1), at: min(place, next.axes.count))
      }
    case "Reshape": return .flow(try reshaped(flow, call))
    case "Flatten":
      guard call.number("axis", usually: 1) == 1, flow.axes.first?.role == .batch,
        flow.axes.dropFirst().dropLast().allSatisfy({ $0.extent == 1 })
      else { throw call.refused("puts the steps of a series side by side, which no layer does") }
      next.axes = [flow.axes[0]] + flow.axes.dropFirst().suffix(1)
    case "Gather": return .flow(try gathered(flow, call))
    case "Slice": return .flow(try sliced(flow, call))
    case "Concat": return try concatenated(call)
    default: return .flow(try reduced(flow, call))
    }
    return .flow(next)
  }

  private func permutation(_ call: OnnxCall, rank: Int) throws(OnnxError) -> [Int] {
    let given = call.attribute("perm")?.ints.map { Int($0) } ?? Array((0..<rank).reversed())
    guard given.sorted() == Array(0..<rank) else {
      throw call.refused("has \(given.count) axes in an order of its own")
    }
    return given
  }

  /// The same axes, or one fewer where both directions' numbers come side by side.
  private mutating func reshaped(
    _ flow: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    guard case .numbers(let shape) = call[1] else { throw call.unknown }
    let axes = flow.axes
    func matches(_ axes: [OnnxAxis]) -> Bool {
      guard axes.count == shape.items.count else { return false }
      return zip(axes, shape.items).enumerated().allSatisfy { place, pair in
        switch pair.1 {
        case .number(-1): true
        case .number(0): flow.axes.indices.contains(place) && flow.axes[place] == pair.0
        case .number(let number): pair.0.extent == number
        case .extent(let role): pair.0.role == role && pair.0.extent == nil
        }
      }
    }
    guard shape.items.count(where: { $0 == .number(-1) }) <= 1 else { throw call.unknown }
    if matches(axes) { return flow }
    if let place = flow.axis(.directions), let count = axes[place].extent {
      var rest = axes
      rest.remove(at: place)
      if count == 1, matches(rest) {
        var next = flow
        next.axes = rest
        return next
      }
      if place < rest.count, rest[place].role == .features {
        rest[place].extent = rest[place].extent.map { $0 * count }
        if matches(rest) { return try together(flow, .concat, call) }
      }
    } else if let place = axes.firstIndex(where: { $0.role == .unit }) {
      var next = flow
      next.axes.remove(at: place)
      if matches(next.axes) { return next }
    }
    throw call.refused("makes a shape that no layer gives")
  }

  /// Both directions, which have an axis for themselves, in one layer.
  private mutating func together(
    _ flow: OnnxFlow, _ merge: Bidirectional.Merge, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    guard let place = flow.axis(.directions), flow.direction == nil else { throw call.unknown }
    var (forward, backward) = (flow, flow)
    forward.axes.remove(at: place)
    backward.axes.remove(at: place)
    if flow.axes[place].extent == 1 { return forward }
    (forward.direction, backward.direction) = (0, 1)
    return try merged(forward, backward, as: merge, call)
  }

  /// `ReduceMean` and `ReduceMax` over steps or directions.
  private mutating func reduced(
    _ flow: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    let isMean = call.node.opType == "ReduceMean"
    guard let axes = try call.numbers("axes", input: 1), axes.count == 1 else {
      throw call.refused("is over more than one axis")
    }
    let place = try call.axis(axes[0], rank: flow.axes.count)
    let keeps = call.number("keepdims", usually: 1) != 0
    var next = flow
    switch flow.axes[place].role {
    case .directions where isMean:
      next = try together(flow, .mean, call)
    case .steps where flow.isWhole && flow.axis(.directions) == nil && flow.step > 0:
      next.axes.remove(at: place)
      let keyword = isMean ? MeanOverTime.keyword : MaximumOverTime.keyword
      next.step = try add(.pooling(keyword), after: flow.step, for: call)
    default: throw call.refused("is over what is neither steps nor directions of a layer")
    }
    if keeps { next.axes.insert(OnnxAxis(role: .unit, extent: 1), at: place) }
    return next
  }

  /// Flows side by side, or last states one behind the other.
  private mutating func concatenated(_ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    var flows: [OnnxFlow] = []
    var states: [OnnxFlow] = []
    var stacked = 0
    for input in call.inputs {
      switch input {
      case .flow(let flow):
        flows.append(flow)
        guard let first = flow.axes.first, let count = first.extent,
          first.role == .directions || first.role == .unit
        else { continue }
        stacked += 1
        for direction in 0..<count {
          var one = flow
          one.axes.removeFirst()
          if count == 2 { one.direction = direction }
          states.append(one)
        }
      case .states(let more):
        states += more
        stacked += 1
      default: throw call.unknown
      }
      guard states.count <= Self.mostStates else { throw call.unknown }
    }
    let rank = flows.first?.axes.count ?? states.first.map { $0.axes.count + 1 } ?? 0
    let axis = try call.axis(call.number("axis", usually: 0), rank: rank)
    if axis == 0, stacked == call.inputs.count { return .states(states) }
    guard flows.count == 2, call.inputs.count == 2, flows[0].axis(.features) == axis else {
      throw call.refused("puts together what is not both directions of a layer")
    }
    if let both = joined(flows[0], flows[1]) { return .flow(both) }
    return .flow(try merged(flows[0], flows[1], as: .concat, call))
  }
}
