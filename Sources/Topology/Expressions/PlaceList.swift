/// Places as `OMP_PLACES` lists them: `{0:4}:2:4` is `{0,1,2,3},{4,5,6,7}`, one place a worker.
///
/// Source: OpenMP API 5.2, section 21.1.6. Numbers are the system's.
struct PlaceList: Sendable {
  /// Processors that a place holds, each list a rising or falling sequence.
  struct Place: Sendable {
    var processors: [Int]
    /// Where it stands in the text.
    let position: Int
  }

  let places: [Place]

  /// Processors in all places together: keeps a typing error from filling the memory.
  private static let mostProcessors = 1 << 18

  static func begins(_ cursor: PlacementCursor) -> Bool {
    cursor.next == "{" || cursor.next == "!" && cursor.peek(1) == "{"
  }

  /// - Throws: `TopologyError.placement`.
  init(_ cursor: inout PlacementCursor) throws(TopologyError) {
    var places: [Place] = []
    var gone: Set<[Int]> = []
    var total = 0
    repeat {
      cursor.skipBlanks()
      let start = cursor.position
      let isExcluded = cursor.take("!")
      let first = try Self.place(&cursor)
      let repeated = try Self.repetition(&cursor)
      total += first.count * repeated.count
      guard total <= Self.mostProcessors else {
        throw cursor.refused("it lists more than \(Self.mostProcessors) processors", at: start)
      }
      var named: [[Int]] = []
      for number in 0..<repeated.count {
        let (shift, overflows) = number.multipliedReportingOverflow(by: repeated.stride)
        let moved = overflows ? [] : first.map { $0 + shift }
        guard !moved.isEmpty, moved.allSatisfy({ (0...CPUSet.maximumProcessor).contains($0) })
        else {
          throw cursor.refused(
            "place \(number) of it names processors outside 0 to \(CPUSet.maximumProcessor)",
            at: start)
        }
        named.append(moved)
      }
      if isExcluded {
        gone.formUnion(named.map { $0.sorted() })
      } else {
        places += named.map { Place(processors: $0, position: start) }
      }
      cursor.skipBlanks()
    } while cursor.take(",")
    places.removeAll { gone.contains($0.processors.sorted()) }
    guard !places.isEmpty else { throw cursor.refused("no place is left", at: 0) }
    self.places = places
  }

  /// `{0,2,4:3:2,!6}`; each processor once.
  private static func place(_ cursor: inout PlacementCursor) throws(TopologyError) -> [Int] {
    let start = cursor.position
    guard cursor.take("{") else { throw cursor.refused("a place begins with {") }
    var processors: [Int] = []
    var seen = CPUSet()
    var excluded = CPUSet()
    repeat {
      cursor.skipBlanks()
      let isExcluded = cursor.take("!")
      let place = cursor.position
      let first = try cursor.number(of: "the number of a processor")
      let repeated = isExcluded ? (count: 1, stride: 1) : try repetition(&cursor)
      for number in 0..<repeated.count {
        let (shift, overflows) = number.multipliedReportingOverflow(by: repeated.stride)
        let processor = overflows ? -1 : first + shift
        guard (0...CPUSet.maximumProcessor).contains(processor) else {
          throw cursor.refused(
            "it names processors outside 0 to \(CPUSet.maximumProcessor)", at: place)
        }
        if isExcluded {
          excluded.insert(processor)
        } else if !seen.contains(processor) {
          seen.insert(processor)
          processors.append(processor)
        }
      }
      cursor.skipBlanks()
    } while cursor.take(",")
    guard cursor.take("}") else {
      throw cursor.refused("a place that begins at character \(start + 1) is not closed by }")
    }
    processors.removeAll(where: excluded.contains)
    guard !processors.isEmpty else { throw cursor.refused("the place is empty", at: start) }
    return processors
  }

  /// `:count:stride`, both of which may be missing; a stride may be negative.
  private static func repetition(
    _ cursor: inout PlacementCursor
  ) throws(TopologyError) -> (count: Int, stride: Int) {
    guard cursor.take(":") else { return (1, 1) }
    let place = cursor.position
    let count = try cursor.number(of: "a length")
    guard count > 0 else { throw cursor.refused("a length is at least 1", at: place) }
    guard cursor.take(":") else { return (count, 1) }
    let stridePlace = cursor.position
    let isNegative = cursor.take("-")
    let stride = try cursor.number(of: "a stride")
    guard stride > 0 else {
      throw cursor.refused("a stride of 0 repeats the same processors", at: stridePlace)
    }
    return (count, isNegative ? -stride : stride)
  }
}
