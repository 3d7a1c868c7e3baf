/// A zip file to be written, whose entries are stored as they are. The bytes depend on names and contents alone.
package struct ZipFile: Sendable {
  private var entries: [(name: String, bytes: [UInt8])] = []

  /// Bytes of all entries with their headers, which four bytes must count.
  package static let largest = Int(UInt32.max) - 1

  package init() {}

  package mutating func add(_ name: String, _ bytes: [UInt8]) {
    precondition(!entries.contains { $0.name == name }, "two entries \(name)")
    entries.append((name, bytes))
  }

  /// The whole file; nil where it would be larger than `largest`, or has too many entries.
  package var bytes: [UInt8]? {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for entry in entries {
      let (start, name) = (file.count, Array(entry.name.utf8))
      guard start <= Self.largest, entry.bytes.count <= Self.largest, name.count <= 0xFFFF else {
        return nil
      }
      // Versions, flags (names in UTF-8), no compression, the first day that zip knows.
      let common: [UInt8] =
        [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0] + Self.word(CRC32.checksum(entry.bytes))
        + Self.word(UInt32(entry.bytes.count)) + Self.word(UInt32(entry.bytes.count))
        + Self.half(name.count) + [0, 0]
      file += [0x50, 0x4B, 3, 4] + common + name + entry.bytes
      directory += [0x50, 0x4B, 1, 2, 20, 0] + common
      directory += [UInt8](repeating: 0, count: 10) + Self.word(UInt32(start)) + name
    }
    let place = file.count
    guard place <= Self.largest, directory.count <= Self.largest, entries.count < 0xFFFF else {
      return nil
    }
    file += directory
    file += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    file += Self.half(entries.count) + Self.half(entries.count)
    return file + Self.word(UInt32(directory.count)) + Self.word(UInt32(place)) + [0, 0]
  }

  private static func half(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}
