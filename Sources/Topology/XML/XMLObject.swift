/// One object of a topology file with what Skein and hwloc need of it.
struct XMLObject {
  var type: XMLObjectType
  let line: Int
  /// The operating system's number.
  var number: Int?
  /// The subtype, such as `MCDRAM` or `Cluster`.
  var name: String?
  var processors = CPUSet()
  /// With the offline and the disallowed ones.
  var complete = CPUSet()
  /// The numbers of the nodes inside.
  var nodes = CPUSet()
  /// The bytes of a cache or of memory.
  var size: UInt64?
  /// What hwloc does not merge into its parent or its child.
  var isKeptApart = false
  var children: [XMLObject] = []
  var memory: [XMLObject] = []

  /// A name for messages.
  var described: String { number.map { "\(type) \($0)" } ?? "\(type)" }

  func fault(_ reason: String) -> XMLFault { XMLFault(line: line, reason) }
}

/// What an object is.
enum XMLObjectType: Hashable {
  case machine, package, die, core, processor, node
  /// hwloc makes a level of the groups of one kind and subkind.
  case group(kind: UInt32, subkind: UInt32)
  /// A data or unified cache.
  case cache(level: Int)
  /// hwloc leaves these out and gives their parts to their parents.
  case instructionCache, memoryCache
  /// Nothing is read of these and of what they hold.
  case device, miscellaneous

  /// Whether it consists of processors.
  var isNormal: Bool {
    switch self {
    case .machine, .package, .die, .core, .processor, .group, .cache, .instructionCache: true
    case .node, .memoryCache, .device, .miscellaneous: false
    }
  }

  /// Whether an object of the type may stand inside one of the other type.
  ///
  /// Source: hwloc 2.9, `hwloc__xml_import_object` and `hwloc_topology_check`.
  func fits(into parent: XMLObjectType) -> Bool {
    switch self {
    case .miscellaneous: true
    case .device: parent == .device || parent.isNormal
    case .node: parent == .memoryCache || parent.isNormal && parent != .processor
    case .memoryCache: parent == .memoryCache || parent.isNormal && parent != .processor
    default: parent.isNormal && parent != .processor
    }
  }
}

extension XMLObjectType: CustomStringConvertible {
  var description: String {
    switch self {
    case .machine: "Machine"
    case .package: "Package"
    case .die: "Die"
    case .core: "Core"
    case .processor: "PU"
    case .node: "NUMANode"
    case .group: "Group"
    case .cache(let level): "L\(level)Cache"
    case .instructionCache: "instruction cache"
    case .memoryCache: "MemCache"
    case .device: "device"
    case .miscellaneous: "Misc"
    }
  }
}
