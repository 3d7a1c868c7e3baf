extension CPUSet {
  /// Reads hwloc's list of 32-bit words, most significant first, such as `0x3,,0x0000ffff`, whose
  /// zero words may be empty. Nil for anything else; infinite sets (`0xf...f`) are among that.
  init?(hwlocText text: String) {
    let words = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard words.first?.isEmpty == false, words.last?.isEmpty == false,
      words.count <= (Self.maximumProcessor + 1) / 32
    else { return nil }
    var result = [UInt64](repeating: 0, count: (words.count + 1) / 2)
    for (index, word) in words.reversed().enumerated() where !word.isEmpty {
      guard let value = Self.word(word) else { return nil }
      result[index / 2] |= UInt64(value) << UInt64(index % 2 * 32)
    }
    self.init(words: result)
  }

  /// A word such as `0x0f`.
  private static func word(_ text: Substring.UTF8View) -> UInt32? {
    guard (3...10).contains(text.count), text.starts(with: "0x".utf8) else { return nil }
    var value: UInt32 = 0
    for byte in text.dropFirst(2) {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// The list of words that `init(hwlocText:)` reads, without leading zero words.
  var hwlocText: String {
    var halves = words.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
    while halves.count > 1, halves.last == 0 { halves.removeLast() }
    let texts = halves.enumerated().map { index, half in
      half == 0 && index > 0 ? "" : "0x" + String(half, radix: 16)
    }
    return texts.isEmpty ? "0x0" : texts.reversed().joined(separator: ",")
  }
}
