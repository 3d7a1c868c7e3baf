/// The checksum CRC-32C, by a table of 256 words.
///
/// Source: Castagnoli et al., "Optimization of Cyclic Redundancy-Check Codes with 24 and 32 Parity Bits"
/// (IEEE Transactions on Communications 41, 1993); reflected, as in RFC 3720, B.4.
package enum CRC32C {
  /// x³² + x²⁸ + x²⁷ + …, its bits reversed.
  private static let polynomial: UInt32 = 0x82F6_3B78

  private static let table: [UInt32] = (0..<256).map { byte in
    var word = UInt32(byte)
    for _ in 0..<8 { word = word & 1 == 1 ? word >> 1 ^ polynomial : word >> 1 }
    return word
  }

  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var word = UInt32.max
    for byte in bytes { word = table[Int((word ^ UInt32(byte)) & 0xFF)] ^ word >> 8 }
    return ~word
  }

  /// The checksum as TensorFlow's files hold it: a checksum of bytes that hold their own would say little,
  /// so it is turned and has a constant added.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let checksum = checksum(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
