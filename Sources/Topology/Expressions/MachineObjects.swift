/// The objects of a machine by their level, for expressions that name them.
struct MachineObjects {
  /// An object's processors, online ones only.
  struct Found {
    let processors: CPUSet
    let first: Int?
  }

  private let machine: Machine
  private var byLevel: [ObjectLevel: [Found]] = [:]
  /// The threads of each core in the order in which workers take them, and the core of each processor.
  private let threads: [[Int]]
  private let coreOf: [Int: Int]

  init(_ machine: Machine) {
    self.machine = machine
    let usable = Dictionary(
      machine.allowedCores.map { ($0.index, $0.processors) }, uniquingKeysWith: { a, _ in a })
    var threads: [[Int]] = []
    var coreOf: [Int: Int] = [:]
    Self.visit(machine.root) { object in
      guard object.kind == .core else { return }
      let first = usable[object.logicalIndex] ?? []
      let all = first + Self.threads(of: object).filter { !first.contains($0) }
      for processor in all { coreOf[processor] = threads.count }
      threads.append(all)
    }
    self.threads = threads
    self.coreOf = coreOf
  }

  private static func threads(of object: TopologyObject) -> [Int] {
    var numbers: [Int] = []
    visit(object) { part in
      if part.kind == .processor, part.isOnline, let number = part.number {
        numbers.append(number)
      }
    }
    return numbers
  }

  private static func visit(_ object: TopologyObject, _ body: (TopologyObject) -> Void) {
    body(object)
    for child in object.children { visit(child, body) }
  }

  /// All objects of a level, in the machine's order.
  mutating func objects(_ level: ObjectLevel) -> [Found] {
    if let known = byLevel[level] { return known }
    let found = search(level).map { Found(processors: $0, first: $0.first) }
    byLevel[level] = found
    return found
  }

  /// The objects of a level that lie within a set of processors.
  mutating func objects(_ level: ObjectLevel, within scope: CPUSet) -> [Found] {
    objects(level).filter { object in
      guard let first = object.first, scope.contains(first) else { return false }
      return object.processors.isSubset(of: scope)
    }
  }

  private func search(_ level: ObjectLevel) -> [CPUSet] {
    var found: [CPUSet] = []
    var nodes: [NUMANode] = []
    var deepestCache = 0
    Self.visit(machine.root) { object in
      nodes += object.memory
      deepestCache = max(deepestCache, object.cacheLevel ?? 0)
      switch (level, object.kind) {
      case (.machine, .machine), (.package, .package), (.die, .die), (.group, .group),
        (.core, .core):
        found.append(object.processors)
      case (.processor, .processor):
        if object.isOnline, let number = object.number { found.append([number]) }
      case (.cache(let wanted), .cache):
        if object.cacheLevel == wanted { found.append(object.processors) }
      default: break
      }
    }
    switch level {
    case .numaNode:
      return nodes.sorted { $0.logicalIndex < $1.logicalIndex }.map(\.processors)
    case .lastLevelCache: return deepestCache == 0 ? [] : search(.cache(deepestCache))
    default: return found
    }
  }

  /// Whether groups lie within groups, so that a number does not say which is meant.
  func hasNestedGroups() -> Bool {
    var levels = 0
    func visit(_ object: TopologyObject, depth: Int) {
      let depth = object.kind == .group ? depth + 1 : depth
      levels = max(levels, depth)
      for child in object.children { visit(child, depth: depth) }
    }
    visit(machine.root, depth: 0)
    return levels > 1
  }

  /// A unit for each processor, or for each core that has some of them.
  func units(in processors: CPUSet, eachProcessor: Bool) -> [PlacementUnit] {
    if eachProcessor { return processors.map { PlacementUnit(processors: [$0]) } }
    return cores(in: processors).map { PlacementUnit(processors: $0) }
  }

  /// The threads within a set, core by core.
  func cores(in processors: CPUSet) -> [[Int]] {
    Set(processors.compactMap { coreOf[$0] }).sorted().map {
      threads[$0].filter(processors.contains)
    }
  }

  /// The first threads of all cores, then the second ones, and so on.
  func physicalFirst(in processors: CPUSet) -> [Int] {
    let cores = cores(in: processors)
    return (0..<(cores.map(\.count).max() ?? 0)).flatMap { round in
      cores.compactMap { round < $0.count ? $0[round] : nil }
    }
  }
}
