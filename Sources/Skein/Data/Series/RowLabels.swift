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

  /// False, and nothing appended, if there is no memory for it.
  mutating func append(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.makeRoom(for: label.count), ends.makeRoom(for: 1) else { return false }
    bytes.append(contentsOf: label)
    ends.append(bytes.count)
    return true
  }

  /// The label of a row; bytes that are not UTF-8 appear as U+FFFD.
  public subscript(row: Int) -> String {
    let start = row == 0 ? 0 : ends[row - 1]
    return String(decoding: bytes[start..<ends[row]], as: UTF8.self)
  }

  /// Leaves only the rows for which `isKept` is true.
  mutating func keep(where isKept: (Int) -> Bool) {
    var keptBytes = 0
    var keptRows = 0
    var start = 0
    for row in ends.indices {
      let end = ends[row]
      if isKept(row) {
        for index in start..<end {
          bytes[keptBytes] = bytes[index]
          keptBytes += 1
        }
        ends[keptRows] = keptBytes
        keptRows += 1
      }
      start = end
    }
    bytes.removeLast(bytes.count - keptBytes)
    ends.removeLast(ends.count - keptRows)
  }
}
