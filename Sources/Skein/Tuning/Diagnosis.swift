import Topology

/// Finds what keeps a training from the machine's full speed.
///
/// Every check is a function from what was read to findings, so that a test can make each of them.
package enum Diagnosis {
  /// Joins `a`, `a and b`, `a, b and c`.
  static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  static func count(_ number: Int, _ noun: String) -> String { NumberText.count(number, noun) }

  static func percent(_ fraction: Double) -> String { NumberText.percent(fraction) }

  /// One or two decimals at most: 2, 1.5, 0.25.
  static func amount(_ value: Double) -> String {
    SVGDocument.number(value)
  }
}

// MARK: - What the process may use

extension Diagnosis {
  /// Processors that a cpuset or the inherited affinity mask keeps from the process.
  ///
  /// - Parameter launcher: which has started this process among others here, nil for none.
  package static func allowance(_ machine: Machine, launcher: Launcher? = nil) -> [Finding] {
    var findings: [Finding] = []
    let (online, administered) = (machine.onlineProcessors, machine.administeredProcessors)
    if administered != online {
      findings.append(
        Finding(
          .cpuset,
          "a cpuset leaves \(administered.count) of the machine's \(online.count) processors"
            + " (\(administered))",
          remedy: "widen it with `docker update --cpuset-cpus \(online)`, Slurm's --cpus-per-task,"
            + " or systemd's AllowedCPUs="))
    }
    let allowed = machine.inheritedProcessors
    let missing = administered.subtracting(allowed)
    // Nobody gets the isolated ones unasked, so their absence is no narrowing.
    if !missing.isSubset(of: machine.isolatedProcessors) {
      let usual = administered.subtracting(machine.isolatedProcessors)
      let undo =
        launcher.map { "let the launcher bind nothing: \($0.unbinding)" }
        ?? "start skein without taskset, numactl or a launcher's binding, or widen the shell's mask"
        + " first: `taskset -cp \(usual) $$`"
      findings.append(
        Finding(
          .affinityMask,
          "the inherited affinity mask leaves \(allowed.count) of \(administered.count) processors"
            + " (\(allowed))", remedy: undo))
    }
    return findings
  }

  /// Processors that the kernel keeps from ordinary programs, and workers on such.
  package static func isolation(_ machine: Machine, _ placement: Placement) -> [Finding] {
    let isolated = machine.isolatedProcessors.intersection(machine.administeredProcessors)
    guard !isolated.isEmpty else { return [] }
    let used = machine.allowedProcessors.intersection(isolated)
    let file = "isolcpus, /sys/devices/system/cpu/isolated"
    if used.isEmpty {
      return [
        Finding(
          .isolated,
          "the kernel keeps \(count(isolated.count, "processor")) (\(isolated)) from ordinary programs"
            + " (\(file))",
          remedy: "leave them to what they are kept for; to train on them, name them: `taskset -c"
            + " \(isolated) skein … --placement \(isolated)`")
      ]
    }
    guard placement.policy == .none else { return [] }
    return [
      Finding(
        .isolated,
        "the kernel moves no thread to or from the isolated processors \(used) (\(file)), so workers"
          + " that are not bound stay together where they begin",
        remedy: "use --placement spread")
    ]
  }

  /// A cgroup quota below the processors that may be used.
  ///
  /// More workers than the quota use it up early in a period and then stand still together, but fewer
  /// leave a part of it: at a quota of 1.5, two workers were 1.45 times as fast as one. So fewer than
  /// the quota rounded up are advised only where that was measured to be faster.
  ///
  /// - Parameters:
  ///   - workers: that would train; nil for as many as the quota leaves time for.
  ///   - gain: how many times as fast the quota rounded down is as the quota rounded up, measured now;
  ///     nil where it is whole or was not measured.
  package static func quota(
    _ machine: Machine, workers: Int? = nil, gain: Double? = nil
  ) -> [Finding] {
    guard let quota = machine.cpuQuota, quota.processors < Double(machine.processors) else {
      return []
    }
    let (fewer, most) = quotaWorkers(quota)
    let isSlower = gain.map { $0 > 1.05 } ?? false
    let best = isSlower ? fewer : most
    var remedy =
      "raise it (`docker run --cpus \(machine.processors)`, Kubernetes' resources.limits.cpu)"
    if workers ?? most != best { remedy += ", or use --workers \(best)" }
    let measured = gain.map { gain in
      let (first, second, ratio) =
        gain > 1 ? (fewer, most, gain) : (most, fewer, 1 / gain)
      return
        "; \(count(first, "worker")) trained \(amount(ratio)) times as fast as \(second) just now"
    }
    return [
      Finding(
        .quota,
        "a cgroup quota of \(amount(quota.processors)) processors' time (\(quota.path)) is below"
          + " the \(count(machine.processors, "processor")) that may be used\(measured ?? "")",
        remedy: remedy)
    ]
  }

  /// The quota rounded down and up, in workers.
  package static func quotaWorkers(_ quota: CPUQuota) -> (fewer: Int, most: Int) {
    let bounded = min(max(quota.processors, 0), Double(Machine.maximumWorkers))
    return (max(1, Int(bounded)), max(1, Int(bounded.rounded(.up))))
  }

  /// Workers that take turns on a processor or share a core's arithmetic units.
  package static func sharing(_ placement: Placement, on machine: Machine) -> [Finding] {
    let workers = placement.workers.count
    let used = placement.workers.reduce(CPUSet()) { $0.union($1.processors) }
    let option = "--workers"
    if workers > used.count {
      return [
        Finding(
          .sharedProcessors,
          "\(workers) workers take turns on \(count(used.count, "processor")) (\(used))",
          remedy: "use \(option) \(used.count)")
      ]
    }
    let cores = Set(placement.workers.compactMap(\.core)).count
    guard cores > 0, cores < workers else { return [] }
    let free = machine.cores
    let remedy =
      free >= workers
      ? "use --placement spread: \(count(free, "core")) are allowed"
      : "use --placement spread \(option) \(free)"
    return [
      Finding(
        .sharedProcessors,
        "\(workers) workers share \(count(cores, "core")) by hyperthreads, which share one set of"
          + " arithmetic units",
        remedy: remedy)
    ]
  }
}
