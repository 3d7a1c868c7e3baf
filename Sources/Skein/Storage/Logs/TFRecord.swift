/// The frame of a record in TensorFlow's files: its length in eight bytes, their checksum, its bytes, their
/// checksum; all numbers little-endian.
enum TFRecord {
  static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(record.count))
    return length + bytes(CRC32C.masked(length)) + record + bytes(CRC32C.masked(record))
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
