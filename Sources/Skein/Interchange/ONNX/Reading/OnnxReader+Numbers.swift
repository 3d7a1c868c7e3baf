import Foundation
import ONNXSchema

/// Numbers that a graph computes of shapes, and operations that change nothing.
extension OnnxReader {
  mutating func plain(_ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    switch call.node.opType {
    case "Constant":
      guard let tensor = call.attribute("value")?.t else { throw call.unknown }
      let value = value(of: tensor)
      if case .refused(let error) = value { throw error }
      return value
    case "ConstantOfShape":
      let value = call.attribute("value").map { self.value(of: $0.t) }
      switch value {
      case nil: return .zeros
      case .constant(let constant) where constant.isZero: return .zeros
      default: throw call.unknown
      }
    case "Expand":
      switch call[0] {
      case .zeros: return .zeros
      case .constant(let constant) where constant.isZero: return .zeros
      default: throw call.unknown
      }
    case "Shape": return .numbers(try shape(call))
    case "Cast": return try cast(call)
    default:
      guard let value = call[0] else { throw call.unknown }
      return value
    }
  }

  private func cast(_ call: OnnxCall) throws(OnnxError) -> OnnxValue {
    let target = OnnxType(rawValue: Int32(truncatingIfNeeded: call.number("to", usually: 0)))
    switch (call[0], target) {
    case (.numbers, .int64), (.numbers, .int32), (.zeros, .float), (.constant, .float):
      return call[0] ?? .zeros
    case (.flow(var flow), .int64), (.flow(var flow), .int32):
      guard flow.step == 0 else { throw call.refused("drops the fractions of what a layer gives") }
      flow.isRounded = true
      return .flow(flow)
    case (.flow(let flow), .float) where !flow.isRounded: return .flow(flow)
    default: throw call.unknown
    }
  }

  private func shape(_ call: OnnxCall) throws(OnnxError) -> OnnxNumbers {
    let flow = try call.flow()
    let all: [OnnxNumbers.Item] = flow.axes.map { axis in
      axis.extent.map { .number($0) } ?? .extent(axis.role)
    }
    func place(_ given: Int) -> Int {
      min(max(given < 0 ? given + all.count : given, 0), all.count)
    }
    let start = place(call.number("start", usually: 0))
    let end = place(call.number("end", usually: all.count))
    return OnnxNumbers(items: start < end ? Array(all[start..<end]) : [], isSingle: false)
  }

  /// Shapes that are put together and taken apart.
  func moved(_ numbers: OnnxNumbers, _ call: OnnxCall) throws(OnnxError) -> OnnxNumbers {
    let items = numbers.items
    switch call.node.opType {
    case "Unsqueeze" where numbers.isSingle: return OnnxNumbers(items: items, isSingle: false)
    case "Squeeze" where items.count == 1: return OnnxNumbers(items: items, isSingle: true)
    case "Gather":
      let (place, isVector) = try place(call, of: items.count)
      return OnnxNumbers(items: [items[place]], isSingle: !isVector)
    case "Slice":
      guard let start = try call.numbers("starts", input: 1)?.first,
        let end = try call.numbers("ends", input: 2)?.first,
        try call.numbers("steps", input: 4) ?? [1] == [1]
      else { throw call.unknown }
      let count = items.count
      let first = min(max(start < 0 ? start + count : start, 0), count)
      let last = min(max(end < 0 ? end + count : end, first), count)
      return OnnxNumbers(items: Array(items[first..<last]), isSingle: false)
    case "Concat":
      var all: [OnnxNumbers.Item] = []
      for input in call.inputs {
        guard case .numbers(let more) = input else { throw call.unknown }
        all += more.items
        guard all.count <= OnnxNumbers.most else { throw call.unknown }
      }
      return OnnxNumbers(items: all, isSingle: false)
    case "Reshape":
      guard let shape = try call.numbers("shape", input: 1), shape.count <= 1,
        shape.first.map({ $0 == -1 || $0 == items.count }) ?? (items.count == 1)
      else { throw call.unknown }
      return OnnxNumbers(items: items, isSingle: shape.isEmpty)
    default: throw call.unknown
    }
  }

  /// Sums and products of extents that are known.
  func numbers(
    _ a: OnnxNumbers, _ b: OnnxNumbers, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxNumbers {
    let count = max(a.items.count, b.items.count)
    guard [1, count].contains(a.items.count), [1, count].contains(b.items.count) else {
      throw call.unknown
    }
    var items: [OnnxNumbers.Item] = []
    for place in 0..<count {
      let pair = (a.items[place % a.items.count], b.items[place % b.items.count])
      switch (call.node.opType, pair.0, pair.1) {
      case ("Mul", let extent, .number(1)), ("Mul", .number(1), let extent): items.append(extent)
      case (let kind, .number(let first), .number(let second)):
        let result =
          switch kind {
          case "Add": first.addingReportingOverflow(second)
          case "Sub": first.subtractingReportingOverflow(second)
          case "Mul": first.multipliedReportingOverflow(by: second)
          default:
            second > 0 ? (first / second, false) : (0, true)
          }
        guard !result.1 else { throw call.unknown }
        items.append(.number(result.0))
      default: throw call.unknown
      }
    }
    return OnnxNumbers(items: items, isSingle: a.isSingle && b.isSingle)
  }
}
