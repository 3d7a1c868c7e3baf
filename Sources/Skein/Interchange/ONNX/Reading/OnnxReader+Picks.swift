import Foundation
import ONNXSchema

/// Operations that pick a step, a direction or half of the numbers.
extension OnnxReader {
  /// `Gather` at one place.
  func place(_ call: OnnxCall, of extent: Int?) throws(OnnxError) -> (place: Int, isVector: Bool) {
    guard case .numbers(let numbers) = call[1], let known = numbers.known, known.count == 1 else {
      throw call.refused("picks places that are not one known place")
    }
    guard let extent else {
      // The first or the last.
      guard (-1...0).contains(known[0]) else {
        throw call.refused("picks a step that may not be there")
      }
      return (known[0], !numbers.isSingle)
    }
    let place = try call.axis(known[0], rank: extent)
    return (place, !numbers.isSingle)
  }

  mutating func gathered(_ flow: OnnxFlow, _ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    let axis = try call.axis(call.number("axis", usually: 0), rank: flow.axes.count)
    let extent = flow.axes[axis].extent
    let (place, isVector) = try place(call, of: extent)
    var next = try picked(flow, axis: axis, place..<place + 1, call)
    if isVector {
      next.axes[axis] = OnnxAxis(role: .unit, extent: 1)
    } else {
      next.axes.remove(at: axis)
    }
    return next
  }

  /// `Slice` without jumps.
  mutating func sliced(_ flow: OnnxFlow, _ call: OnnxCall) throws(OnnxError) -> OnnxFlow {
    guard let starts = try call.numbers("starts", input: 1),
      let ends = try call.numbers("ends", input: 2), starts.count == ends.count
    else { throw call.unknown }
    let axes = try call.numbers("axes", input: 3) ?? Array(starts.indices)
    let jumps = try call.numbers("steps", input: 4) ?? []
    guard axes.count == starts.count, jumps.allSatisfy({ $0 == 1 }) else {
      throw call.refused("takes every second step, or all backwards, which no layer does")
    }
    var next = flow
    for (index, given) in axes.enumerated() {
      let axis = try call.axis(given, rank: next.axes.count)
      let extent = next.axes[axis].extent
      let (start, end) = (starts[index], ends[index])
      let isEnd = end >= extent ?? Int(Int32.max)
      if start == 0, isEnd { continue }
      // From the end where that is how it is said.
      let range =
        if let extent {
          (
            max(start < 0 ? start + extent : start, 0),
            min(end < 0 ? end + extent : end, extent)
          )
        } else {
          (start == -1 ? -1 : 0, start == -1 && isEnd ? 0 : start == 0 && end == 1 ? 1 : -1)
        }
      guard range.0 < range.1 else { throw call.refused("takes nothing") }
      next = try picked(next, axis: axis, range.0..<range.1, call)
      if range.1 - range.0 == 1, next.axes[axis].role != .features {
        next.axes[axis] = OnnxAxis(role: .unit, extent: 1)
      }
    }
    return next
  }

  /// Parts of equal size: both directions' numbers.
  mutating func split(_ call: OnnxCall) throws(OnnxError) -> [OnnxValue] {
    if case .zeros = call[0] { return call.node.output.map { _ in .zeros } }
    let flow = try call.flow()
    let axis = try call.axis(call.number("axis", usually: 0), rank: flow.axes.count)
    guard let extent = flow.axes[axis].extent, call.node.output.count == 2, extent % 2 == 0,
      try call.numbers("split", input: 1) ?? [extent / 2, extent / 2] == [extent / 2, extent / 2]
    else { throw call.unknown }
    var halves: [OnnxValue] = []
    for half in 0..<2 {
      let start = half * extent / 2
      var next = try picked(flow, axis: axis, start..<start + extent / 2, call)
      if flow.axes[axis].role == .directions { next.axes[axis].role = .unit }
      next.axes[axis].extent = extent / 2
      halves.append(.flow(next))
    }
    return halves
  }

  /// A part of an axis; the axis itself is left to the caller, but for the width of numbers.
  ///
  /// - Parameter range: of places; of an axis of unknown extent −1 is the last.
  private mutating func picked(
    _ flow: OnnxFlow, axis: Int, _ range: Range<Int>, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    let (role, extent) = (flow.axes[axis].role, flow.axes[axis].extent)
    if range.lowerBound == 0, range.count == extent, role != .steps { return flow }
    switch role {
    case .directions where extent == 2 && flow.direction == nil:
      var next = flow
      next.direction = range.lowerBound
      return next
    case .steps where range.count == 1:
      let isLast = range.lowerBound == extent.map { $0 - 1 } ?? -1
      guard isLast || range.lowerBound == 0 else { break }
      return try picked(flow, isLast ? .last : .first, call)
    case .features:
      if let next = half(flow, axis: axis, range) ?? parted(flow, axis: axis, range) { return next }
    default: break
    }
    throw call.refused("picks a part that no layer gives")
  }

  /// The first or last step of a series.
  private mutating func picked(
    _ flow: OnnxFlow, _ place: OnnxFlow.Place, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    guard flow.place == nil, flow.part == nil, flow.step > 0 else { throw call.unknown }
    var next = flow
    let step = steps[flow.step]
    if flow.direction != nil || place == .first {
      next.place = place
    } else if flow.axis(.directions).map({ flow.axes[$0].extent == 2 }) ?? false {
      throw call.refused("picks a step while both directions are apart")
    } else if case .recurrent(let cell, isWhole: true, _) = step.content, cell.directions == 1,
      let parent = step.parent
    {
      next.step = try add(
        .recurrent(cell, isWhole: false, merge: nil), after: parent, for: call)
    } else {
      next.step = try add(.pooling(LastStep.keyword), after: flow.step, for: call)
    }
    return next
  }

  /// A direction's half of the numbers, of all steps or of one.
  private func half(_ flow: OnnxFlow, axis: Int, _ range: Range<Int>) -> OnnxFlow? {
    var next = flow
    if case .pooling(LastStep.keyword) = steps[flow.step].content,
      let parent = steps[flow.step].parent
    {
      next.step = parent
      next.place = .last
    }
    guard flow.direction == nil, flow.part == nil,
      case .recurrent(let cell, _, .concat) = steps[next.step].content,
      range.count == cell.units, range.lowerBound % cell.units == 0
    else { return nil }
    next.direction = range.lowerBound / cell.units
    next.axes[axis].extent = cell.units
    return next
  }

  /// One of several layers' last states, or some of them.
  func picked(_ states: [OnnxFlow], _ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    guard call.number("axis", usually: 0) == 0 else { throw call.unknown }
    switch call.node.opType {
    case "Gather":
      let (place, isVector) = try place(call, of: states.count)
      return isVector ? .states([states[place]]) : .flow(states[place])
    case "Slice":
      guard let start = try call.numbers("starts", input: 1), start.count == 1,
        let end = try call.numbers("ends", input: 2), end.count == 1,
        try call.numbers("axes", input: 3) ?? [0] == [0],
        try call.numbers("steps", input: 4) ?? [1] == [1]
      else { throw call.unknown }
      let count = states.count
      let first = min(max(start[0] < 0 ? start[0] + count : start[0], 0), count)
      let last = min(max(end[0] < 0 ? end[0] + count : end[0], first), count)
      return .states(Array(states[first..<last]))
    case "Squeeze" where states.count == 1: return .flow(states[0])
    default: throw call.unknown
    }
  }
}
