/// A set of processors in hexadecimal digits: `0xff`, or hwloc's words of 32 bits, the highest first:
/// `0x3,0xffffffff`, `0x1,,0xf`; `0xf...f` sets all bits above those that follow.
struct ProcessorMask: Sendable {
  let processors: CPUSet
  /// The first processor of those that are all in the set; nil for none.
  let from: Int?

  /// Whether a mask comes next.
  static func begins(_ cursor: PlacementCursor) -> Bool {
    cursor.next == "0" && (cursor.peek(1) == "x" || cursor.peek(1) == "X")
  }

  /// - Throws: `TopologyError.placement`.
  init(_ cursor: inout PlacementCursor) throws(TopologyError) {
    let start = cursor.position
    var words: [[UInt8]] = []
    let isInfinite = cursor.take(word: "0xf...f")
    if !isInfinite { words.append(try Self.word(&cursor, isFirst: true)) }
    while cursor.next == ",", cursor.peek(1) == "0" || cursor.peek(1) == "," {
      cursor.skip()
      // An empty word is a word of zeros.
      words.append(cursor.next == "," ? [] : try Self.word(&cursor, isFirst: false))
    }
    if words.count > 1, let first = words.first, first.count > 8 {
      throw cursor.refused("between commas there are at most 8 hexadecimal digits", at: start)
    }
    var set = CPUSet()
    for (number, digits) in words.reversed().enumerated() {
      for (place, digit) in digits.reversed().enumerated() {
        for bit in 0..<4 where digit >> UInt8(bit) & 1 == 1 {
          let processor = 32 * number + 4 * place + bit
          guard processor <= CPUSet.maximumProcessor else {
            throw cursor.refused(
              "it names processors above \(CPUSet.maximumProcessor)", at: start)
          }
          set.insert(processor)
        }
      }
    }
    processors = set
    from = isInfinite ? 32 * words.count : nil
  }

  /// The values of the digits of a word, the highest first.
  private static func word(
    _ cursor: inout PlacementCursor, isFirst: Bool
  ) throws(TopologyError) -> [UInt8] {
    let start = cursor.position
    guard cursor.take(word: "0x") else {
      throw cursor.refused("each word of a mask begins with 0x", at: start)
    }
    let text = cursor.take { $0.isASCII && $0.isHexDigit }
    guard !text.isEmpty else { throw cursor.refused("hexadecimal digits are missing") }
    guard isFirst || text.count <= 8 else {
      throw cursor.refused("between commas there are at most 8 hexadecimal digits", at: start)
    }
    return text.map { UInt8($0.hexDigitValue ?? 0) }
  }

  /// The processors of the mask, the endless part of it as far as the machine goes.
  func processors(among all: CPUSet) -> CPUSet {
    guard let from else { return processors }
    return processors.union(CPUSet(all.filter { $0 >= from }))
  }
}
