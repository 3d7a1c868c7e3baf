/// A kind of object that a placement can name, with the names that hwloc gives it.
enum ObjectLevel: Hashable, Sendable {
  case machine, package, die, group, numaNode, core, processor
  /// A data cache of the level 1 to 5.
  case cache(Int)
  /// The outermost caches that the machine has.
  case lastLevelCache

  /// Each name, and the least letters of it that hwloc takes.
  private static let names: [(name: String, least: Int, level: ObjectLevel)] = [
    ("machine", 2, .machine), ("package", 2, .package), ("socket", 2, .package), ("die", 3, .die),
    ("group", 2, .group), ("numanode", 2, .numaNode), ("node", 2, .numaNode), ("core", 2, .core),
    ("pu", 2, .processor), ("llc", 3, .lastLevelCache),
  ]

  static let known = "machine, package, die, group, numa, l1 to l5, llc, core and pu"

  /// The level of a name such as `core`, `Package`, `numa` or `L3Cache`, in any case; nil for none.
  init?(name: String) {
    let name = name.lowercased()
    if let found = Self.names.first(where: {
      name.count >= $0.least && $0.name.hasPrefix(name)
    }) {
      self = found.level
      return
    }
    let ends = ["", "d", "cache", "dcache", "unified"]
    guard name.hasPrefix("l"), let digit = name.dropFirst().first?.wholeNumberValue,
      (1...5).contains(digit), ends.contains(String(name.dropFirst(2)))
    else { return nil }
    self = .cache(digit)
  }

  /// As a sentence names several of them.
  var plural: String {
    switch self {
    case .machine: "machines"
    case .package: "packages"
    case .die: "dies"
    case .group: "groups"
    case .numaNode: "NUMA nodes"
    case .core: "cores"
    case .processor: "processors"
    case .cache(let level): "L\(level) caches"
    case .lastLevelCache: "caches"
    }
  }
}
