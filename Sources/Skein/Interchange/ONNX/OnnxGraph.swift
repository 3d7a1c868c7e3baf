import Foundation
import ONNXSchema

/// A graph of ONNX's operations as it grows; every value has a name.
struct OnnxGraph {
  private(set) var nodes: [Onnx_NodeProto] = []
  private(set) var constants: [Onnx_TensorProto] = []

  /// Adds an operation.
  ///
  /// - Parameters:
  ///   - inputs: names; an empty one for what is left out.
  ///   - output: which of the outputs is wanted.
  ///   - others: how many behind it cannot be left out.
  /// - Returns: the name of that output.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [],
    output: Int = 0, others: Int = 0
  ) -> String {
    let name = "\(operation.lowercased())_\(nodes.count)"
    var node = Onnx_NodeProto()
    node.name = name
    node.opType = operation
    node.input = inputs
    node.output =
      [String](repeating: "", count: output) + [name] + (0..<others).map { "\(name)_\($0)" }
    node.attribute = attributes
    nodes.append(node)
    return name
  }

  /// Adds an operation whose output has a name that others know.
  mutating func end(_ operation: String, _ inputs: [String], named name: String) {
    var node = Onnx_NodeProto()
    node.name = name
    node.opType = operation
    node.input = inputs
    node.output = [name]
    nodes.append(node)
  }

  mutating func constant(_ values: [Float], shape: [Int], _ name: String) -> String {
    constant(values, shape, .float, name)
  }

  mutating func constant(_ values: [Double], shape: [Int], _ name: String) -> String {
    constant(values, shape, .double, name)
  }

  /// Extents, axes or places; a single one where `shape` is empty.
  mutating func constant(_ values: [Int], shape: [Int], _ name: String) -> String {
    constant(values.map(Int64.init), shape, .int64, name)
  }

  private mutating func constant<Element: BitwiseCopyable>(
    _ values: [Element], _ shape: [Int], _ type: OnnxType, _ name: String
  ) -> String {
    var tensor = Onnx_TensorProto()
    tensor.name = "\(name)_\(constants.count)"
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = type.rawValue
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    constants.append(tensor)
    return tensor.name
  }
}

/// The types of numbers that are used of ONNX's, by their number there.
enum OnnxType: Int32 {
  case float = 1
  case int32 = 6
  case int64 = 7
  case double = 11

  private static let names = [
    "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL",
    "FLOAT16", "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16",
  ]

  /// What ONNX calls a type; its number, if that is a later one.
  static func name(of type: Int32) -> String {
    names.indices.contains(Int(type)) ? names[Int(type)] : String(type)
  }
}

extension OnnxGraph {
  mutating func transpose(_ x: String, _ axes: [Int]) -> String {
    add("Transpose", [x], [Onnx_AttributeProto("perm", axes)])
  }

  /// One place of an axis, which is gone then.
  mutating func pick(_ place: Int, of x: String, axis: Int) -> String {
    let index = constant([place], shape: [], "place")
    return add("Gather", [x, index], [Onnx_AttributeProto("axis", axis)])
  }

  /// Takes away axes of extent 1.
  mutating func squeeze(_ x: String, axis: Int) -> String {
    add("Squeeze", [x, constant([axis], shape: [1], "axes")])
  }

  /// Puts in an axis of extent 1.
  mutating func unsqueeze(_ x: String, axis: Int) -> String {
    add("Unsqueeze", [x, constant([axis], shape: [1], "axes")])
  }

  /// Where an extent is 0 it stays, where it is −1 it follows from the others.
  mutating func reshape(_ x: String, _ shape: [Int]) -> String {
    add("Reshape", [x, constant(shape, shape: [shape.count], "shape")])
  }

  /// `ReduceMean` or `ReduceMax` over an axis, which is gone then.
  mutating func reduce(_ operation: String, _ x: String, axis: Int) -> String {
    add(
      operation, [x], [Onnx_AttributeProto("axes", [axis]), Onnx_AttributeProto("keepdims", 0)])
  }

  mutating func cast(_ x: String, to type: OnnxType) -> String {
    add("Cast", [x], [Onnx_AttributeProto("to", Int(type.rawValue))])
  }

  /// With a number of the same type.
  mutating func combine(_ operation: String, _ x: String, _ number: Float) -> String {
    add(operation, [x, constant([number], shape: [], "number")])
  }
}

extension Onnx_AttributeProto {
  init(_ name: String, _ value: Int) {
    self.init()
    (self.name, type, i) = (name, .int, Int64(value))
  }

  init(_ name: String, _ value: Double) {
    self.init()
    (self.name, type, f) = (name, .float, Float(value))
  }

  init(_ name: String, _ values: [Int]) {
    self.init()
    (self.name, type, ints) = (name, .ints, values.map(Int64.init))
  }

  init(_ name: String, _ value: String) {
    self.init()
    (self.name, type, s) = (name, .string, Data(value.utf8))
  }

  init(_ name: String, _ values: [String]) {
    self.init()
    (self.name, type, strings) = (name, .strings, values.map { Data($0.utf8) })
  }
}
