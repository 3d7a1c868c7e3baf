/// What an expression names for one worker.
struct PlacementUnit: Sendable, Hashable {
  /// The system's numbers, in the order in which workers take them.
  var processors: [Int]
  /// Whether the worker may run on all of them, as in a place of OpenMP's; otherwise it gets the
  /// first, and a second worker the next.
  var isShared = false
}

/// The processors that an expression names on a machine.
struct PlacementUnits: Sendable, Hashable {
  private(set) var units: [PlacementUnit] = []
  /// All of them together.
  private(set) var processors = CPUSet()

  /// Each processor counts where it is named first.
  mutating func add(_ more: [PlacementUnit]) {
    for unit in more {
      let new =
        unit.isShared ? unit.processors : unit.processors.filter { !processors.contains($0) }
      guard !new.isEmpty else { continue }
      units.append(PlacementUnit(processors: new, isShared: unit.isShared))
      for processor in new { processors.insert(processor) }
    }
  }

  mutating func keep(only kept: CPUSet) {
    units = units.compactMap { unit in
      let left = unit.processors.filter(kept.contains)
      return left.isEmpty ? nil : PlacementUnit(processors: left, isShared: unit.isShared)
    }
    processors = processors.intersection(kept)
  }

  /// The same with the processors that may be used, in each core the fastest kind of thread first.
  func usable(on machine: Machine) -> PlacementUnits {
    var usable = self
    usable.keep(only: machine.allowedProcessors)
    return usable
  }
}
