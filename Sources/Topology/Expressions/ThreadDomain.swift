/// likwid's thread domains: `S0:0-3` is the first four hardware threads of socket 0, those of
/// different cores first.
///
/// Source: the manual of likwid-pin, "The -c option": domains N (node), S (socket), D (die), C (last
/// level cache) and M (memory); `@` joins, `E:S0:4:1:2` counts threads core by core and takes 1 of
/// every 2, `S:scatter` takes one of each socket in turn.
struct ThreadDomain: Sendable {
  enum Choice: Sendable {
    /// By number, the first threads of all cores before the second ones.
    case indexes(IndexList)
    /// Of the threads core by core, `chunk` of every `stride`, `count` in all.
    case counted(count: Int, chunk: Int, stride: Int)
    /// From every domain of the kind in turn.
    case scattered
  }

  let level: ObjectLevel
  /// Nil for the node, and for all domains of the kind.
  let index: Int?
  let choice: Choice

  private static let levels: [Character: ObjectLevel] = [
    "N": .machine, "S": .package, "D": .die, "C": .lastLevelCache, "M": .numaNode,
  ]

  /// Whether a domain comes next: capital letters that no object of hwloc's has as its name.
  static func begins(_ cursor: PlacementCursor) -> Bool {
    guard let first = cursor.next else { return false }
    if first == "E" || first == "L" { return cursor.peek(1) == ":" }
    guard levels[first] != nil else { return false }
    var distance = 1
    while let next = cursor.peek(distance), next.isASCII, next.isNumber { distance += 1 }
    return cursor.peek(distance) == ":"
  }

  /// - Throws: `TopologyError.placement`.
  init(_ cursor: inout PlacementCursor) throws(TopologyError) {
    let start = cursor.position
    // likwid's prefix for numbers within the allowed threads, which is what it takes unasked.
    if cursor.next == "L", cursor.peek(1) == ":" { cursor.skip(2) }
    let isCounted = cursor.next == "E" && cursor.peek(1) == ":"
    if isCounted { cursor.skip(2) }
    guard let letter = cursor.next, let level = Self.levels[letter] else {
      throw cursor.refused("a domain is N, or S, D, C or M and its number, such as S0")
    }
    cursor.skip()
    self.level = level
    index = cursor.isAtDigit ? try cursor.number() : nil
    if letter == "N", index ?? 0 > 0 {
      throw cursor.refused("there is one node, N", at: start)
    }
    guard cursor.take(":") else { throw cursor.refused("a colon is missing behind the domain") }
    let isScattered = !isCounted && cursor.take(word: "scatter")
    if letter != "N", (index == nil) != isScattered {
      throw cursor.refused(
        isScattered
          ? "scatter is over all domains of a kind; leave out the number"
          : "\(letter) needs the number of a domain, such as \(letter)0", at: start)
    }
    if isScattered {
      choice = .scattered
    } else if isCounted {
      let count = try Self.least1(&cursor, "a number of threads")
      var (chunk, stride) = (1, 1)
      if cursor.take(":") {
        chunk = try Self.least1(&cursor, "the size of a chunk")
        guard cursor.take(":") else { throw cursor.refused("a chunk needs a stride, as in :1:2") }
        stride = try Self.least1(&cursor, "a stride")
      }
      choice = .counted(count: count, chunk: chunk, stride: stride)
    } else {
      choice = .indexes(try IndexList(&cursor))
    }
  }

  private static func least1(
    _ cursor: inout PlacementCursor, _ what: String
  ) throws(TopologyError) -> Int {
    let start = cursor.position
    let number = try cursor.number(of: what)
    guard number > 0 else { throw cursor.refused("\(what) is at least 1", at: start) }
    return number
  }
}
