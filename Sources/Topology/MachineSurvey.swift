/// What placement and tiling need of a machine, gathered in one walk over its objects.
struct MachineSurvey {
  private(set) var cores: [Core] = []
  private(set) var packages = 0
  /// Allowed ones near an allowed processor; where a cpuset forbids all of these, the allowed ones.
  var numaNodes: Int { nearNodes > 0 ? nearNodes : allowedNodes }
  private var nearNodes = 0
  private var allowedNodes = 0

  private let allowed: CPUSet
  private let kinds: [CoreKind]
  /// The least shares over the performance cores and over the others.
  private var performanceCaches: Caches?
  private var efficiencyCaches: Caches?

  /// A cpuset may leave nothing but efficiency cores; then theirs count.
  var caches: Caches { performanceCaches ?? efficiencyCaches ?? Caches() }

  init(_ root: TopologyObject, allowed: CPUSet, kinds: [CoreKind]) {
    self.allowed = allowed
    self.kinds = kinds
    visit(root, node: nil, above: Caches())
  }

  private mutating func visit(_ object: TopologyObject, node: Int?, above: Caches) {
    if object.kind == .package, object.isAllowed { packages += 1 }
    for node in object.memory where node.isAllowed {
      allowedNodes += 1
      if !node.processors.isDisjoint(with: allowed) { nearNodes += 1 }
    }
    // The nearest memory counts, and ordinary memory comes first among equals.
    let node = object.memory.first { $0.isAllowed }?.number ?? node
    var above = above
    if let level = object.cacheLevel {
      let cache = object.cacheBytes.map {
        Caches.Level(bytes: $0, sharingProcessors: object.processors.count)
      }
      switch level {
      case 1: above.l1d = cache
      case 2: above.l2 = cache
      case 3: above.l3 = cache
      default: break
      }
    }
    if object.kind == .core {
      visitCore(object, node: node, above: above)
    } else {
      for child in object.children { visit(child, node: node, above: above) }
    }
  }

  private mutating func visitCore(_ object: TopologyObject, node: Int?, above: Caches) {
    // hwloc may file the threads of one core under different kinds; the fastest names the core.
    let ranked = threads(of: object).map { (number: $0, kind: kind(of: $0)) }
    guard !ranked.isEmpty else { return }
    let ranks = ranked.map { $0.kind?.rank ?? 0 }
    let order = ranks.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }
    let isPerformance = order.first.map { ranked[$0].kind?.isPerformance ?? true } ?? true
    cores.append(
      Core(
        index: object.logicalIndex, processors: order.map { ranked[$0].number },
        rank: ranks.max() ?? 0, isPerformance: isPerformance, numaNode: node))
    let found = withCachesInside(object, above)
    if isPerformance {
      performanceCaches = performanceCaches?.smallest(found) ?? found
    } else {
      efficiencyCaches = efficiencyCaches?.smallest(found) ?? found
    }
  }

  /// The allowed hardware threads in hwloc's order, which need not be the order of their numbers.
  private func threads(of object: TopologyObject) -> [Int] {
    guard object.kind != .processor else {
      return object.number.map { object.isOnline && allowed.contains($0) ? [$0] : [] } ?? []
    }
    return object.children.flatMap(threads)
  }

  /// Some machines report the first cache below the core instead of above it.
  private func withCachesInside(_ core: TopologyObject, _ above: Caches) -> Caches {
    var caches = above
    for child in core.children where child.cacheLevel == 1 {
      caches.l1d = child.cacheBytes.map {
        Caches.Level(bytes: $0, sharingProcessors: child.processors.count)
      }
    }
    return caches
  }

  private func kind(of processor: Int) -> CoreKind? {
    kinds.first { $0.processors.contains(processor) }
  }
}
