import Hashing

// A record's own digest is the XXH64 of its whole text with zeros in the digest's place. The key stands
// in no string of the text, where its quotes would be escaped, and in no other object.

extension RunRecord {
  private static let before = Array("\"digest\" : \"".utf8)
  private static let digits = 16

  /// The record as JSON that ends with a line break, with its digest.
  package func sealedText() throws -> String {
    let text = Array(try RunJSON.text(Sealed(record: self)).utf8)
    return String(decoding: Self.sealed(text), as: UTF8.self)
  }

  /// A record's text with the digest that it should have, where it has a place for one.
  package static func sealed(_ text: [UInt8]) -> [UInt8] {
    guard let place = digestPlace(in: text) else { return text }
    var sealed = zeroed(text, place)
    sealed.replaceSubrange(place, with: digest(of: sealed).utf8)
    return sealed
  }

  /// Whether the digest in a record's text is that of the text; nil where there is none.
  package static func hasOwnDigest(_ text: [UInt8]) -> Bool? {
    digestPlace(in: text).map { digest(of: zeroed(text, $0)).utf8.elementsEqual(text[$0]) }
  }

  private static func zeroed(_ text: [UInt8], _ place: Range<Int>) -> [UInt8] {
    var text = text
    text.replaceSubrange(place, with: [UInt8](repeating: UInt8(ascii: "0"), count: digits))
    return text
  }

  private static func digest(of bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { FileDigest($0).xxh64 }
  }

  private static func digestPlace(in text: [UInt8]) -> Range<Int>? {
    guard text.count >= before.count + digits else { return nil }
    for start in 0...(text.count - before.count - digits)
    where text[start] == before[0] && text[start..<start + before.count].elementsEqual(before) {
      let first = start + before.count
      return first..<first + digits
    }
    return nil
  }

  /// A record and zeros for its digest.
  private struct Sealed: Encodable {
    let record: RunRecord

    private enum Key: CodingKey { case digest }

    func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(String(repeating: "0", count: RunRecord.digits), forKey: .digest)
    }
  }
}
