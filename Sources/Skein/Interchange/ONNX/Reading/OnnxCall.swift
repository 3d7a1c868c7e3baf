import Foundation
import ONNXSchema

/// One operation of a graph with what it takes.
struct OnnxCall {
  let node: Onnx_NodeProto
  /// Nil for what is left out.
  let inputs: [OnnxValue?]
  let file: String

  /// What the operation takes at a place; nil where nothing is given.
  subscript(place: Int) -> OnnxValue? { inputs.indices.contains(place) ? inputs[place] : nil }

  /// - Parameter problem: a clause that goes on from the operation's name.
  func refused(_ problem: String) -> OnnxError {
    let name = node.name.isEmpty ? node.output.first ?? "" : node.name
    return .operation(file: file, node: name, operation: node.opType, problem: problem)
  }

  /// For operations that no layer of Skein has.
  var unknown: OnnxError { refused("is no part of a layer that Skein has") }

  func attribute(_ name: String) -> Onnx_AttributeProto? {
    node.attribute.first { $0.name == name }
  }

  func number(_ name: String, usually usual: Int) -> Int {
    attribute(name).map { Int($0.i) } ?? usual
  }

  func decimal(_ name: String, usually usual: Float) -> Float { attribute(name)?.f ?? usual }

  func text(_ name: String) -> String? {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) }
  }

  /// The first input, which is what flows through the network.
  func flow() throws(OnnxError) -> OnnxFlow {
    guard case .flow(let flow) = self[0] else { throw unknown }
    return flow
  }

  /// An input that the file has the numbers of.
  func constant(_ place: Int) throws(OnnxError) -> OnnxConstant {
    guard case .constant(let constant) = self[place] else {
      throw refused("takes weights that are no numbers of the file")
    }
    return constant
  }

  /// Whole numbers that are known: an attribute, or an input in later sets of operations.
  ///
  /// - Returns: nil where neither is given.
  func numbers(_ name: String, input place: Int) throws(OnnxError) -> [Int]? {
    guard let value = self[place] else { return attribute(name)?.ints.map { Int($0) } }
    guard case .numbers(let numbers) = value, let known = numbers.known else {
      throw refused("takes \(name) that depend on the input")
    }
    return known
  }

  /// The place of an axis, which counts from the end where it is negative.
  func axis(_ axis: Int, rank: Int) throws(OnnxError) -> Int {
    guard axis >= -rank, axis < rank else { throw refused("works on axis \(axis) of \(rank)") }
    return axis < 0 ? axis + rank : axis
  }
}
