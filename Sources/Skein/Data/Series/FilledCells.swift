/// Which values of a series were missing: a bit for each, once there is one.
struct FilledCells: Sendable, Equatable {
  /// Bit i & 63 of word i / 64 is the value at index i.
  private(set) var words: [UInt64] = []
  private(set) var count = 0

  init() {}

  init(words: [UInt64]) {
    self.words = words
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  var isEmpty: Bool { count == 0 }

  /// - Parameter index: row · columns + column.
  @inline(__always)
  func contains(_ index: Int) -> Bool {
    count > 0 && index >> 6 < words.count && words[index >> 6] >> UInt64(index & 63) & 1 == 1
  }

  mutating func insert(_ index: Int) {
    let word = index >> 6
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
    }
    let bit: UInt64 = 1 << UInt64(index & 63)
    if words[word] & bit == 0 { count += 1 }
    words[word] |= bit
  }

  /// The indices in ascending order.
  func forEach(_ body: (Int) -> Void) {
    if isEmpty { return }
    for (place, word) in words.enumerated() where word != 0 {
      var rest = word
      while rest != 0 {
        body(place << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
