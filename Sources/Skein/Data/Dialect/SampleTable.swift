/// Some records of a table, cut by one delimiter: the first ones, and some farther on.
struct SampleTable {
  struct Record {
    var position: Int
    var line: Int
    /// Where the next record begins.
    var end: Int
    var endLine: Int
    var fields: [CSVScanner.Field]
  }

  /// The first records, one after the other.
  private(set) var head: [Record] = []
  /// Records from farther on; their lines are not known.
  private(set) var later: [Record] = []
  /// Whether the head is all that there is.
  private(set) var isWhole = false
  /// What stopped the head before its end.
  private(set) var failure: CSVScanner.Failure?
  let delimiter: UInt8

  static let mostRecords = 400
  private static let mostBytes = 1 << 18
  private static let blocks = 4

  /// - Parameters:
  ///   - start: the first byte to look at, on line `line`.
  ///   - comment: what lines begin with that are passed over.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, line: Int, delimiter: UInt8, comment: [UInt8]
  ) {
    self.delimiter = delimiter
    var scanner = CSVScanner(bytes, delimiter: delimiter, position: start, line: line)
    while head.count < Self.mostRecords,
      head.count < 3 || scanner.position - start < Self.mostBytes
    {
      while scanner.skipBlankLine() || scanner.skipComment(comment) {}
      if scanner.isAtEnd {
        isWhole = true
        break
      }
      do throws(CSVScanner.Failure) {
        head.append(try Self.record(&scanner))
      } catch {
        failure = error
        return
      }
    }
    guard !isWhole else { return }
    let rest = scanner.position..<bytes.count
    for block in 1...Self.blocks {
      readBlock(bytes, from: rest.lowerBound + rest.count * block / (Self.blocks + 1), comment)
    }
    readBlock(bytes, from: max(rest.upperBound - Self.mostBytes / 16, rest.lowerBound), comment)
  }

  private mutating func readBlock(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ comment: [UInt8]
  ) {
    var begin = start
    while begin < bytes.count, bytes[begin] != 10, bytes[begin] != 13 { begin += 1 }
    var scanner = CSVScanner(bytes, delimiter: delimiter, position: begin)
    for _ in 0..<60 where scanner.position - start < Self.mostBytes / 4 {
      while scanner.skipBlankLine() || scanner.skipComment(comment) {}
      guard !scanner.isAtEnd, let record = try? Self.record(&scanner) else { return }
      later.append(record)
    }
  }

  private static func record(_ scanner: inout CSVScanner) throws(CSVScanner.Failure) -> Record {
    var record = Record(
      position: scanner.position, line: scanner.line, end: 0, endLine: 0, fields: [])
    while true {
      let field = try scanner.nextField()
      // One more than is allowed tells that there are too many.
      if record.fields.count <= CSVLayout.columnLimit { record.fields.append(field) }
      if field.terminator != .delimiter { break }
    }
    record.end = scanner.position
    record.endLine = scanner.line
    return record
  }

  /// The number of fields that most records have; of two equally frequent, the one met later.
  var width: Int {
    var counts: [Int: (count: Int, last: Int)] = [:]
    for (index, record) in (head + later).enumerated() {
      counts[record.fields.count, default: (0, 0)].count += 1
      counts[record.fields.count]?.last = index
    }
    return counts.max { ($0.value.count, $0.value.last) < ($1.value.count, $1.value.last) }?.key
      ?? 0
  }

  /// The part of the records that have so many fields.
  func consistency(_ width: Int) -> Double {
    let all = head.count + later.count
    let fitting = head.count { $0.fields.count == width } + later.count { $0.fields.count == width }
    return all == 0 ? 0 : Double(fitting) / Double(all)
  }

  /// Records that are rows rather than titles, names and units: all that have so many fields but the
  /// first ones.
  func body(_ width: Int) -> [Record] {
    let first = min(max(head.count / 4, head.count > 1 ? 1 : 0), 12)
    let rows = (head.dropFirst(first) + later).filter { $0.fields.count == width }
    return rows.isEmpty ? head.filter { $0.fields.count == width } : rows
  }
}
