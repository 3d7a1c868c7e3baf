import Topology

/// Which packed copy of the weights each worker reads.
///
/// Packed weights that outgrow a core's second-level cache are read again in every time step. On a
/// machine with several NUMA nodes each node then has a copy of its own, which its first worker
/// touches first; whoever updates a block packs it into every copy. Smaller ones stay in each
/// core's cache from their first use in a step, and more copies would only cost packing.
///
/// The alternative, workers of each node packing their own copy after the update, needs a third
/// barrier a step. All copies hold the same bits, so their number changes none.
package struct WeightCopies: Sendable, Equatable {
  /// By worker; empty where all share one copy.
  private let copyOfWorker: [Int]
  package let count: Int

  /// One copy for all.
  package static let shared = WeightCopies(nodes: [])

  /// - Parameter nodes: the NUMA node of each worker.
  private init(nodes: [Int]) {
    let distinct = Set(nodes).sorted()
    count = max(distinct.count, 1)
    copyOfWorker = count == 1 ? [] : nodes.map { distinct.firstIndex(of: $0) ?? 0 }
  }

  /// - Parameters:
  ///   - bytes: of one copy.
  ///   - cache: a core's second-level cache in bytes.
  package init(_ places: [WorkerPlace], bytes: Int, cache: Int) {
    let nodes = places.compactMap(\.numaNode)
    let areKnown = nodes.count == places.count
    self.init(nodes: bytes > cache && areKnown ? nodes : [])
  }

  package func copy(of worker: Int) -> Int {
    copyOfWorker.isEmpty ? 0 : copyOfWorker[worker]
  }

  /// The copy that this worker touches first; nil for all but the first worker of each node, and
  /// where all share one copy.
  package func copyToTouch(by worker: Int) -> Int? {
    guard count > 1, copyOfWorker.firstIndex(of: copyOfWorker[worker]) == worker else { return nil }
    return copyOfWorker[worker]
  }
}
