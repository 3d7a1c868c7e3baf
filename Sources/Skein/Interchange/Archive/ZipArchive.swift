/// A zip file whose entries are stored as they are, as `torch.save` and Keras write them (PKWARE's APPNOTE,
/// zip64 included).
///
/// Reader of one's own: Foundation has none, and one that inflates would have to be bounded against files that
/// unfold to far more than their size. Entries are found by the central directory.
struct ZipArchive: Sendable {
  struct Entry: Sendable {
    let name: String
    let range: Range<Int>
    let checksum: UInt32
  }

  let entries: [Entry]
  private let source: BoundedBytes
  private let places: [String: Int]

  private static let endSize = 22
  private static let longestComment = 65_535
  private static let directoryEntrySize = 46

  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 3, 4]) }

  /// - Throws: `InterchangeError.malformed`, `.refused` for entries that are compressed or encrypted.
  init(_ source: BoundedBytes) throws(InterchangeError) {
    self.source = source
    let directory = try Self.directory(source)
    guard directory.count <= source.count / Self.directoryEntrySize else {
      throw source.malformed("a directory of \(directory.count) entries")
    }
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    var place = directory.place
    for _ in 0..<directory.count {
      let (entry, size) = try Self.entry(at: place, in: source)
      guard places.updateValue(entries.count, forKey: entry.name) == nil else {
        throw source.malformed("two entries \(TerminalText.literal(entry.name))")
      }
      entries.append(entry)
      place += size
    }
    self.entries = entries
    self.places = places
  }

  subscript(name: String) -> Entry? { places[name].map { entries[$0] } }

  /// - Parameter isChecked: whether its checksum was found right before.
  /// - Throws: `InterchangeError.malformed` where the bytes have another checksum.
  func bytes(
    of entry: Entry, isChecked: Bool = false
  ) throws(InterchangeError) -> ArraySlice<UInt8> {
    let bytes = source.bytes[entry.range]
    if isChecked { return bytes }
    guard CRC32.checksum(bytes) == entry.checksum else {
      throw source.malformed("the checksum of \(TerminalText.literal(entry.name)) is another")
    }
    return bytes
  }

  /// Where the central directory begins, and how many entries it has.
  private static func directory(
    _ source: BoundedBytes
  ) throws(InterchangeError) -> (place: Int, count: Int) {
    let first = max(source.count - endSize - longestComment, 0)
    var end = source.count - endSize
    while end >= first, try source.word(end, bytes: 4) != 0x0605_4B50 { end -= 1 }
    guard end >= first else { throw source.malformed("a zip file without its directory") }
    let count = try source.integer(end + 10, bytes: 2)
    let place = try source.integer(end + 16, bytes: 4)
    guard count == 0xFFFF || place == 0xFFFF_FFFF || hasLocator(source, before: end) else {
      return (place, count)
    }
    let record = try source.integer(end - 20 + 8)
    guard try source.word(record, bytes: 4) == 0x0606_4B50 else {
      throw source.malformed("a zip64 file without its record")
    }
    return (try source.integer(record + 48), try source.integer(record + 32))
  }

  private static func hasLocator(_ source: BoundedBytes, before end: Int) -> Bool {
    (try? source.word(end - 20, bytes: 4)) == 0x0706_4B50
  }

  /// An entry of the central directory, and how long its record is.
  private static func entry(
    at place: Int, in source: BoundedBytes
  ) throws(InterchangeError) -> (Entry, Int) {
    guard try source.word(place, bytes: 4) == 0x0201_4B50 else {
      throw source.malformed("byte \(place): no entry of a zip file")
    }
    let nameSize = try source.integer(place + 28, bytes: 2)
    let extraSize = try source.integer(place + 30, bytes: 2)
    let commentSize = try source.integer(place + 32, bytes: 2)
    let name = try source.text(place + directoryEntrySize, nameSize)
    let quoted = TerminalText.literal(name)
    if try source.word(place + 8, bytes: 2) & 1 == 1 {
      throw .refused(file: source.file, problem: "its entry \(quoted) is encrypted")
    }
    var (stored, full, header) = (
      try source.integer(place + 20, bytes: 4), try source.integer(place + 24, bytes: 4),
      try source.integer(place + 42, bytes: 4)
    )
    // What four bytes cannot say stands in an extra field, in this order.
    let extra = try wide(
      source.range(place + directoryEntrySize + nameSize, extraSize), in: source)
    var words = extra[...]
    if full == 0xFFFF_FFFF, let word = words.popFirst() { full = word }
    if stored == 0xFFFF_FFFF, let word = words.popFirst() { stored = word }
    if header == 0xFFFF_FFFF, let word = words.popFirst() { header = word }
    guard try source.word(place + 10, bytes: 2) == 0 else {
      throw .refused(
        file: source.file,
        problem: "its entry \(quoted) is compressed; pack it anew without compression")
    }
    guard stored == full, try source.word(header, bytes: 4) == 0x0403_4B50 else {
      throw source.malformed("the entry \(quoted) contradicts itself")
    }
    let named = try source.integer(header + 26, bytes: 2)
    let start = header + 30 + named + (try source.integer(header + 28, bytes: 2))
    let entry = Entry(
      name: name, range: try source.range(start, stored),
      checksum: UInt32(try source.word(place + 16, bytes: 4)))
    return (entry, directoryEntrySize + nameSize + extraSize + commentSize)
  }

  /// The numbers of the zip64 field among the extra ones.
  private static func wide(
    _ extra: Range<Int>, in source: BoundedBytes
  ) throws(InterchangeError) -> [Int] {
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let size = try source.integer(place + 2, bytes: 2)
      if try source.word(place, bytes: 2) == 1, place + 4 + size <= extra.upperBound {
        var words: [Int] = []
        for word in 0..<min(size / 8, 3) { words.append(try source.integer(place + 4 + 8 * word)) }
        return words
      }
      place += 4 + size
    }
    return []
  }
}
