/// A set of processors by their operating system numbers, as in `0,2,4-7`.
///
/// A value: words of 64 bits, least processor first, without trailing zero words, so that equal
/// sets have equal storage. Every operation costs O(largest number / 64).
public struct CPUSet: Sendable, Hashable {
  /// The largest processor number that a set holds. Linux stops at 8,191 on x86-64; the limit
  /// keeps a typing error such as `0-4000000000` from filling the memory.
  public static let maximumProcessor = 65_535

  private(set) var words: [UInt64]

  /// The empty set.
  public init() {
    words = []
  }

  /// The set of the given processors; traps on numbers outside `0...maximumProcessor`.
  public init(_ processors: some Sequence<Int>) {
    words = []
    for processor in processors { insert(processor) }
  }

  /// The set whose words of 64 bits are these, least processor first.
  init(words: [UInt64]) {
    precondition(words.count <= (Self.maximumProcessor + 1) / 64, "\(words.count) words")
    self.words = words
    while self.words.last == 0 { self.words.removeLast() }
  }

  /// The number of processors. O(words).
  public var count: Int {
    words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Whether there is no processor in the set.
  public var isEmpty: Bool { words.isEmpty }

  /// The smallest processor number, nil for the empty set.
  public var first: Int? {
    var iterator = makeIterator()
    return iterator.next()
  }

  /// Whether the processor is in the set; any number may be asked for.
  public func contains(_ processor: Int) -> Bool {
    guard processor >= 0, processor / 64 < words.count else { return false }
    return words[processor / 64] >> UInt64(processor % 64) & 1 == 1
  }

  /// Adds a processor; traps on numbers outside `0...maximumProcessor`.
  public mutating func insert(_ processor: Int) {
    precondition(
      (0...Self.maximumProcessor).contains(processor),
      "processor \(processor) is outside 0...\(Self.maximumProcessor)")
    let word = processor / 64
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(processor % 64)
  }

  /// The processors of either set.
  public func union(_ other: CPUSet) -> CPUSet { combined(other, |) }

  /// The processors of both sets.
  public func intersection(_ other: CPUSet) -> CPUSet { combined(other, &) }

  /// The processors of this set that the other does not hold.
  public func subtracting(_ other: CPUSet) -> CPUSet { combined(other) { $0 & ~$1 } }

  /// Whether the other set holds every processor of this one.
  public func isSubset(of other: CPUSet) -> Bool {
    guard words.count <= other.words.count else { return false }
    return words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
  }

  /// Whether the sets share no processor.
  public func isDisjoint(with other: CPUSet) -> Bool {
    let both = Swift.min(words.count, other.words.count)
    return (0..<both).allSatisfy { words[$0] & other.words[$0] == 0 }
  }

  private func combined(_ other: CPUSet, _ operation: (UInt64, UInt64) -> UInt64) -> CPUSet {
    var result = CPUSet()
    for index in 0..<Swift.max(words.count, other.words.count) {
      let mine: UInt64 = index < words.count ? words[index] : 0
      let theirs: UInt64 = index < other.words.count ? other.words[index] : 0
      result.words.append(operation(mine, theirs))
    }
    while result.words.last == 0 { result.words.removeLast() }
    return result
  }
}

extension CPUSet: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }
}

extension CPUSet: Sequence {
  /// Walks the processors from the smallest to the largest.
  public struct Iterator: IteratorProtocol {
    fileprivate let words: [UInt64]
    fileprivate var index = 0
    fileprivate var rest: UInt64

    fileprivate init(_ words: [UInt64]) {
      self.words = words
      rest = words.first ?? 0
    }

    public mutating func next() -> Int? {
      while rest == 0 {
        index += 1
        guard index < words.count else { return nil }
        rest = words[index]
      }
      let bit = rest.trailingZeroBitCount
      rest &= rest - 1
      return index * 64 + bit
    }
  }

  public func makeIterator() -> Iterator { Iterator(words) }

  public var underestimatedCount: Int { count }
}
