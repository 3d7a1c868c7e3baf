import Foundation
import ONNXSchema

/// Numbers that a graph brings along: F32, as the file has them.
struct OnnxConstant {
  /// Extents, slowest first; all above 0.
  var shape: [Int]
  /// Whether the two axes of a matrix are read the other way round.
  private(set) var isTurned = false
  /// Whether every number is zero.
  let isZero: Bool
  private let tensor: Onnx_TensorProto

  /// - Throws: `OnnxError.tensor` for another type, numbers that are elsewhere, and a shape that is not that of
  ///   the numbers.
  init(_ tensor: Onnx_TensorProto, file: String) throws(OnnxError) {
    try tensor.checkPlace(file: file)
    guard tensor.dataType == OnnxType.float.rawValue else {
      throw .tensor(
        file: file, name: tensor.name,
        problem: "is of type \(OnnxType.name(of: tensor.dataType)), where FLOAT is read; convert it"
      )
    }
    let (shape, count) = try tensor.checkedShape(file: file)
    let bytes = tensor.hasRawData ? tensor.rawData.count : 4 * tensor.floatData.count
    guard bytes == 4 * count else {
      throw .tensor(
        file: file, name: tensor.name, problem: "of shape \(shape) holds \(bytes) bytes")
    }
    self.shape = shape
    self.tensor = tensor
    isZero = Self.isZero(tensor)
  }

  /// How many numbers there are.
  var count: Int { shape.reduce(1, *) }

  /// The single number, if there is but one.
  var single: Float? { count == 1 ? values().first : nil }

  private static func isZero(_ tensor: Onnx_TensorProto) -> Bool {
    if !tensor.hasRawData { return tensor.floatData.allSatisfy { $0 == 0 } }
    return tensor.rawData.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).allSatisfy {
        bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) == 0
      }
    }
  }

  /// The transpose of a matrix.
  func turned() -> OnnxConstant {
    var turned = self
    turned.shape = shape.reversed()
    turned.isTurned.toggle()
    return turned
  }

  /// All numbers, row by row.
  func values() -> [Float] {
    var stored = tensor.floatData
    if tensor.hasRawData {
      stored = [Float](repeating: 0, count: count)
      stored.withUnsafeMutableBytes { target in
        tensor.rawData.withUnsafeBytes { target.copyMemory(from: $0) }
      }
    }
    if !isTurned { return stored }
    let (rows, columns) = (shape[0], shape[1])
    return (0..<stored.count).map { stored[$0 % columns * rows + $0 / columns] }
  }
}

extension Onnx_TensorProto {
  /// - Throws: `OnnxError.tensor` where the numbers are in another file.
  fileprivate func checkPlace(file: String) throws(OnnxError) {
    if dataLocation == .external || !externalData.isEmpty {
      throw .tensor(
        file: file, name: name,
        problem:
          "has its numbers in another file, which is not opened; save all in one, in PyTorch by"
          + " external_data=False, otherwise by onnx.save(onnx.load(path), path)")
    }
  }

  /// - Throws: `OnnxError.tensor` for extents that are no shape.
  fileprivate func checkedShape(
    file: String, least: Int64 = 1
  ) throws(OnnxError) -> (shape: [Int], count: Int) {
    guard dims.count <= 8 else {
      throw .tensor(file: file, name: name, problem: "has \(dims.count) axes")
    }
    var count = 1
    for extent in dims {
      let (product, overflows) = count.multipliedReportingOverflow(by: Int(extent))
      guard extent >= least, !overflows, product <= 1 << 40 else {
        throw .tensor(file: file, name: name, problem: "has the shape \(dims)")
      }
      count = product
    }
    return (dims.map(Int.init), count)
  }

  /// The whole numbers that say shapes, axes and places.
  ///
  /// - Throws: `OnnxError.tensor` for more than such are.
  func wholeNumbers(file: String) throws(OnnxError) -> OnnxNumbers {
    try checkPlace(file: file)
    let (shape, count) = try checkedShape(file: file, least: 0)
    let width = dataType == OnnxType.int64.rawValue ? 8 : 4
    guard shape.count <= 1, count <= OnnxNumbers.most else {
      throw .tensor(file: file, name: name, problem: "holds \(count) whole numbers")
    }
    let found: [Int64]
    if hasRawData {
      let raw = rawData
      guard raw.count == width * count else {
        throw .tensor(file: file, name: name, problem: "of shape \(shape) holds \(raw.count) bytes")
      }
      found = raw.withUnsafeBytes { bytes in
        (0..<count).map { place in
          width == 8
            ? bytes.loadUnaligned(fromByteOffset: 8 * place, as: Int64.self)
            : Int64(bytes.loadUnaligned(fromByteOffset: 4 * place, as: Int32.self))
        }
      }
    } else {
      guard width == 8, int64Data.count == count else {
        throw .tensor(file: file, name: name, problem: "of shape \(shape) holds other numbers")
      }
      found = int64Data
    }
    return OnnxNumbers(items: found.map { .number(Int($0)) }, isSingle: shape.isEmpty)
  }
}
