import Topology

extension Diagnosis {
  /// Variables that hold a list of processors, where 0 is one and not “off”.
  private static let lists: Set = [
    "GOMP_CPU_AFFINITY", "OMP_PLACES", "I_MPI_PIN_PROCESSOR_LIST", "I_MPI_PIN_DOMAIN",
    "MV2_CPU_MAPPING", "SLURM_CPU_BIND_LIST",
  ]

  private static let binding = [
    "OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY", "KMP_HW_SUBSET",
    "OMPI_MCA_hwloc_base_binding_policy", "OMPI_MCA_rmaps_base_mapping_policy",
    "PRTE_MCA_hwloc_default_binding_policy", "I_MPI_PIN", "I_MPI_PIN_DOMAIN",
    "I_MPI_PIN_PROCESSOR_LIST", "MV2_ENABLE_AFFINITY", "MV2_CPU_BINDING_POLICY", "MV2_CPU_MAPPING",
    "SLURM_CPU_BIND", "SLURM_CPU_BIND_TYPE", "SLURM_CPU_BIND_LIST", "PALS_CPU_BIND",
  ]

  private static let off: Set = [
    "", "0", "false", "no", "none", "off", "disable", "disabled", "quiet",
  ]

  /// Whether a variable asks for a binding.
  private static func binds(_ name: String, _ value: String) -> Bool {
    // Slurm joins its words by commas, Intel's library as well: quiet,none.
    let words = value.lowercased().split(separator: ",").map(String.init)
    guard lists.contains(name) else { return !words.allSatisfy(off.contains) }
    return words.contains { !off.contains($0) || $0 == "0" }
  }

  /// Variables with which a launcher asks for a binding, and launchers that start several processes.
  package static func launcher(_ environment: [String: String], _ machine: Machine) -> [Finding] {
    let set = binding.filter { name in environment[name].map { binds(name, $0) } ?? false }
    let isNarrowed = machine.allowedProcessors != machine.administeredProcessors
    let part = "\(machine.processors) of \(machine.onlineProcessors.count) processors"
    var findings: [Finding] = []
    if !set.isEmpty {
      let shown = set.map { "\($0)=\(environment[$0] ?? "")" }
      findings.append(
        Finding(
          .launcher,
          "the environment asks for a binding (\(list(shown)))"
            + (isNarrowed ? ", and the process may use \(part)" : ""),
          remedy:
            "let Skein alone pin its workers: `env \(set.map { "-u \($0)" }.joined(separator: " "))"
            + " skein …`, or srun --cpu-bind=none, mpirun --bind-to none"))
    }
    guard let launcher = Launcher.several(in: environment) else { return findings }
    let number = "\(launcher.name) runs \(launcher.processes) processes on this machine"
    let source = "(\(launcher.variable)=\(environment[launcher.variable] ?? ""))"
    findings.append(
      isNarrowed
        ? Finding(
          .launcher,
          "\(number) \(source), and this one may use \(part) (\(machine.allowedProcessors))",
          remedy: "start skein once a machine: \(launcher.unbinding)")
        : Finding(
          .launcher,
          "\(number) \(source), and each would start workers on the same"
            + " \(count(machine.processors, "processor"))",
          remedy: "start skein once a machine (\(launcher.unbinding)), or give each process its own"
            + " --placement list"))
    return findings
  }

  /// hwloc's variables, which Skein does not follow: whoever set them expects something else.
  package static func hwlocVariables(_ machine: Machine) -> [Finding] {
    let names = machine.ignoredVariables
    guard !names.isEmpty else { return [] }
    return [
      Finding(
        .hwlocVariables,
        "\(list(names)) \(names.count == 1 ? "is" : "are") set, which would show hwloc another machine;"
          + " Skein uses this one",
        remedy:
          "unset \(names.joined(separator: " ")); plan for another machine with `skein topology"
          + " --topology FILE.xml`")
    ]
  }
}
