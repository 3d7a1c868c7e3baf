import Hashing

extension Series {
  /// A 64-bit hash of the columns' names and all values, the same on every machine.
  ///
  /// FNV-1a (Fowler, Noll and Vo) over the number of columns, each name's length and UTF-8 bytes,
  /// and each value as a 32-bit float, numbers as little-endian 64 or 32 bits. Where floats are coarse
  /// for a column, since they lie farther apart than a 65,536th of its range, what they leave of its
  /// values follows as doubles. Labels and paths are left out. It tells data apart; it does not protect
  /// against someone who forges them. Cost: about 1 ns a byte, computed at each call.
  public var fingerprint: UInt64 {
    var hash = FNV1a()
    hash.combine(UInt64(columns.count))
    for name in columns {
      hash.combine(UInt64(name.utf8.count))
      for byte in name.utf8 { hash.combine(byte) }
    }
    let width = columns.count
    withValues { values in
      for value in values { hash.combine(Float(value).bitPattern) }
      for column in 0..<width {
        var (least, most) = (Double.infinity, -Double.infinity)
        for index in stride(from: column, to: values.count, by: width) {
          least = min(least, values[index])
          most = max(most, values[index])
        }
        let spacing = Double(Float(max(least.magnitude, most.magnitude)).ulp)
        guard most > least, spacing.isFinite, spacing > (most - least) / 65_536 else { continue }
        for index in stride(from: column, to: values.count, by: width) {
          hash.combine((values[index] - Double(Float(values[index]))).bitPattern)
        }
      }
    }
    return hash.value
  }
}
