/// The order in which a policy takes cores.
///
/// A number of workers takes that many cores from the front, so one more worker never takes another
/// core away.
///
/// `hwloc_distrib` is not used: it deals workers out by the number of *processors* below each
/// object, so that on a machine whose cores differ (a core with four threads beside cores with
/// one, or with some threads disallowed) two workers meet on one core while another is free, and
/// it does not know of efficiency cores. On symmetric machines and powers of two, `spread` gives
/// the cores that it gives; the tests compare them.
struct CoreOrder {
  private let cores: [Int: Core]

  init(_ cores: [Core]) {
    self.cores = Dictionary(cores.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Takes one core from each part of the machine in turn, at every level.
  func spread(_ object: TopologyObject) -> [Core] {
    if object.kind == .core { return cores[object.logicalIndex].map { [$0] } ?? [] }
    let parts = object.children.map(spread).filter { !$0.isEmpty }
    guard parts.count > 1 else { return parts.first ?? [] }
    // Neighbours in number are often neighbours on the die where the topology shows no group, so
    // the parts are visited in bit-reversed order: 0, 4, 2, 6, 1, 5, 3, 7.
    let turns = Self.bitReversed(parts.count).map { parts[$0] }
    var order: [Core] = []
    for round in 0..<(turns.map(\.count).max() ?? 0) {
      for part in turns where round < part.count { order.append(part[round]) }
    }
    return order
  }

  /// Takes all cores of one part before the next, the part with the most cores first, so that few
  /// workers span as few caches and memory nodes as possible.
  func compact(_ object: TopologyObject) -> [Core] {
    if object.kind == .core { return cores[object.logicalIndex].map { [$0] } ?? [] }
    let parts = object.children.map(compact)
    let fullestFirst = parts.indices.sorted { (-parts[$0].count, $0) < (-parts[$1].count, $1) }
    return fullestFirst.flatMap { parts[$0] }
  }

  /// The numbers below `count` in the order of their bits read backwards.
  static func bitReversed(_ count: Int) -> [Int] {
    var order = [0]
    while order.count < count {
      order = order.map { 2 * $0 } + order.map { 2 * $0 + 1 }
    }
    return order.filter { $0 < count }
  }
}
