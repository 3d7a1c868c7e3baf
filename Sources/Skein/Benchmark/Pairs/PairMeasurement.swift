import KernelInterface
import Topology

/// Measures each pair of cores by itself, two bound threads at a time.
package enum PairMeasurement {
  /// Slices of which the fastest counts: whoever loses its processor for a moment spoils one.
  private static let slices = 5

  /// - Parameter seconds: about how long to measure all pairs; at least two milliseconds each.
  /// - Throws: `PairError.oneCore`, what making a crew throws, and `BenchmarkError.interrupted`.
  package static func run(
    on machine: Machine, kernels: KernelTable, seconds: Double,
    isInterrupted: @Sendable () -> Bool = { false }
  ) throws -> PairMatrix {
    let surroundings = machine.surroundings()
    let sites: [(core: Core, site: CoreSurroundings)] = machine.allowedCores.compactMap { core in
      surroundings[core.index].map { (core, $0) }
    }
    guard sites.count > 1 else { throw PairError.oneCore }
    let count = sites.count
    let budget = max(seconds / Double(count * (count - 1) / 2), 0.002)
    func measure(
      _ first: Int, _ second: Int, _ distance: CoreSurroundings.Distance
    ) throws -> PairMatrix.Pair {
      if isInterrupted() { throw BenchmarkError.interrupted }
      let crew = Crew(
        machine: machine,
        placement: try machine.place(workers: 2, policy: .processors([first, second])),
        kernels: kernels)
      return PairMatrix.Pair(
        first: first, second: second, distance: distance,
        barrierNanoseconds: try barrier(crew, seconds: budget / 3),
        meetingNanoseconds: try meeting(crew, seconds: budget / 3),
        gigabytesPerSecond: try ExchangeMeasurement.rate(
          crew, rounds: min(max(Int(budget / 3 / 3e-5), 20), 200)) / 1e9)
    }
    var pairs: [PairMatrix.Pair] = []
    for a in 0..<count {
      for b in a + 1..<count {
        pairs.append(
          try measure(
            sites[a].core.processors[0], sites[b].core.processors[0],
            sites[a].site.distance(to: sites[b].site)))
      }
    }
    if let twin = sites.first(where: { $0.core.processors.count > 1 })?.core.processors {
      pairs.append(try measure(twin[0], twin[1], .sameCore))
    }
    let reference = Crew(
      machine: machine, placement: try machine.place(workers: 1), kernels: kernels)
    return PairMatrix(
      machine: RunMachine(reference),
      cores: sites.map {
        PairMatrix.Core(
          core: $0.core.index, processor: $0.core.processors[0], package: $0.site.packageNumber,
          numaNode: $0.core.numaNode)
      }, pairs: pairs)
  }

  private static func barrier(_ crew: Crew, seconds: Double) throws -> Double {
    let barrier = Barrier(parties: 2, processors: crew.processors)
    return try fastest(crew, seconds: seconds) { _ in { barrier.wait() } }
  }

  private static func meeting(_ crew: Crew, seconds: Double) throws -> Double {
    let barrier = TeamBarrier(members: 2, maySpin: crew.processors > 1)
    return try fastest(crew, seconds: seconds) { worker in
      let seat = TeamSeat(barrier, member: worker)
      return { seat.meet() }
    }
  }

  /// Nanoseconds of what both workers do over and over, the fastest of several slices.
  private static func fastest(
    _ crew: Crew, seconds: Double, _ make: @escaping @Sendable (Int) -> () -> Void
  ) throws -> Double {
    let best = Locked(Double.infinity)
    // A first slice warms up and tells how many fit; both workers must come as often.
    let times = SharedBuffer<Int>(repeating: 50, count: 1)
    try crew.run { worker in
      let meet = make(worker)
      for slice in 0...slices {
        meet()
        let count = times.base[0]
        meet()
        var clock = PhaseClock()
        for _ in 0..<count { meet() }
        let nanoseconds = Double(clock.lap()) / Double(count)
        guard worker == 0 else { continue }
        if slice > 0 {
          best.withLock { $0 = min($0, nanoseconds) }
        } else {
          let fitting = seconds * 1e9 / Double(slices) / max(nanoseconds, 1)
          times.base[0] = Int(min(max(fitting, 50), 100_000))
        }
      }
    }
    return best.withLock { $0 }
  }
}

/// Why pairs cannot be measured.
package enum PairError: Error, Equatable {
  case oneCore
}

extension PairError: CustomStringConvertible {
  package var description: String {
    "a pair needs two cores, and this process may use one; widen its affinity mask or cpuset"
  }
}
