extension Machine {
  /// Places workers on the machine.
  ///
  /// The same request gives the same placement. Every worker stays inside `allowedProcessors`;
  /// performance cores come before efficiency cores, and more workers than processors share them
  /// evenly. Costs O(cores × depth of the machine + workers).
  ///
  /// - Parameters:
  ///   - workers: nil for the automatic number: one a performance core, or for `smt` one each of its
  ///     allowed processors, but at most the cgroup quota rounded up; for a list one a listed
  ///     processor, for an expression one for each core, processor or place that it names.
  ///   - policy: where the workers go.
  /// - Throws: `TopologyError.workers`, `.processorsNotAllowed` or `.placement`.
  public func place(
    workers: Int? = nil, policy: PlacementPolicy = .spread
  ) throws(TopologyError) -> Placement {
    if let workers, !(1...Self.maximumWorkers).contains(workers) { throw .workers(workers) }
    if case .processors(let list) = policy {
      let refused = list.filter { !allowedProcessors.contains($0) }
      guard refused.isEmpty else {
        throw .processorsNotAllowed(refusedSet(refused), allowed: allowedProcessors)
      }
      precondition(!list.isEmpty, "an explicit placement lists no processor")
    }
    if case .expression(let expression) = policy {
      return try place(workers: workers, expression)
    }
    let count = workers ?? automaticWorkers(policy)
    let notes = PlacementNotes(machine: self, policy: policy, requested: workers)
    guard policy != .none else {
      let node = onlyNode
      let places = (0..<count).map {
        WorkerPlace(worker: $0, processors: allowedProcessors, core: nil, numaNode: node)
      }
      return Placement(policy: policy, workers: places, notes: notes.sentences(for: places))
    }
    let places = dealt(slots(policy), to: count, keepOrder: policy.isList)
      .enumerated().map { worker, slot in
        WorkerPlace(
          worker: worker, processors: [slot.processor], core: slot.core.index,
          numaNode: slot.core.numaNode)
      }
    return Placement(policy: policy, workers: places, notes: notes.sentences(for: places))
  }

  /// The number of workers when nobody asks for one.
  private func automaticWorkers(_ policy: PlacementPolicy) -> Int {
    let wanted = automaticWorkersWithoutQuota(policy)
    guard let quota, !policy.isList, quota < Double(wanted) else { return wanted }
    return max(1, Int(quota.rounded(.up)))
  }

  func automaticWorkersWithoutQuota(_ policy: PlacementPolicy) -> Int {
    let wanted: Int
    switch policy {
    case .processors(let list): wanted = list.count
    // An expression's number is that of its units.
    case .spread, .compact, .none, .smt, .expression: wanted = performanceWorkers(policy)
    }
    return min(Self.maximumWorkers, wanted)
  }

  /// The workers that performance cores can have, one each or for `smt` one a hardware thread.
  func performanceWorkers(_ policy: PlacementPolicy) -> Int {
    let fast = countsAllCores ? allowedCores : allowedCores.filter(\.isPerformance)
    // A cpuset may leave nothing but efficiency cores; then they are what there is.
    let used = fast.isEmpty ? allowedCores : fast
    return policy == .smt ? used.reduce(0) { $0 + $1.processors.count } : used.count
  }

  /// A hardware thread that a worker can have.
  private struct Slot {
    let processor: Int
    let core: Core
    /// The position in the machine: core by core, thread by thread.
    let position: Int
  }

  /// Every allowed processor, in the order in which the policy takes them.
  private func slots(_ policy: PlacementPolicy) -> [Slot] {
    var rounds: [[Slot]] = []
    var slotOf: [Int: Slot] = [:]
    var position: [Int: Int] = [:]
    for core in allowedCores {
      for processor in core.processors { position[processor] = position.count }
    }
    for core in coreOrder(policy) {
      for (thread, processor) in core.processors.enumerated() {
        let slot = Slot(processor: processor, core: core, position: position[processor] ?? 0)
        // smt takes all threads of a core at once; the others take each core's next thread only
        // when every core has a worker.
        let round = policy == .smt ? 0 : thread
        if rounds.count == round { rounds.append([]) }
        rounds[round].append(slot)
        slotOf[processor] = slot
      }
    }
    guard case .processors(let list) = policy else { return rounds.flatMap { $0 } }
    return list.compactMap { slotOf[$0] }
  }

  /// All allowed cores, fastest kind first.
  private func coreOrder(_ policy: PlacementPolicy) -> [Core] {
    let ranks = Set(allowedCores.map(\.rank)).sorted(by: >)
    return ranks.flatMap { rank in
      let order = CoreOrder(allowedCores.filter { $0.rank == rank })
      return policy == .compact ? order.compact(root) : order.spread(root)
    }
  }

  /// Deals the slots to the workers in turn and numbers the workers in the machine's order.
  private func dealt(_ slots: [Slot], to workers: Int, keepOrder: Bool) -> [Slot] {
    let taken = (0..<workers).map { slots[$0 % slots.count] }
    return keepOrder ? taken : taken.sorted { $0.position < $1.position }
  }

  private func refusedSet(_ processors: [Int]) -> CPUSet {
    CPUSet(processors.filter { (0...CPUSet.maximumProcessor).contains($0) })
  }

  private var onlyNode: Int? {
    let nodes = Set(allowedCores.map(\.numaNode))
    return nodes.count == 1 ? nodes.first.flatMap { $0 } : nil
  }
}

extension PlacementPolicy {
  /// Whether it names processors of its own instead of choosing among all.
  var isList: Bool {
    switch self {
    case .processors, .expression: true
    case .spread, .compact, .smt, .none: false
    }
  }
}
