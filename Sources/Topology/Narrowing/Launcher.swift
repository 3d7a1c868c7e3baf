/// A program that starts several processes on a machine, known by the variables that it sets.
package struct Launcher: Sendable, Equatable {
  package let name: String
  /// The variable that holds this process's rank on its machine; nil where it tells none.
  let rank: String?
  /// Variables that hold the number of its processes on this machine, the first that is set counts.
  let sizes: [String]
  /// How to start one process a machine, bound to nothing.
  package let unbinding: String
  /// The number of processes here, and the variable that says so.
  package var processes = 1
  package var variable = ""

  init(_ name: String, rank: String?, sizes: [String], unbinding: String) {
    self.name = name
    self.rank = rank
    self.sizes = sizes
    self.unbinding = unbinding
  }

  /// Each by its own documentation: Open MPI's FAQ, "Run-time environment", MPICH's and Intel MPI's
  /// Hydra, MVAPICH2's user guide, PyTorch's torchrun, HPE's PALS mpiexec(1), Cray PMI, IBM's jsrun,
  /// Horovod, Slurm's srun(1), "Output environment variables".
  ///
  /// Slurm is the last, since its variables are also there where another one was started inside of its
  /// allocation.
  static let known = [
    Launcher(
      "Open MPI", rank: "OMPI_COMM_WORLD_LOCAL_RANK", sizes: ["OMPI_COMM_WORLD_LOCAL_SIZE"],
      unbinding: "`mpirun --map-by ppr:1:node --bind-to none`"),
    Launcher(
      "MVAPICH2", rank: "MV2_COMM_WORLD_LOCAL_RANK", sizes: ["MV2_COMM_WORLD_LOCAL_SIZE"],
      unbinding: "`mpirun_rsh MV2_ENABLE_AFFINITY=0` with one process a machine"),
    Launcher(
      "Hydra (MPICH or Intel MPI)", rank: "MPI_LOCALRANKID", sizes: ["MPI_LOCALNRANKS"],
      unbinding: "`mpiexec -ppn 1 -bind-to none`, with Intel MPI I_MPI_PIN=off"),
    Launcher(
      "torchrun", rank: "LOCAL_RANK", sizes: ["LOCAL_WORLD_SIZE"],
      unbinding: "`torchrun --nproc-per-node 1`"),
    Launcher(
      "PALS", rank: "PALS_LOCAL_RANKID", sizes: ["PALS_LOCAL_SIZE"],
      unbinding: "`mpiexec --ppn 1 --cpu-bind none`"),
    Launcher(
      "jsrun", rank: "JSM_NAMESPACE_LOCAL_RANK", sizes: ["JSM_NAMESPACE_LOCAL_SIZE"],
      unbinding: "`jsrun -r 1 --bind none`"),
    Launcher(
      "Horovod", rank: "HOROVOD_LOCAL_RANK", sizes: ["HOROVOD_LOCAL_SIZE"],
      unbinding: "`horovodrun` with one slot a host"),
    Launcher(
      "PMI", rank: "PMI_LOCAL_RANK", sizes: ["PMI_LOCAL_SIZE"],
      unbinding: "one process a machine, bound to nothing"),
    Launcher(
      "Slurm", rank: "SLURM_LOCALID",
      sizes: ["SLURM_STEP_TASKS_PER_NODE", "SLURM_TASKS_PER_NODE"],
      unbinding: "`srun --ntasks-per-node=1 --cpu-bind=none`"),
  ]

  private static let flux = Launcher(
    "Flux", rank: "FLUX_TASK_LOCAL_ID", sizes: ["FLUX_JOB_SIZE"],
    unbinding: "`flux run --tasks-per-node=1 -o cpu-affinity=off`")

  /// The launcher that has started this process beside others on this machine; nil for none.
  package static func several(in environment: [String: String]) -> Launcher? {
    for launcher in known {
      // What an allocation may start says nothing of what was started.
      guard let name = launcher.sizes.first, let processes = processes(name, environment),
        processes > 1
      else { continue }
      return launcher.with(processes, by: name)
    }
    // Flux tells no number for a machine, so all are taken to have as many (flux-environment(7)).
    guard environment["FLUX_TASK_LOCAL_ID"] != nil,
      let tasks = environment["FLUX_JOB_SIZE"].flatMap({ Int($0) }),
      let nodes = environment["FLUX_JOB_NNODES"].flatMap({ Int($0) }), nodes > 0,
      (tasks + nodes - 1) / nodes > 1
    else { return nil }
    return flux.with((tasks + nodes - 1) / nodes, by: "FLUX_JOB_SIZE")
  }

  /// This process's rank among those on its machine, and how many they are; nil where this launcher
  /// does not tell both.
  func share(in environment: [String: String]) -> (rank: Int, count: Int)? {
    guard let rank = rank.flatMap({ environment[$0] }).flatMap({ Int($0) }), rank >= 0 else {
      return nil
    }
    for name in sizes {
      if let count = Self.processes(name, environment), rank < count { return (rank, count) }
    }
    return nil
  }

  private func with(_ processes: Int, by variable: String) -> Launcher {
    var launcher = self
    launcher.processes = processes
    launcher.variable = variable
    return launcher
  }

  /// A number, or Slurm's list by machine: `4(x2),3` is four on each of two machines and three on the
  /// third; without the number of this one, the largest.
  private static func processes(_ variable: String, _ environment: [String: String]) -> Int? {
    guard let text = environment[variable] else { return nil }
    var counts: [Int] = []
    for part in text.split(separator: ",") {
      let pieces = part.split(separator: "(", maxSplits: 1)
      guard let count = pieces.first.flatMap({ Int($0) }), count >= 0 else { return nil }
      guard pieces.count == 2 else {
        counts.append(count)
        continue
      }
      guard pieces[1].hasPrefix("x"), pieces[1].hasSuffix(")"),
        let times = Int(pieces[1].dropFirst().dropLast()), (1...100_000).contains(times)
      else { return nil }
      counts += Array(repeating: count, count: times)
    }
    let node = environment["SLURM_NODEID"].flatMap { Int($0) }
    if let node, counts.indices.contains(node) { return counts[node] }
    return counts.max()
  }
}
