import Dispatch
import KernelInterface
import Topology

/// The workers of one machine: where each runs, the kernels they use, and their threads.
///
/// The threads are started by the first use and serve all later ones: training, validation,
/// prediction. They go back to Dispatch, bound as they were, when the crew is gone or another needs
/// their places. `Shift` says how they work, `CrewLedger` how crews share the process.
public final class Crew: Sendable {
  public let machine: Machine
  public let placement: Placement
  /// How many of the workers may share their rows.
  public let team: TeamSize
  package let kernels: KernelTable
  /// Rows of a weight panel that one pass sweeps; never changes a bit.
  package let innerBlock: Int
  let ledger: CrewLedger
  let source: Shift.Source
  /// What its one worker stands in for, to be measured.
  let standIn: TeamStandIn?
  /// The smaller crew that was asked for last, with its threads.
  private let smaller = Locked<Crew?>(nil)
  /// Seconds of a meeting, by members; measured when they are first asked for.
  let meetings = Locked<[Int: Double]>([:])

  /// - Parameters:
  ///   - workers: how many; nil takes one per core that may be used.
  ///   - policy: where they run.
  ///   - machine: nil discovers this machine.
  ///   - team: how many of them may share their rows.
  /// - Throws: `TopologyError` when a placement is impossible, `KernelError` for a bad
  ///   `SKEIN_ISA`.
  public convenience init(
    workers: Int? = nil, policy: PlacementPolicy = .spread, machine: Machine? = nil,
    team: TeamSize = .auto
  ) throws {
    let machine = try machine ?? Machine.discover()
    self.init(
      machine: machine, placement: try machine.place(workers: workers, policy: policy),
      kernels: try KernelSelection.preferred(), team: team)
  }

  /// - Parameter innerBlock: nil takes what fits the second-level cache.
  package convenience init(
    machine: Machine, placement: Placement, kernels: KernelTable, innerBlock: Int? = nil,
    team: TeamSize = .auto
  ) {
    self.init(
      machine: machine, placement: placement, kernels: kernels, innerBlock: innerBlock,
      ledger: .shared, source: .dispatch, team: team)
  }

  /// A crew of one whose worker does the part of a team's member.
  package convenience init(
    machine: Machine, kernels: KernelTable, standIn: TeamStandIn?
  ) throws(TopologyError) {
    self.init(
      machine: machine, placement: try machine.place(workers: 1, policy: .spread),
      kernels: kernels, innerBlock: nil, ledger: .shared, source: .dispatch, team: .fixed(1),
      standIn: standIn)
  }

  /// - Parameters:
  ///   - ledger: the process's; another in tests.
  ///   - source: where threads come from; another in tests.
  package init(
    machine: Machine, placement: Placement, kernels: KernelTable, innerBlock: Int?,
    ledger: CrewLedger, source: Shift.Source, team: TeamSize = .auto,
    standIn: TeamStandIn? = nil
  ) {
    if case .fixed(let size) = team {
      precondition((1...TeamSize.largest).contains(size), "teams of \(size)")
    }
    self.team = team
    self.standIn = standIn
    self.ledger = ledger
    self.source = source
    self.machine = machine
    self.placement = placement
    self.kernels = kernels
    precondition((innerBlock ?? 1) >= 1, "an inner block of \(innerBlock ?? 0) rows")
    self.innerBlock = innerBlock ?? Self.innerBlock(of: machine)
  }

  deinit {
    ledger.dismiss(crew: ObjectIdentifier(self))
  }

  /// One worker per core of this machine that may be used: what training and prediction take where
  /// none is given. Made once, so that its threads are started once.
  ///
  /// - Throws: what `init` throws.
  package static func standard() throws -> Crew {
    try made.withLock { made in
      if let made { return made }
      let crew = try Crew()
      made = crew
      return crew
    }
  }

  private static let made = Locked<Crew?>(nil)

  public var count: Int { placement.workers.count }

  /// Teams of at most `size` among all workers.
  package func teams(of size: Int) -> TeamPlan {
    TeamPlan(placement.workers, machine: machine, size: size)
  }

  /// The teams that were asked for; none where they are chosen for each batch.
  package var fixedTeams: TeamPlan {
    if case .fixed(let size) = team { return teams(of: size) }
    return teams(of: 1)
  }

  /// The most workers that may wait for each other, in all crews of the process together: Dispatch
  /// never runs more than 255 blocks at a time (DISPATCH_WORKQ_MAX_PTHREAD_COUNT in its source), and
  /// a worker beyond those would be waited for for ever. A few are left to the rest of the program.
  package static let mostThatMeet = 240

  /// The same crew with at most `count` workers, and another choice of teams if one is given: no more
  /// can share a batch than it has shards for teams.
  package func limited(to count: Int, team: TeamSize? = nil) -> Crew {
    let count = max(count, 1)
    let team = team ?? self.team
    return limited(to: placement(of: count), team: team)
  }

  /// The placement of at most `count` workers. Fewer are placed anew by the same policy rather than
  /// taken from the front, where they would crowd on one package or on the threads of few cores.
  private func placement(of count: Int) -> Placement {
    if count >= self.count { return placement }
    do {
      return try machine.place(workers: max(count, 1), policy: placement.policy)
    } catch {
      // The policy has placed more workers on this machine before.
      preconditionFailure("\(count) of \(self.count) workers have no place: \(error)")
    }
  }

  /// The same crew in another placement of some of its workers.
  private func limited(to placement: Placement, team: TeamSize) -> Crew {
    if placement == self.placement, team == self.team { return self }
    if let crew = smaller.withLock({ $0 }), crew.placement == placement, crew.team == team {
      return crew
    }
    let crew = Crew(
      machine: machine, placement: placement, kernels: kernels, innerBlock: innerBlock,
      ledger: ledger, source: source, team: team)
    smaller.withLock { $0 = crew }
    return crew
  }

  /// At most `count` teams of at most `size` among the workers, spread as evenly over all such teams as
  /// can be. Alone, fewer workers are placed anew; the members of a team would then be far apart.
  package func limited(toTeams count: Int, of size: Int) -> Crew {
    let count = min(count, max(Self.mostThatMeet / size, 1))
    if size == 1 { return limited(to: count, team: .fixed(1)) }
    return limited(to: teams(of: size).chosen(count, from: placement), team: .fixed(size))
  }

  /// Processors that the workers share; fewer than workers means that they take turns.
  package var processors: Int {
    let used = placement.workers.reduce(CPUSet()) { $0.union($1.processors) }.count
    guard let quota = machine.quota else { return used }
    return min(used, max(1, Int(quota)))
  }

  /// Rows of a weight panel that fit into half of the second-level cache, 256 bytes each.
  private static func innerBlock(of machine: Machine) -> Int {
    min(max(secondLevelCache(of: machine) / 2 / 256, 256), 2048)
  }

  private static func secondLevelCache(of machine: Machine) -> Int {
    machine.caches.l2?.bytes ?? 512 << 10
  }

  /// The packed copies of the weights that a training by this crew keeps.
  ///
  /// - Parameter bytes: of one copy.
  package func weightCopies(bytes: Int) -> WeightCopies {
    WeightCopies(
      placement.workers, bytes: bytes, cache: Self.secondLevelCache(of: machine))
  }
}
