/// Which of several objects, counted from 0: `3`, `0-3`, `2-`, `0:4`, `0-7:2`, `all`, `odd`, `even`,
/// several of them joined by commas.
///
/// hwloc-calc's index ranges, but for the step behind a range and the commas, which it does not have.
struct IndexList: Sendable {
  enum Part: Sendable {
    case range(from: Int, through: Int?, step: Int)
    /// So many from a first one on, wrapping around behind the last.
    case count(from: Int, count: Int)
    case odd, even, all
  }

  /// Each part and where it stands in the text.
  let parts: [(part: Part, place: Int)]

  /// - Throws: `TopologyError.placement`.
  init(_ cursor: inout PlacementCursor) throws(TopologyError) {
    var parts: [(part: Part, place: Int)] = []
    repeat {
      let place = cursor.position
      parts.append((try Self.part(&cursor), place))
    } while Self.takeComma(&cursor)
    self.parts = parts
  }

  /// A comma goes on with the list where an index follows it; otherwise the next term begins there.
  private static func takeComma(_ cursor: inout PlacementCursor) -> Bool {
    guard cursor.next == ",", let after = cursor.peek(1), after.isASCII, after.isNumber,
      // A mask.
      !(after == "0" && (cursor.peek(2) == "x" || cursor.peek(2) == "X"))
    else { return false }
    cursor.skip()
    return true
  }

  private static func part(_ cursor: inout PlacementCursor) throws(TopologyError) -> Part {
    if cursor.take(word: "all") { return .all }
    if cursor.take(word: "odd") { return .odd }
    if cursor.take(word: "even") { return .even }
    let start = cursor.position
    let first = try cursor.number(of: "an index, or all, odd or even,")
    if cursor.take(":") {
      let count = try cursor.number(of: "a number of objects")
      guard count > 0 else { throw cursor.refused("no objects are named", at: start) }
      return .count(from: first, count: count)
    }
    guard cursor.take("-") else { return .range(from: first, through: first, step: 1) }
    guard cursor.isAtDigit else { return .range(from: first, through: nil, step: 1) }
    let last = try cursor.number()
    guard first <= last else {
      throw cursor.refused("the range \(first)-\(last) runs backwards", at: start)
    }
    guard cursor.take(":") else { return .range(from: first, through: last, step: 1) }
    let place = cursor.position
    let step = try cursor.number(of: "a step")
    guard step > 0 else { throw cursor.refused("a step is at least 1", at: place) }
    return .range(from: first, through: last, step: step)
  }

  /// The indexes among `count` objects, in the order of the text, each once.
  ///
  /// - Parameter refuse: makes the error for a place and a reason.
  func indexes(
    of count: Int, called name: String, refuse: (Int, String) -> TopologyError
  ) throws(TopologyError) -> [Int] {
    var indexes: [Int] = []
    var isNamed = [Bool](repeating: false, count: count)
    func add(_ more: some Sequence<Int>) {
      for index in more where !isNamed[index] {
        isNamed[index] = true
        indexes.append(index)
      }
    }
    for (part, place) in parts {
      func check(_ index: Int) throws(TopologyError) {
        guard index >= count else { return }
        let there =
          count == 0
          ? "there are no \(name) there" : "there are \(count) \(name) there, 0 to \(count - 1)"
        throw refuse(place, "\(there), and none is number \(index)")
      }
      switch part {
      case .range(let first, let last, let step):
        try check(last ?? first)
        add(stride(from: first, through: last ?? count - 1, by: step))
      case .count(let first, let number):
        try check(first)
        add((0..<min(number, count)).lazy.map { (first + $0) % count })
      case .odd: add(stride(from: 1, to: count, by: 2))
      case .even: add(stride(from: 0, to: count, by: 2))
      case .all: add(0..<count)
      }
    }
    return indexes
  }
}
