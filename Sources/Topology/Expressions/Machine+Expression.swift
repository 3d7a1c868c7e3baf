extension Machine {
  /// Places workers on what an expression names: the first worker on the first unit, and so on; more
  /// workers than units take the units' next threads, and then share.
  func place(
    workers: Int?, _ expression: PlacementExpression
  ) throws(TopologyError) -> Placement {
    let units = try expression.units(on: self, allowed: allowedProcessors)
      .usable(on: self).units
    var coreOf: [Int: Core] = [:]
    for core in allowedCores {
      for processor in core.processors { coreOf[processor] = core }
    }
    var slots: [CPUSet] = []
    let rounds = units.map { $0.isShared ? 1 : $0.processors.count }.max() ?? 0
    for round in 0..<rounds {
      for unit in units {
        if unit.isShared {
          if round == 0 { slots.append(CPUSet(unit.processors)) }
        } else if round < unit.processors.count {
          slots.append([unit.processors[round]])
        }
      }
    }
    let policy = PlacementPolicy.expression(expression)
    let count = workers ?? min(units.count, Self.maximumWorkers)
    let places = (0..<count).map { worker in
      let processors = slots[worker % slots.count]
      let cores = Set(processors.compactMap { coreOf[$0]?.index })
      let nodes = Set(processors.map { coreOf[$0]?.numaNode })
      return WorkerPlace(
        worker: worker, processors: processors, core: cores.count == 1 ? cores.first : nil,
        numaNode: nodes.count == 1 ? nodes.first.flatMap { $0 } : nil)
    }
    let notes = PlacementNotes(machine: self, policy: policy, requested: workers)
    return Placement(policy: policy, workers: places, notes: notes.sentences(for: places))
  }
}
