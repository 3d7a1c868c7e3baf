import KernelInterface
import Topology

/// What cores here pay for each other, measured in some hundredths of a second.
package enum ExchangeMeasurement {
  /// What is assumed where only one processor may be used: a cache line on its way for a tenth of a
  /// microsecond, and there and back for a meeting of a team, a thread that wakes another in ten, and
  /// half of one core's memory rate.
  private static let assumedSpin = 1e-7
  private static let assumedMeeting = 2e-7
  private static let assumedSleep = 1e-5

  /// - Parameter ways: by which the way between the measured cores is taken out of the figures.
  /// - Throws: what making a crew throws.
  package static func run(
    on machine: Machine, kernels: KernelTable, ways: CoreWays = .assumed
  ) throws -> CoreProfile.Exchange {
    func crew(_ workers: Int?, _ policy: PlacementPolicy) throws -> Crew {
      try self.crew(workers, policy, on: machine, kernels: kernels)
    }
    let memory = try memoryRate(try crew(min(machine.cores, Crew.mostThatMeet), .spread))
    guard machine.cores > 1 else {
      return CoreProfile.Exchange(
        spinningSeconds: assumedSpin, meetingSeconds: assumedMeeting, sleepingSeconds: assumedSleep,
        bytesPerSecond: memory / 2, memoryBytesPerSecond: memory, isMeasured: false)
    }
    // Two cores as close as possible, whose way the model then multiplies.
    let pair = try crew(2, .compact)
    let distance = distance(of: pair.placement, on: machine)
    let first = Array(pair.placement.workers[0].processors)
    return CoreProfile.Exchange(
      spinningSeconds: try meeting(pair, times: 5000) / ways.barrier[distance],
      meetingSeconds: try meetingSeconds(on: machine, kernels: kernels, ways: ways),
      sleepingSeconds: try meeting(try crew(2, .processors(first)), times: 200),
      bytesPerSecond: try rate(pair) * ways.exchange[distance],
      memoryBytesPerSecond: memory, isMeasured: true)
  }

  /// Of a meeting of two members of a team, between cores of one cache; assumed where there is no second
  /// core.
  ///
  /// - Throws: what making a crew throws.
  package static func meetingSeconds(
    on machine: Machine, kernels: KernelTable, ways: CoreWays = .assumed
  ) throws -> Double {
    guard machine.cores > 1 else { return assumedMeeting }
    let pair = try crew(2, .compact, on: machine, kernels: kernels)
    return try pair.meetingSeconds(members: 2)
      / ways.meeting[distance(of: pair.placement, on: machine)]
  }

  private static func crew(
    _ workers: Int?, _ policy: PlacementPolicy, on machine: Machine, kernels: KernelTable
  ) throws -> Crew {
    Crew(
      machine: machine, placement: try machine.place(workers: workers, policy: policy),
      kernels: kernels)
  }

  private static func distance(
    of placement: Placement, on machine: Machine
  ) -> CoreSurroundings.Distance {
    let surroundings = machine.surroundings()
    let sites = placement.workers.compactMap { $0.core.flatMap { surroundings[$0] } }
    guard sites.count == 2 else { return .sameCache }
    return sites[0].distance(to: sites[1])
  }

  /// Seconds of a barrier for each of the crew's workers, the best of several slices.
  private static func meeting(_ crew: Crew, times: Int) throws -> Double {
    let barrier = Barrier(parties: crew.count, processors: crew.processors)
    let best = Locked(Double.infinity)
    try crew.run { worker in
      for _ in 0..<7 {
        barrier.wait()
        var clock = PhaseClock()
        for _ in 0..<times { barrier.wait() }
        let seconds = Double(clock.lap()) / 1e9 / Double(times)
        if worker == 0 { best.withLock { $0 = min($0, seconds) } }
      }
    }
    return best.withLock { $0 } / Double(crew.count)
  }

  /// Bytes a second of data that another core has just written, read and added to one's own.
  static func rate(_ pair: Crew, rounds: Int = 100) throws -> Double {
    // An eighth of a mebibyte stays in a second-level cache, as weights of a small model do.
    let count = 32_768
    let kernels = pair.kernels
    let barrier = Barrier(parties: 2, processors: 2)
    let written = SharedBuffer<Float>(repeating: 0, count: count)
    let sum = SharedBuffer<Float>(repeating: 0, count: count)
    let times = Locked<[Double]>([])
    try pair.run { worker in
      for round in 0..<rounds {
        if worker == 0 { written.base.update(repeating: Float(round), count: count) }
        barrier.wait()
        if worker == 1 {
          var clock = PhaseClock()
          kernels.add(sum.base, written.base, count)
          let seconds = Double(max(clock.lap(), 1)) / 1e9
          times.withLock { $0.append(seconds) }
        }
        barrier.wait()
      }
    }
    let median = times.withLock { Quartiles($0)?.median } ?? 1
    return 4 * Double(count) / median
  }

  /// Bytes a second of one NUMA node when all cores read two arrays and write one, none of which
  /// fits a cache; the best of several passes.
  private static func memoryRate(_ crew: Crew) throws -> Double {
    let machine = crew.machine
    let cache = machine.caches.l3 ?? machine.caches.l2
    let share = (cache?.bytes ?? 32 << 20) / max(cache?.sharingProcessors ?? 1, 1)
    let count = min(max(share, 4 << 20), 64 << 20) / 4
    let barrier = Barrier(parties: crew.count, processors: crew.processors)
    let best = Locked(Double.infinity)
    try crew.run { worker in
      let target = SharedBuffer<Float>(repeating: 1, count: count)
      let source = SharedBuffer<Float>(repeating: 1e-20, count: count)
      for _ in 0..<4 {
        barrier.wait()
        var clock = PhaseClock()
        crew.kernels.add(target.base, source.base, count)
        barrier.wait()
        let seconds = Double(clock.lap()) / 1e9
        if worker == 0 { best.withLock { $0 = min($0, seconds) } }
      }
    }
    let bytes = 12 * Double(count) * Double(crew.count)
    return bytes / best.withLock { $0 } / Double(max(machine.numaNodes, 1))
  }
}
