import Skein

/// Damages inputs, the same way for the same seed and number.
///
/// The changes are those that find faults in parsers: bits and bytes, numbers at the edges of their
/// types, pieces cut out, doubled, moved, and taken from other inputs.
struct Mutator {
  private let stream: RandomStream
  private var position: UInt64 = 0

  init(seed: UInt64, number: Int) {
    stream = RandomStream(seed: seed, purpose: .noise, stream: UInt64(number))
  }

  /// A number in 0..<bound.
  mutating func next(_ bound: Int) -> Int {
    position += 1
    return Int(stream.bits(at: position)) % max(bound, 1)
  }

  private static let numbers = [
    "0", "-1", "1", "255", "65536", "2147483647", "4294967296", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "99999999999999999999999", "1e308", "1e999",
    "-0", "0.1", "NaN", "inf", "null", "\"\"", "[]", "{}", "\u{0}",
  ]

  private static let bytes: [UInt8] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x5C, 0x2C, 0x3A, 0x3B, 0x5B, 0x5D, 0x7B, 0x7D, 0x3C, 0x3E, 0x0A,
    0x0D, 0x09, 0x20, 0x2D, 0xC3, 0xEF,
  ]

  /// One of the inputs with one to four changes.
  mutating func damaged(_ corpus: [[UInt8]]) -> [UInt8] {
    var bytes = corpus[next(corpus.count)]
    for _ in 0...next(4) { change(&bytes, corpus) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
    if bytes.isEmpty {
      bytes.append(UInt8(next(256)))
      return
    }
    let place = next(bytes.count)
    let end = min(place + 1 + next(24), bytes.count)
    switch next(10) {
    case 0: bytes[place] ^= 1 << UInt8(next(8))
    case 1: bytes[place] = Self.bytes[next(Self.bytes.count)]
    case 2: bytes.insert(Self.bytes[next(Self.bytes.count)], at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5:
      let piece = Array(bytes[place..<end])
      bytes.insert(contentsOf: Array(repeating: piece, count: 1 + next(40)).joined(), at: place)
    case 6: bytes.removeSubrange(place...)
    case 7:
      let other = corpus[next(corpus.count)]
      if other.isEmpty { return }
      let start = next(other.count)
      let piece = other[start..<min(start + 1 + next(200), other.count)]
      bytes.replaceSubrange(place..<min(place + next(piece.count + 1), bytes.count), with: piece)
    case 8: replaceNumber(&bytes, near: place)
    default:
      // Little-endian sizes, such as that of a header.
      let value = UInt64(truncatingIfNeeded: 1) << UInt64(next(64)) &- UInt64(next(3))
      for index in 0..<min(8, bytes.count - place) {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
      }
    }
  }

  /// Puts another number in the place of the next one.
  private mutating func replaceNumber(_ bytes: inout [UInt8], near place: Int) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.numbers[next(Self.numbers.count)].utf8)
  }
}
