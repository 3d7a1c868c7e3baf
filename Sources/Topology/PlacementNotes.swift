/// Says what limited a placement and what to expect of it, one sentence each.
struct PlacementNotes {
  let machine: Machine
  let policy: PlacementPolicy
  /// The number of workers asked for, nil for the automatic number.
  let requested: Int?

  func sentences(for places: [WorkerPlace]) -> [String] {
    [variables, administrator, isolation(places), mask].compactMap { $0 } + machine.limitNotes
      + [
        leftOut, automaticQuota(places), sharing(places), quota(places), efficiency(places),
        planOnly,
      ].compactMap { $0 }
  }

  private var administrator: String? {
    let allowed = machine.administeredProcessors
    guard allowed != machine.onlineProcessors else { return nil }
    return "A cpuset allows \(allowed.count) of the machine's "
      + "\(machine.onlineProcessors.count) processors: \(allowed)."
  }

  private var variables: String? {
    let names = machine.ignoredVariables
    guard !names.isEmpty else { return nil }
    return
      "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") set and not followed:"
      + " this machine is described as it is."
  }

  /// The kernel's own doing, which the mask shows as if somebody had narrowed it.
  private func isolation(_ places: [WorkerPlace]) -> String? {
    let isolated = machine.isolatedProcessors.intersection(machine.administeredProcessors)
    guard !isolated.isEmpty else { return nil }
    let used = places.reduce(CPUSet()) { $0.union($1.processors) }.intersection(isolated)
    if !used.isEmpty {
      return policy == .none
        ? "The kernel moves no thread to or from the isolated processors \(used), so workers that are"
          + " not bound stay where they begin."
        : "\(Self.processors(used.count)) of the placement \(used.count == 1 ? "is" : "are") isolated"
          + " (isolcpus): \(used)."
    }
    return "The kernel keeps \(Self.processors(isolated.count)) from ordinary programs (isolcpus):"
      + " \(isolated)."
  }

  private var mask: String? {
    let allowed = machine.inheritedProcessors
    let missing = machine.administeredProcessors.subtracting(allowed)
    guard !missing.isSubset(of: machine.isolatedProcessors) else { return nil }
    return "The inherited affinity mask allows \(allowed.count) of "
      + "\(Self.processors(machine.administeredProcessors.count)): \(allowed)."
  }

  /// What an expression names beside the processors that may be used.
  private var leftOut: String? {
    guard case .expression(let expression) = policy,
      let named = try? expression.processors(on: machine)
    else { return nil }
    let left = named.subtracting(machine.allowedProcessors)
    guard !left.isEmpty else { return nil }
    return
      "\(left.count) of the \(Self.processors(named.count)) that the placement names may not be"
      + " used and \(left.count == 1 ? "is" : "are") left out: \(left)."
  }

  private func automaticQuota(_ places: [WorkerPlace]) -> String? {
    guard requested == nil, let quota = machine.cpuQuota, !policy.isList else { return nil }
    guard places.count < machine.automaticWorkersWithoutQuota(policy) else { return nil }
    return "The cgroup quota of \(Self.amount(quota.processors)) (\(quota.path)) limits the "
      + "automatic number of workers to \(places.count)."
  }

  private func sharing(_ places: [WorkerPlace]) -> String? {
    let used = places.reduce(CPUSet()) { $0.union($1.processors) }
    if places.count > used.count {
      return "\(places.count) workers share \(Self.processors(used.count)); expect no speed-up "
        + "beyond \(used.count)."
    }
    let cores = Set(places.compactMap(\.core)).count
    guard cores > 0, cores < places.count else { return nil }
    return "\(places.count) workers share \(cores) \(cores == 1 ? "core" : "cores"), and hardware "
      + "threads share their core's arithmetic units; expect little beyond \(cores)."
  }

  private func quota(_ places: [WorkerPlace]) -> String? {
    guard let quota = machine.cpuQuota, Double(places.count) > quota.processors.rounded(.up) else {
      return nil
    }
    return "\(places.count) workers share a cgroup quota of \(Self.amount(quota.processors)) "
      + "(\(quota.path)); expect no speed-up beyond that."
  }

  private func efficiency(_ places: [WorkerPlace]) -> String? {
    let slow = Set(machine.allowedCores.filter { !$0.isPerformance }.map(\.index))
    guard !slow.isEmpty, policy != .none else { return nil }
    let used = places.count { $0.core.map(slow.contains) ?? false }
    if used > 0 {
      return "\(used) of \(places.count) workers run on efficiency cores, and every step waits "
        + "for the slowest worker."
    }
    guard requested == nil, !policy.isList else { return nil }
    let fast = machine.performanceWorkers(policy)
    return "\(slow.count) efficiency \(slow.count == 1 ? "core is" : "cores are") left out; ask "
      + "for more than \(fast) \(fast == 1 ? "worker" : "workers") to use \(slow.count == 1 ? "it" : "them")."
  }

  private var planOnly: String? {
    guard !machine.isThisMachine else { return nil }
    return "This is a plan for another machine (\(machine.source)); nothing is bound."
  }

  private static func processors(_ count: Int) -> String {
    count == 1 ? "1 processor" : "\(count) processors"
  }

  private static func amount(_ quota: Double) -> String {
    let rounded = (quota * 100).rounded() / 100
    let text = rounded == rounded.rounded() && rounded < 1e9 ? "\(Int(rounded))" : "\(rounded)"
    return text == "1" ? "1 processor" : "\(text) processors"
  }
}
