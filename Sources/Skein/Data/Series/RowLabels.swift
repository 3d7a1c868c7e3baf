/// The text that labels each row of a series, such as its time.
///
/// Dates that are evenly spaced go on in forecasts, and charts have ticks at round dates.
/// Memory: the labels' bytes and eight bytes a row, instead of a string each.
public struct RowLabels: Sendable {
  private var bytes: [UInt8] = []
  /// Where each label ends in `bytes`.
  private var ends: [Int] = []

  /// The number of rows.
  public var count: Int { ends.count }

  init() {}

  /// Labels as they are; dates such as `2024-03`, `2024-03-31` or `2024-03-31 18:30:00` are known
  /// as such.
  public init(_ texts: [String]) {
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(bytes.count)
    }
  }

  /// What a label takes beside its text.
  static let bytesPerRow = MemoryLayout<Int>.stride

  /// What the labels take.
  var byteCount: Int { bytes.count + Self.bytesPerRow * ends.count }

  /// Makes room for rows; false if there is no memory for them.
  mutating func reserve(rows: Int) -> Bool { ends.makeRoom(for: rows) }

  /// Appends a part of a label, which `end()` ends; false, and nothing appended, if there is no memory
  /// for it.
  ///
  /// - Parameter separator: what stands between it and the part before.
  mutating func append(_ part: UnsafeBufferPointer<UInt8>, after separator: UInt8? = nil) -> Bool {
    guard bytes.makeRoom(for: part.count + 1), ends.makeRoom(for: 1) else { return false }
    if let separator { bytes.append(separator) }
    bytes.append(contentsOf: part)
    return true
  }

  /// Ends the label whose parts were appended.
  mutating func end() { ends.append(bytes.count) }

  /// Forgets all labels from `newCount` on, and parts of one that has not ended.
  mutating func truncate(to newCount: Int) {
    if newCount < ends.count { ends.removeLast(ends.count - newCount) }
    let end = ends.last ?? 0
    if bytes.count > end { bytes.removeLast(bytes.count - end) }
  }

  /// Calls `body` with the bytes of a row's label.
  @inline(__always)
  func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let start = row == 0 ? 0 : ends[row - 1]
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[start..<ends[row]]))
    }
  }

  /// The labels of some rows in another order.
  func reordered(_ rows: [Int]) -> RowLabels {
    var labels = RowLabels()
    labels.ends.reserveCapacity(rows.count)
    labels.bytes.reserveCapacity(bytes.count)
    for row in rows {
      let start = row == 0 ? 0 : ends[row - 1]
      labels.bytes.append(contentsOf: bytes[start..<ends[row]])
      labels.end()
    }
    return labels
  }

  /// Labels made of texts beside those of rows: each is one or the other.
  func replacing(_ texts: [(row: Int?, text: String)]) -> RowLabels {
    var labels = RowLabels()
    for (row, text) in texts {
      if let row {
        let start = row == 0 ? 0 : ends[row - 1]
        labels.bytes.append(contentsOf: bytes[start..<ends[row]])
      } else {
        labels.bytes.append(contentsOf: text.utf8)
      }
      labels.end()
    }
    return labels
  }

  /// The label of a row; bytes that are not UTF-8 appear as U+FFFD.
  public subscript(row: Int) -> String {
    let start = row == 0 ? 0 : ends[row - 1]
    return String(decoding: bytes[start..<ends[row]], as: UTF8.self)
  }
}
