/// What a safetensors header says about one tensor: its name, shape and element type.
package struct TensorEntry: Sendable, Equatable {
  package var name: String
  /// Extents, slowest first; empty for a scalar.
  package var shape: [Int]
  package var type: TensorType

  package init(name: String, shape: [Int], type: TensorType) {
    self.name = name
    self.shape = shape
    self.type = type
  }

  /// Bytes of all elements, or nil if they are more than an `Int` counts or an extent is negative.
  package var byteCount: Int? {
    // A zero extent empties the tensor, whatever the product of the others.
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    var count = type.byteWidth
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      count = product
    }
    return count
  }
}

/// The element types of safetensors that take whole bytes.
public enum TensorType: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// Bytes of one element.
  package var byteWidth: Int {
    switch self {
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}
