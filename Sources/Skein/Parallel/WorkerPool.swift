import Dispatch
import KernelInterface
import Topology

/// The workers of one machine: where each runs, and the kernels they use.
///
/// A Dispatch queue is not a thread, so each worker is one block on a serial queue of its own that
/// runs for the whole of a task; the block binds its thread, reads the binding back, and restores it
/// before it returns, because Dispatch hands the thread to others. `concurrentPerform` would not do:
/// it runs no more threads than it thinks there are processors, so workers that wait for each other
/// could wait for ever.
public struct WorkerPool: Sendable {
  public let machine: Machine
  public let placement: Placement
  package let kernels: KernelTable
  /// Rows of a weight panel that one pass sweeps; never changes a bit.
  package let innerBlock: Int

  /// - Parameters:
  ///   - workers: how many; nil takes one per core that may be used.
  ///   - policy: where they run.
  ///   - machine: nil discovers this machine.
  /// - Throws: `TopologyError` when a placement is impossible, `SettingsError` for a bad `SKEIN_ISA`.
  public init(
    workers: Int? = nil, policy: PlacementPolicy = .spread, machine: Machine? = nil
  ) throws {
    let machine = try machine ?? Machine.discover()
    self.init(
      machine: machine, placement: try machine.place(workers: workers, policy: policy),
      kernels: try KernelSelection.preferred())
  }

  /// - Parameter innerBlock: nil takes what fits the second-level cache.
  package init(
    machine: Machine, placement: Placement, kernels: KernelTable, innerBlock: Int? = nil
  ) {
    self.machine = machine
    self.placement = placement
    self.kernels = kernels
    precondition((innerBlock ?? 1) >= 1, "an inner block of \(innerBlock ?? 0) rows")
    self.innerBlock = innerBlock ?? Self.innerBlock(of: machine)
  }

  public var count: Int { placement.workers.count }

  /// The most workers that may wait for each other in a task: Dispatch never runs more than 255
  /// blocks at a time (DISPATCH_WORKQ_MAX_PTHREAD_COUNT in its source), and a worker beyond those
  /// would be waited for for ever. A few are left to the rest of the program.
  package static let mostThatMeet = 240

  /// The same pool with at most `count` workers: no more can share a batch than it has shards.
  ///
  /// Fewer are placed anew by the same policy rather than taken from the front, where they would
  /// crowd on one package or on the threads of few cores.
  package func limited(to count: Int) -> WorkerPool {
    let count = max(count, 1)
    if count >= self.count { return self }
    do {
      return WorkerPool(
        machine: machine, placement: try machine.place(workers: count, policy: placement.policy),
        kernels: kernels, innerBlock: innerBlock)
    } catch {
      // The policy has placed more workers on this machine before.
      preconditionFailure("\(count) of \(self.count) workers have no place: \(error)")
    }
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

  /// The packed copies of the weights that a training on this pool keeps.
  ///
  /// - Parameter bytes: of one copy.
  package func weightCopies(bytes: Int) -> WeightCopies {
    WeightCopies(
      placement.workers, bytes: bytes, cache: Self.secondLevelCache(of: machine))
  }

  /// Runs `body` once per worker, all at the same time, each bound to its place with subnormals
  /// flushed to zero, and returns where each one ran when all have finished.
  @discardableResult
  package func run(_ body: @escaping @Sendable (_ worker: Int) -> Void) -> [ObtainedBinding] {
    let obtained = Locked<[ObtainedBinding?]>(Array(repeating: nil, count: count))
    // A semaphore rather than a group: the thread sanitizer knows its wait, and delivers signals there.
    let finished = DispatchSemaphore(value: 0)
    for place in placement.workers {
      let queue = DispatchQueue(label: "skein.worker.\(place.worker)")
      queue.async { [machine, placement] in
        let processors = placement.policy == .none ? nil : place.processors
        let binding = ThreadBinding.run(on: processors, machine: machine) { binding in
          withSubnormalsFlushed { body(place.worker) }
          return binding
        }
        obtained.withLock { $0[place.worker] = binding }
        finished.signal()
      }
    }
    for _ in placement.workers { finished.wait() }
    return obtained.withLock { $0.compactMap { $0 } }
  }
}
