import Hashing

extension Series {
  /// A 64-bit hash of the columns' names and all values, the same on every machine.
  ///
  /// FNV-1a (Fowler, Noll and Vo) over the number of columns, each name's length and UTF-8 bytes,
  /// and each value's IEEE bits, numbers as little-endian 64 or 32 bits. Labels and paths are left
  /// out. It tells data apart; it does not protect against someone who forges them.
  /// Cost: about 1 ns a byte, computed at each call.
  public var fingerprint: UInt64 {
    var hash = FNV1a()
    hash.combine(UInt64(columns.count))
    for name in columns {
      hash.combine(UInt64(name.utf8.count))
      for byte in name.utf8 { hash.combine(byte) }
    }
    withValues { values in
      for value in values { hash.combine(value.bitPattern) }
    }
    return hash.value
  }
}
