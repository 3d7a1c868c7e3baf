extension RunJSON {
  /// Whether no letter in the JSON's strings has so many marks that decoding would take long; see
  /// `StackedMarks`. Marks may be escaped; halves of a pair count as marks, which they may be.
  static func hasFewMarks(_ json: [UInt8]) -> Bool {
    var counter = StackedMarks()
    var place = 0
    while place < json.count {
      let (isMark, length) = mark(json, at: place)
      guard counter.takes(isMark: isMark) else { return false }
      place += length
    }
    return true
  }

  /// Whether the character at a place is a mark, and its length.
  private static func mark(_ json: [UInt8], at place: Int) -> (isMark: Bool, length: Int) {
    let byte = json[place]
    if byte == UInt8(ascii: "\\") {
      let escape = json[place..<min(place + 6, json.count)]
      guard escape.count == 6, escape[place + 1] == UInt8(ascii: "u"),
        let unit = UInt32(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
      else { return (false, 2) }
      return (Unicode.Scalar(unit).map(StackedMarks.isMark) ?? true, 6)
    }
    // Marks begin at U+0300, whose first byte is CC.
    guard byte >= 0xCC else { return (false, 1) }
    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    let character = String(decoding: json[place..<min(place + length, json.count)], as: UTF8.self)
    return (character.unicodeScalars.first.map(StackedMarks.isMark) ?? false, length)
  }
}
