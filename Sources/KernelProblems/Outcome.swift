import Hashing

/// What a kernel or its reference computed, by name and without padding.
package struct Outcome {
  package var parts: [(name: String, values: [Float])]
  /// A write outside the kernel's area, in words.
  package var strayWrite: String?

  package init(_ parts: [(name: String, values: [Float])], strayWrite: String? = nil) {
    self.parts = parts
    self.strayWrite = strayWrite
  }

  /// The first difference from what is expected, in words; nil when every bit is the same. A NaN
  /// equals a NaN.
  package func difference(from expected: Outcome) -> String? {
    if let strayWrite { return strayWrite }
    if parts.map(\.name) != expected.parts.map(\.name) {
      return "parts \(parts.map(\.name)), expected \(expected.parts.map(\.name))"
    }
    for (part, wanted) in zip(parts, expected.parts) {
      if part.values.count != wanted.values.count {
        return "\(part.name) has \(part.values.count) values, expected \(wanted.values.count)"
      }
      for i in part.values.indices {
        let (a, b) = (part.values[i], wanted.values[i])
        if a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN) {
          return "\(part.name)[\(i)] is \(a), expected \(b)"
        }
      }
    }
    return nil
  }

  /// Hashes the bits of all values, every NaN alike.
  package func hash(into hash: inout FNV1a) {
    for part in parts {
      for value in part.values {
        hash.combine(value.isNaN ? UInt32(0x7FC0_0000) : value.bitPattern)
      }
    }
  }
}

/// Copies rows of `width` floats into rows of `stride` floats, with `gap` between them.
func padded(_ values: [Float], width: Int, stride: Int, gap: Float) -> [Float] {
  if width == stride || width == 0 { return values }
  var result = [Float](repeating: gap, count: values.count / width * stride)
  for i in values.indices { result[i / width * stride + i % width] = values[i] }
  return result
}

/// The first `width` of every `stride` floats.
func unpadded(_ values: [Float], width: Int, stride: Int) -> [Float] {
  if width == stride { return values }
  return (0..<(values.count / stride * width)).map { values[$0 / width * stride + $0 % width] }
}
