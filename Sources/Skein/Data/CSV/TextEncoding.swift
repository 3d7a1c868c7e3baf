import Foundation

/// What the bytes of a file are, before they are text in UTF-8.
///
/// Foundation's `String(data:encoding:)` would do for small files, but holds a second and a third copy
/// of a large one.
enum TextEncoding {
  private static let looked = 4096

  /// Whether zero bytes are part of the text: UTF-16, with a byte order mark or by its look.
  static func mayHoldZeros(_ base: UnsafeRawPointer, _ count: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    return utf16(bytes) != nil
  }

  private static func utf16(_ bytes: UnsafeRawBufferPointer) -> Dialect.Encoding? {
    guard bytes.count >= 4 else { return nil }
    if bytes[0] == 0xFF, bytes[1] == 0xFE { return .utf16LittleEndian }
    if bytes[0] == 0xFE, bytes[1] == 0xFF { return .utf16BigEndian }
    let head = bytes.prefix(looked)
    let pairs = head.count / 2
    // Each second byte of Latin text is zero, and no first one.
    let even = (0..<pairs).count { head[2 * $0] == 0 }
    let odd = (0..<pairs).count { head[2 * $0 + 1] == 0 }
    if even == 0, Double(odd) > 0.9 * Double(pairs) { return .utf16LittleEndian }
    if odd == 0, Double(even) > 0.9 * Double(pairs) { return .utf16BigEndian }
    return nil
  }

  /// The first bytes of files that are no text.
  private static let signatures: [(kind: String, bytes: [UInt8])] = [
    ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), ("bzip2", Array("BZh".utf8)),
    ("zip", [0x50, 0x4B, 3, 4]), ("zip", [0x50, 0x4B, 5, 6]), ("parquet", Array("PAR1".utf8)),
    ("spreadsheet", [0xD0, 0xCF, 0x11, 0xE0]), ("hdf5", [0x89, 0x48, 0x44, 0x46]),
    ("sqlite", Array("SQLite format 3\0".utf8)), ("numpy", [0x93] + Array("NUMPY".utf8)),
    ("arrow", Array("ARROW1\0".utf8)), ("arrow", Array("FEA1".utf8)), ("orc", Array("ORC".utf8)),
    ("lfs", Array("version https://git-lfs".utf8)), ("html", Array("<!DOCTYPE html".utf8)),
    ("html", Array("<!doctype html".utf8)), ("html", Array("<html".utf8)),
    ("pickle", [0x80, 4, 0x95]), ("pickle", [0x80, 5, 0x95]),
  ]

  /// What holds the table, where the bytes are no text.
  static func container(_ base: UnsafeRawPointer, _ count: Int) -> String? {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    guard let kind = signatures.first(where: { bytes.starts(with: $0.bytes) })?.kind else {
      return nil
    }
    switch kind {
    case "zip":
      // Files in the archive, whose names stand before their content.
      if contains(bytes, "xl/") { return "excel" }
      return contains(bytes, "opendocument.spreadsheet") ? "opendocument" : kind
    // Text may begin like these; a level, or a zero byte, follows in no text.
    case "bzip2":
      let starts: [[UInt8]] = [[0x31, 0x41], [0x17, 0x72]]
      return bytes.count > 5 && starts.contains([bytes[4], bytes[5]]) ? kind : nil
    case "orc", "parquet": return memchr(base, 0, count) != nil ? kind : nil
    default: return kind
    }
  }

  private static func contains(_ bytes: UnsafeRawBufferPointer, _ name: String) -> Bool {
    let name = Array(name.utf8)
    return bytes.indices.dropLast(name.count - 1).contains {
      bytes[$0] == name[0] && bytes[$0..<$0 + name.count].elementsEqual(name)
    }
  }

  /// Makes the bytes UTF-8 and says what they were.
  ///
  /// - Parameter wanted: nil finds it out: UTF-16 by its mark or look, Windows-1252 where the beginning
  ///   is not UTF-8.
  static func decode(
    _ source: inout SourceBytes, wanted: Dialect.Encoding?, file: String
  ) throws(DataError) -> Dialect.Encoding {
    if let kind = container(source.base, source.count) { throw .notText(file: file, kind: kind) }
    let found = utf16(UnsafeRawBufferPointer(source.bytes))
    let encoding =
      wanted ?? found ?? (isUTF8(source.bytes.prefix(1 << 16)) ? .utf8 : .windows1252)
    switch encoding {
    case .utf8: break
    case .windows1252: try widen(&source, file)
    case .utf16LittleEndian, .utf16BigEndian:
      try narrow(&source, isLittle: encoding == .utf16LittleEndian, file)
    }
    return encoding
  }

  /// Whether bytes are UTF-8, of which the last character may be cut.
  private static func isUTF8(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    var whole = bytes
    for _ in 0..<4 {
      if String(validating: whole, as: UTF8.self) != nil { return true }
      if whole.isEmpty { break }
      whole.removeLast()
    }
    return false
  }

  /// From Windows-1252, which has ISO 8859-1 in it.
  private static func widen(_ source: inout SourceBytes, _ file: String) throws(DataError) {
    let extra = source.bytes.reduce(0) { $1 < 0x80 ? $0 : $0 + 2 }
    let room = source.count + extra + 1
    try ReadingMemory.check(room, for: file)
    guard let target = malloc(room) else { throw ReadingMemory.refused(room, for: file) }
    var count = 0
    for byte in source.bytes {
      if byte < 0x80 {
        target.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
        continue
      }
      for unit in String(Windows1252.scalar(byte)).utf8 {
        target.storeBytes(of: unit, toByteOffset: count, as: UInt8.self)
        count += 1
      }
    }
    source.replace(by: target, count: count)
  }

  /// From UTF-16; a zero that is left is refused.
  private static func narrow(
    _ source: inout SourceBytes, isLittle: Bool, _ file: String
  ) throws(DataError) {
    let room = source.count / 2 * 3 + 8
    try ReadingMemory.check(room, for: file)
    guard let target = malloc(room) else { throw ReadingMemory.refused(room, for: file) }
    let bytes = source.bytes
    let units = (0..<bytes.count / 2).lazy.map { index -> UInt16 in
      let (first, second) = (UInt16(bytes[2 * index]), UInt16(bytes[2 * index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    var count = 0
    _ = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false
    ) { unit in
      // A lone surrogate becomes U+FFFD, as long as the three bytes that there is room for.
      if count + 1 < room {
        target.storeBytes(of: unit, toByteOffset: count, as: UInt8.self)
        count += 1
      }
    }
    if let zero = memchr(target, 0, count) {
      let before = UnsafeRawPointer(zero) - UnsafeRawPointer(target)
      let lines = UnsafeRawBufferPointer(start: target, count: before).reduce(1) {
        $1 == 10 ? $0 + 1 : $0
      }
      free(target)
      throw .binaryFile(file: file, line: lines)
    }
    source.replace(by: target, count: count)
  }
}

/// The characters of Windows-1252 above ASCII.
enum Windows1252 {
  private static let special: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039,
    0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
    0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
  ]

  static func scalar(_ byte: UInt8) -> Unicode.Scalar {
    let value = byte < 0xA0 && byte >= 0x80 ? special[Int(byte) - 0x80] : UInt32(byte)
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
