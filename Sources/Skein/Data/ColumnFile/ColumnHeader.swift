import Foundation

/// What stands at the beginning of a column file: where its parts are, and a hash over each bit of it.
///
/// A column file holds the numbers of one table as they were read, so that it need not be read again, nor
/// lie in memory: after the header the values as doubles, [rows, columns], row-major; where each row's label
/// ends as 64-bit integers; the labels' bytes; the bits of the values that were missing; and JSON that says
/// what it was made of. Numbers are little-endian.
struct ColumnHeader: Equatable {
  /// Bytes of the header; a page, so that the values begin with one.
  static let size = 4096
  /// “SKEINCOL”.
  private static let magic: UInt64 = 0x4C4F_434E_4945_4B53
  /// The version of this layout; another one is made anew.
  private static let format: UInt64 = 1

  var values = 0
  /// Zero without labels.
  var labels = 0
  var labelBytes = 0
  var filledWords = 0
  var jsonBytes = 0
  /// XXH64 of everything behind the header.
  var hash: UInt64 = 0

  var endsOffset: Int { Self.size + 8 * values }
  var labelsOffset: Int { endsOffset + 8 * labels }
  var filledOffset: Int { (labelsOffset + labelBytes + 7) / 8 * 8 }
  var jsonOffset: Int { filledOffset + 8 * filledWords }
  var total: Int { jsonOffset + jsonBytes }

  private var words: [UInt64] {
    [Self.magic, Self.format]
      + [values, labels, labelBytes, filledWords, jsonBytes].map { UInt64($0) }
      + [hash]
  }

  /// The header's bytes.
  var bytes: [UInt8] {
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    let check = XXHash64.digest(bytes)
    return bytes + (0..<8).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) }
      + [UInt8](repeating: 0, count: Self.size - bytes.count - 8)
  }

  /// Another header's bytes with the hash of the content, and the header's own one.
  static func sealed(_ bytes: [UInt8], hash: UInt64) -> [UInt8] {
    func text(_ word: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    let words = Array(bytes.prefix(56)) + text(hash)
    return words + text(XXHash64.digest(words)) + bytes.dropFirst(72)
  }

  init() {}

  /// Nil unless the bytes are those of a header of this format, for a file of `count` bytes.
  init?(_ bytes: [UInt8], count: Int) {
    guard bytes.count == Self.size else { return nil }
    func word(_ index: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[8 * index + $1]) << UInt64(8 * $1) }
    }
    guard word(0) == Self.magic, word(1) == Self.format,
      word(8) == XXHash64.digest(Array(bytes.prefix(64)))
    else { return nil }
    let sizes = (2...6).map { word($0) }
    // A sum of such numbers is none that is too large.
    guard sizes.allSatisfy({ $0 < 1 << 48 }) else { return nil }
    values = Int(sizes[0])
    labels = Int(sizes[1])
    labelBytes = Int(sizes[2])
    filledWords = Int(sizes[3])
    jsonBytes = Int(sizes[4])
    hash = word(7)
    guard total == count, self.bytes == bytes else { return nil }
  }
}
