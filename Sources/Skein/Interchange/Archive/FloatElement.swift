/// An element type of which floats can be made.
enum FloatElement: Sendable {
  case half, bfloat, single, double

  var bytes: Int {
    switch self {
    case .half, .bfloat: 2
    case .single: 4
    case .double: 8
    }
  }

  /// What a conversion to floats does, as a clause; nil where it keeps every bit.
  var note: String? {
    switch self {
    case .single: nil
    case .double: "weights in double precision are rounded to floats"
    case .half, .bfloat: "weights in half precision become floats of the same values"
    }
  }

  init?(_ type: TensorType) {
    switch type {
    case .float16: self = .half
    case .bfloat16: self = .bfloat
    case .float32: self = .single
    case .float64: self = .double
    default: return nil
    }
  }

  /// The float of a number's bits.
  func float(_ bits: UInt64) -> Float {
    switch self {
    case .single: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case .double: Float(Double(bitPattern: bits))
    case .bfloat: Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
    case .half: Self.half(UInt16(truncatingIfNeeded: bits))
    }
  }

  /// Floats of little-endian numbers that stand side by side.
  func floats(_ values: some Collection<UInt8>) -> [Float] {
    var floats: [Float] = []
    floats.reserveCapacity(values.count / bytes)
    var (word, filled) = (UInt64(0), 0)
    for byte in values {
      word |= UInt64(byte) << UInt64(8 * filled)
      filled += 1
      if filled == bytes {
        floats.append(float(word))
        (word, filled) = (0, 0)
      }
    }
    return floats
  }

  /// IEEE 754's binary16, which not every processor's compiler has a type for.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 1 ? -1 : 1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
    switch exponent {
    case 31: return fraction == 0 ? sign * .infinity : .nan
    case 0: return sign * fraction * 0x1p-24
    default:
      return sign * (1 + fraction * 0x1p-10)
        * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
