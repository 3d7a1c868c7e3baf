import Topology

/// The memory that a worker touched first, and where it lies.
public struct MemoryReport: Sendable, Equatable {
  public var worker: Int
  /// The NUMA node of the worker's core.
  public var wanted: Int
  public var pages: PageCount

  package init(worker: Int, wanted: Int, pages: PageCount) {
    self.worker = worker
    self.wanted = wanted
    self.pages = pages
  }

  /// Whether a page lies on another node.
  package var isRemote: Bool { pages.away(from: wanted) > 0 }
}

extension Crew {
  /// Where memory lands that each worker touches first; empty on a machine with one NUMA node, and
  /// where the system does not tell. Touches 4 MiB a worker.
  package func memorySurvey() throws(CrewError) -> [MemoryReport] {
    guard machine.numaNodes > 1 else { return [] }
    let places = placement.workers
    let found = Locked<[Int: MemoryReport]>([:])
    try run { worker in
      guard let wanted = places[worker].numaNode else { return }
      // The same page sizes as a training's, and small pieces as well.
      let memory = SharedBuffer<UInt8>(repeating: 1, count: 4 << 20)
      let small = SharedBuffer<UInt8>(repeating: 1, count: 4 << 10)
      withExtendedLifetime((memory, small)) {
        guard let pages = WorkerMemory.current?.pages() else { return }
        let report = MemoryReport(worker: worker, wanted: wanted, pages: pages)
        found.withLock { $0[worker] = report }
      }
    }
    return found.withLock { found in places.compactMap { found[$0.worker] } }
  }
}
