/// The text that labels each row of a series, such as its time.
///
/// Dates that are evenly spaced go on in forecasts, and charts have ticks at round dates.
/// Memory: the labels' bytes and eight bytes a row, instead of a string each.
public struct RowLabels: Sendable {
  // Only the builder of a series appends, to labels that nobody else has.
  private let bytes: SeriesStorage<UInt8>
  /// Where each label ends in `bytes`.
  private let ends: SeriesStorage<Int>

  /// The number of rows.
  public var count: Int { ends.count }

  init(in space: ColumnSpace? = nil) {
    bytes = SeriesStorage(in: space)
    ends = SeriesStorage(in: space)
  }

  /// Labels of a file.
  init(bytes: SeriesStorage<UInt8>, ends: SeriesStorage<Int>) {
    self.bytes = bytes
    self.ends = ends
  }

  /// Labels as they are; dates such as `2024-03`, `2024-03-31` or `2024-03-31 18:30:00` are known
  /// as such.
  public init(_ texts: [String]) {
    self.init()
    for text in texts { append(text: text) }
  }

  /// Where other labels of the same rows may go.
  var space: ColumnSpace? { ends.space }

  /// What a label takes beside its text.
  static let bytesPerRow = MemoryLayout<Int>.stride

  /// What the labels take.
  var byteCount: Int { bytes.count + Self.bytesPerRow * ends.count }

  /// The labels as they lie in a file.
  var storages: (bytes: SeriesStorage<UInt8>, ends: SeriesStorage<Int>) { (bytes, ends) }

  /// Makes room for rows; false if there is no memory for them.
  mutating func reserve(rows: Int) -> Bool { ends.reserve(ends.count + rows) }

  /// Appends a part of a label, which `end()` ends; false, and nothing appended, if there is no memory
  /// for it.
  ///
  /// - Parameter separator: what stands between it and the part before.
  mutating func append(_ part: UnsafeBufferPointer<UInt8>, after separator: UInt8? = nil) -> Bool {
    if let separator {
      guard let place = bytes.append(1) else { return false }
      place.pointee = separator
    }
    return bytes.append(contentsOf: part)
  }

  /// Ends the label whose parts were appended; false if there is no memory for it.
  @discardableResult
  mutating func end() -> Bool {
    guard let place = ends.append(1) else { return false }
    place.pointee = bytes.count
    return true
  }

  /// Appends a whole label.
  private mutating func append(text: String) {
    var text = text
    let isThere = text.withUTF8 { append($0) } && end()
    precondition(isThere, "there is no memory for \(ends.count) labels")
  }

  /// Forgets all labels from `newCount` on, and parts of one that has not ended.
  mutating func truncate(to newCount: Int) {
    if newCount < ends.count { ends.truncate(to: newCount) }
    let end = ends.values.last ?? 0
    if bytes.count > end { bytes.truncate(to: end) }
  }

  /// The bytes of a row's label, as long as the labels live.
  @inline(__always)
  private func label(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    let start = row == 0 ? 0 : ends.base[row - 1]
    ends.note(row)
    bytes.note(start)
    return UnsafeBufferPointer(rebasing: bytes.values[start..<ends.base[row]])
  }

  /// Calls `body` with the bytes of a row's label.
  @inline(__always)
  func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    precondition(row >= 0 && row < count, "no label \(row) of \(count)")
    return body(label(row))
  }

  /// The labels of some rows in another order.
  func reordered(_ rows: some Sequence<Int>) -> RowLabels {
    replacing(rows.lazy.map { (row: $0, text: "") })
  }

  /// Labels made of texts beside those of rows: each is one or the other.
  func replacing(_ texts: some Sequence<(row: Int?, text: String)>) -> RowLabels {
    var labels = RowLabels(in: space)
    for (row, text) in texts {
      if let row {
        let isThere = labels.append(label(row)) && labels.end()
        precondition(isThere, "there is no memory for \(labels.count) labels")
      } else {
        labels.append(text: text)
      }
    }
    return labels
  }

  /// The label of a row; bytes that are not UTF-8 appear as U+FFFD.
  public subscript(row: Int) -> String {
    withBytes(row) { String(decoding: $0, as: UTF8.self) }
  }
}
