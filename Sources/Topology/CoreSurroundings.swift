/// What lies around a core: what it shares with others, and how fast it is beside them.
package struct CoreSurroundings: Sendable, Hashable {
  /// `Core.index`.
  package let core: Int
  /// The package that holds it, counted from 0 in the machine's order.
  package let packageNumber: Int
  /// The outermost cache above it, counted from 0; below 0 for cores without one, which are taken
  /// together by package and NUMA node.
  package let cacheGroup: Int
  /// The size of that cache, 0 when unknown.
  package let groupCacheBytes: Int
  /// Its part of a second-level cache inside that group, 0 when there is none.
  package let ownCacheBytes: Int
  /// The operating system's number of the nearest NUMA node, nil when unknown.
  package let numaNode: Int?
  /// Its kind's capacity or highest frequency as a fraction of the fastest kind's; 1 when unknown.
  package let speed: Double

  package init(
    core: Int, packageNumber: Int, cacheGroup: Int, groupCacheBytes: Int, ownCacheBytes: Int,
    numaNode: Int?, speed: Double
  ) {
    self.core = core
    self.packageNumber = packageNumber
    self.cacheGroup = cacheGroup
    self.groupCacheBytes = groupCacheBytes
    self.ownCacheBytes = ownCacheBytes
    self.numaNode = numaNode
    self.speed = speed
  }
}

extension CoreSurroundings {
  /// How far a cache line travels between two cores.
  package enum Distance: Int, Sendable, Hashable, Codable {
    /// Hardware threads of one core, or workers that take turns.
    case sameCore
    case sameCache
    case samePackage
    case otherPackage
  }

  package func distance(to other: CoreSurroundings) -> Distance {
    if core == other.core { return .sameCore }
    if packageNumber != other.packageNumber { return .otherPackage }
    return cacheGroup == other.cacheGroup ? .sameCache : .samePackage
  }
}

extension Machine {
  /// The surroundings of each allowed core, by `Core.index`. Costs a walk over the machine.
  package func surroundings() -> [Int: CoreSurroundings] {
    var walk = SurroundingsWalk(self)
    walk.visit(root)
    return walk.found
  }
}

private struct SurroundingsWalk {
  private let cores: [Int: Core]
  private let kinds: [CoreKind]
  private var packageNumber = -1
  private var groups = 0
  private var withoutCache: [[Int?]: Int] = [:]
  private(set) var found: [Int: CoreSurroundings] = [:]

  /// The caches on the way down to a core.
  private struct Above {
    /// The outermost cache: its number and size.
    var group: (number: Int, bytes: Int)?
    /// One core's part of the second level, where that is not the outermost one.
    var own = 0
  }

  init(_ machine: Machine) {
    cores = Dictionary(
      machine.allowedCores.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    kinds = machine.coreKinds
  }

  mutating func visit(_ object: TopologyObject) { visit(object, Above()) }

  private mutating func visit(_ object: TopologyObject, _ above: Above) {
    var above = above
    if object.kind == .package { packageNumber += 1 }
    let inside = Self.cores(in: object)
    // A cache of one core alone is no meeting place.
    if object.kind == .cache, let level = object.cacheLevel, level >= 2 {
      if above.group == nil, inside > 1 {
        above.group = (groups, object.cacheBytes ?? 0)
        groups += 1
      } else if level == 2 {
        above.own = (object.cacheBytes ?? 0) / max(inside, 1)
      }
    }
    guard object.kind == .core else {
      for child in object.children { visit(child, above) }
      return
    }
    guard let core = cores[object.logicalIndex] else { return }
    let number = max(packageNumber, 0)
    let place = [number, core.numaNode]
    if withoutCache[place] == nil { withoutCache[place] = -1 - withoutCache.count }
    found[core.index] = CoreSurroundings(
      core: core.index, packageNumber: number,
      cacheGroup: above.group?.number ?? withoutCache[place] ?? -1,
      groupCacheBytes: above.group?.bytes ?? 0,
      ownCacheBytes: above.own, numaNode: core.numaNode, speed: speed(of: core))
  }

  private static func cores(in object: TopologyObject) -> Int {
    object.kind == .core ? 1 : object.children.reduce(0) { $0 + cores(in: $1) }
  }

  private func speed(of core: Core) -> Double {
    guard let processor = core.processors.first,
      let kind = kinds.first(where: { $0.processors.contains(processor) })
    else { return 1 }
    func fraction(_ value: (CoreKind) -> Int?) -> Double? {
      guard let own = value(kind), let most = kinds.compactMap(value).max(), own > 0 else {
        return nil
      }
      return Double(own) / Double(most)
    }
    return fraction(\.capacity) ?? fraction(\.maximumFrequency) ?? 1
  }
}
