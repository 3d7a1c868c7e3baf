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
    if let knownFingerprint { return knownFingerprint }
    var hash = FNV1a()
    hash.combine(UInt64(columns.count))
    for name in columns {
      hash.combine(UInt64(name.utf8.count))
      for byte in name.utf8 { hash.combine(byte) }
    }
    let width = columns.count
    var ranges = [(least: Double, most: Double)](
      repeating: (.infinity, -.infinity), count: width)
    forEachBlock(of: 0..<rows) { rows, values in
      for row in 0..<rows.count {
        for column in 0..<width {
          let value = values[row * width + column]
          hash.combine(Float(value).bitPattern)
          ranges[column].least = min(ranges[column].least, value)
          ranges[column].most = max(ranges[column].most, value)
        }
      }
    }
    for (column, range) in ranges.enumerated() {
      let spacing = Double(Float(max(range.least.magnitude, range.most.magnitude)).ulp)
      guard range.most > range.least, spacing.isFinite,
        spacing > (range.most - range.least) / 65_536
      else { continue }
      forEachBlock(of: 0..<rows) { rows, values in
        for row in 0..<rows.count {
          let value = values[row * width + column]
          hash.combine((value - Double(Float(value))).bitPattern)
        }
      }
    }
    return hash.value
  }
}
