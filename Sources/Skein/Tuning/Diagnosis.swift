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
  package static func allowance(_ machine: Machine) -> [Finding] {
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
    let allowed = machine.allowedProcessors
    if allowed != administered {
      findings.append(
        Finding(
          .affinityMask,
          "the inherited affinity mask leaves \(allowed.count) of \(administered.count) processors"
            + " (\(allowed))",
          remedy: "start skein without taskset, numactl or a launcher's binding, or widen the"
            + " shell's mask first: `taskset -cp \(administered) $$`"))
    }
    return findings
  }

  /// A cgroup quota below the processors that may be used.
  package static func quota(_ machine: Machine) -> [Finding] {
    guard let quota = machine.cpuQuota, quota.processors < Double(machine.processors) else {
      return []
    }
    let workers = max(1, Int(quota.processors))
    return [
      Finding(
        .quota,
        "a cgroup quota of \(amount(quota.processors)) processors' time (\(quota.path)) is below"
          + " the \(count(machine.processors, "processor")) that may be used",
        remedy: "raise it (`docker run --cpus \(machine.processors)`, Kubernetes'"
          + " resources.limits.cpu), or use --workers \(workers)")
    ]
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

  /// Variables with which a launcher asks for a binding, and launchers that start several processes.
  package static func launcher(_ environment: [String: String], _ machine: Machine) -> [Finding] {
    let binding = [
      "OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY",
      "OMPI_MCA_hwloc_base_binding_policy", "OMPI_MCA_rmaps_base_mapping_policy",
      "PRTE_MCA_hwloc_default_binding_policy", "I_MPI_PIN", "I_MPI_PIN_DOMAIN",
      "I_MPI_PIN_PROCESSOR_LIST", "MV2_ENABLE_AFFINITY", "MV2_CPU_BINDING_POLICY",
      "SLURM_CPU_BIND", "SLURM_CPU_BIND_TYPE",
    ]
    let off: Set<String> = ["", "0", "false", "no", "none", "off", "disable", "disabled", "quiet"]
    let set = binding.filter { name in
      guard let value = environment[name] else { return false }
      // Slurm joins its words by commas: quiet,none.
      let words = value.lowercased().split(separator: ",").map(String.init)
      return !words.allSatisfy(off.contains)
    }
    var findings: [Finding] = []
    if !set.isEmpty {
      let narrowed = machine.allowedProcessors != machine.onlineProcessors
      let shown = set.map { "\($0)=\(environment[$0] ?? "")" }
      findings.append(
        Finding(
          .launcher,
          "the environment asks for a binding (\(list(shown)))"
            + (narrowed
              ? ", and the process may use \(machine.processors) of"
                + " \(machine.onlineProcessors.count) processors" : ""),
          remedy:
            "let Skein alone pin its workers: `env \(set.map { "-u \($0)" }.joined(separator: " "))"
            + " skein …`, or srun --cpu-bind=none, mpirun --bind-to none"))
    }
    let ranks = [
      "OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_LOCAL_SIZE",
      "PMI_LOCAL_SIZE",
    ]
    if let name = ranks.first(where: { Int(environment[$0] ?? "").map { $0 > 1 } ?? false }),
      let number = Int(environment[name] ?? "")
    {
      findings.append(
        Finding(
          .launcher,
          "a launcher runs \(number) processes on this machine (\(name)=\(number)), and each would"
            + " start workers on the same \(count(machine.processors, "processor"))",
          remedy: "start skein once a machine, or give each process its own --placement list"))
    }
    return findings
  }
}
