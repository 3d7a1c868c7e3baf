/// Where one worker runs.
public struct WorkerPlace: Sendable, Hashable, Codable {
  /// The worker's number, from 0.
  public let worker: Int
  /// The processors it may run on: one, or all allowed ones for the policy `none`.
  public let processors: CPUSet
  /// The index of its core in the machine, nil for the policy `none`.
  public let core: Int?
  /// The operating system's number of its NUMA node, nil when unknown or more than one.
  public let numaNode: Int?
}

/// Where all workers run, and what limited the choice.
public struct Placement: Sendable, Hashable {
  public let policy: PlacementPolicy
  /// One place a worker; workers with neighbouring numbers are neighbours in the machine, since
  /// they hold neighbouring shards and sum their gradients first.
  public let workers: [WorkerPlace]
  /// What limited the placement and what to expect of it, one sentence each.
  public let notes: [String]
}

extension Placement {
  /// The same with some of the workers only, numbered anew in their order.
  package func keeping(_ kept: [Int]) -> Placement {
    Placement(
      policy: policy,
      workers: kept.enumerated().map { number, worker in
        let place = workers[worker]
        return WorkerPlace(
          worker: number, processors: place.processors, core: place.core,
          numaNode: place.numaNode)
      }, notes: notes)
  }
}
