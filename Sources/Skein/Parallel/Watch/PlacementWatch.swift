import Topology

/// Where the workers of a training may run, read back on their threads from time to time.
///
/// A binding lasts until somebody changes it: an administrator who shrinks the cpuset, a processor that
/// goes offline, `taskset -p`. The bits do not depend on it, but the time does, and the record should
/// say what happened.
///
/// Workers look at an epoch's end, between two barriers: one system call each.
package final class PlacementWatch: Sendable {
  private struct State {
    /// Where each worker may run, by the last look; nil before the first and where nobody tells.
    var processors: [CPUSet?]
    var moves: [WorkerMove] = []
    /// How many of them have been told.
    var told = 0
    var memory: [MemoryReport] = []
  }

  private let machine: Machine
  private let placement: Placement
  private let state: Locked<State>
  private let administered: @Sendable () -> CPUSet?

  /// - Parameter administered: the processors that an unbound thread would get now; another in tests.
  package init(
    _ crew: Crew, administered: @escaping @Sendable () -> CPUSet? = { Machine.administeredNow() }
  ) {
    machine = crew.machine
    self.administered = administered
    placement = crew.placement
    state = Locked(State(processors: Array(repeating: nil, count: crew.count)))
  }

  /// Looks where the calling thread, a worker's, may run; the first look of each worker is what later
  /// ones are compared with.
  package func look(_ worker: Int, epoch: Int) {
    guard let now = ThreadBinding.current(on: machine) else { return }
    let before = state.withLock { state in
      defer { if state.processors[worker] == nil { state.processors[worker] = now } }
      return state.processors[worker]
    }
    guard let before, before != now else { return }
    let place = placement.workers[worker]
    var move = WorkerMove(worker: worker, epoch: epoch, cause: .rebound, from: before, to: now)
    // Somebody who binds a thread leaves its processor where it is.
    if placement.policy != .none, let left = administered(), before.isDisjoint(with: left) {
      move.cause = .processorGone
      move.to = takeRefuge(place, among: now.intersection(left))
    }
    state.withLock { state in
      state.processors[worker] = move.to
      state.moves.append(move)
    }
  }

  /// Binds the calling thread to the best of the processors; gives those that it may run on then.
  private func takeRefuge(_ place: WorkerPlace, among processors: CPUSet) -> CPUSet {
    // Several may look for one at the same time: each sees where those before it went.
    let refuge = state.withLock { state -> Int? in
      var taken = state.processors
      taken[place.worker] = nil
      let refuge = machine.refuge(
        for: place, among: processors, taken: taken.compactMap(\.self))
      if let refuge { state.processors[place.worker] = [refuge] }
      return refuge
    }
    if let refuge { _ = ThreadBinding.move(to: [refuge], on: machine) }
    return ThreadBinding.current(on: machine) ?? processors
  }

  /// Looks on which nodes the calling worker's memory lies, on a machine that has several.
  package func lookAtMemory(_ worker: Int) {
    guard machine.numaNodes > 1, let node = placement.workers[worker].numaNode,
      let pages = WorkerMemory.current?.pages()
    else { return }
    let report = MemoryReport(worker: worker, wanted: node, pages: pages)
    state.withLock { $0.memory.append(report) }
  }

  /// The moves since it was last asked.
  package func newMoves() -> [WorkerMove] {
    state.withLock { state in
      defer { state.told = state.moves.count }
      return Array(state.moves[state.told...])
    }
  }

  /// All moves of a worker.
  package func moves(of worker: Int) -> [WorkerMove] {
    state.withLock { $0.moves.filter { $0.worker == worker } }
  }

  /// Of the workers that have looked, those with memory on other nodes, once.
  package func newRemoteMemory() -> [MemoryReport] {
    state.withLock { state in
      defer { state.memory = [] }
      return state.memory.filter(\.isRemote)
    }
  }
}
