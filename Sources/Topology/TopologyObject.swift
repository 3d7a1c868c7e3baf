/// One part of a machine and what it contains, for drawing and printing.
///
/// The tree is what hwloc reports, from the machine down to the processors, with two additions:
/// a processor outside any core is wrapped in a core of its own, so that every processor has one,
/// and offline processors that are known to belong to a core are listed there.
public struct TopologyObject: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable {
    case machine, package, die, group, cache, core, processor
  }

  public let kind: Kind
  /// The number that `lstopo --disallowed` writes after `L#`, counted over objects of one kind; for
  /// caches, over one level.
  public let logicalIndex: Int
  /// The operating system's number, after `P#`; nil when it has none. Unique for processors only.
  public let number: Int?
  /// What a group stands for (`Cluster`), or another name that hwloc gives; nil for most objects.
  public let name: String?
  /// 1, 2, 3… for a cache; nil for anything else.
  public let cacheLevel: Int?
  /// The size of a cache in bytes; nil for anything else, and when unknown.
  public let cacheBytes: Int?
  /// The processors inside, the disallowed ones included and the offline ones left out.
  public let processors: CPUSet
  /// Whether the process may use a processor inside.
  public let isAllowed: Bool
  /// False for a processor that the system knows but cannot use: switched off, or hidden from
  /// whoever exported the topology.
  public let isOnline: Bool
  /// The memory attached here, ordinary memory before special memory such as MCDRAM.
  public let memory: [NUMANode]
  /// The parts, in hwloc's order.
  public let children: [TopologyObject]
}

/// A bank of memory and the processors near it.
public struct NUMANode: Sendable, Hashable {
  /// The number that `lstopo --disallowed` writes after `L#`.
  public let logicalIndex: Int
  /// The operating system's number.
  public let number: Int
  /// What the memory is (`MCDRAM`, `HBM`…); nil for ordinary memory.
  public let name: String?
  /// Its size in bytes; nil when unknown.
  public let bytes: Int?
  /// The processors near it; empty for memory without processors.
  public let processors: CPUSet
  /// Whether the process may use the memory.
  public let isAllowed: Bool
}

/// A physical core as placement sees it.
public struct Core: Sendable, Hashable {
  /// The core's position in the machine, as `lstopo --disallowed` numbers cores.
  public let index: Int
  /// The core's hardware threads that may be used, by the operating system's numbers, the fastest
  /// kind first.
  public let processors: [Int]
  /// How fast its kind is among the machine's kinds, 0 the slowest; 0 when they are not ranked.
  public let rank: Int
  /// Whether an automatic number of workers includes it; false for an efficiency core.
  public let isPerformance: Bool
  /// The operating system's number of the nearest NUMA node, nil when unknown.
  public let numaNode: Int?
}
