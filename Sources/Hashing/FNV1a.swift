/// The hash of Fowler, Noll and Vo, 64 bits, variant 1a: tells data apart, and protects against
/// nobody who forges it.
package struct FNV1a: Sendable {
  package var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  @inlinable @inline(__always)
  package mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// Takes the number's bytes, the lowest first.
  ///
  /// Not generic: called from another module, a generic one was not specialised, and took 40 ns a byte.
  package mutating func combine(_ bits: UInt64) {
    for byte in 0..<8 { combine(UInt8(truncatingIfNeeded: bits &>> UInt64(8 * byte))) }
  }

  /// Takes the number's bytes, the lowest first.
  package mutating func combine(_ bits: UInt32) {
    for byte in 0..<4 { combine(UInt8(truncatingIfNeeded: bits &>> UInt32(8 * byte))) }
  }

  /// Takes a text's bytes in UTF-8.
  package mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
  }

  /// The hash as 16 hexadecimal digits.
  package var digits: String { Self.digits(of: value) }

  /// Any 64 bits as 16 hexadecimal digits.
  package static func digits(of bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
