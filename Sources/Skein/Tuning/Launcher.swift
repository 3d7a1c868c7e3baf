/// A program that starts several processes on a machine, known by the variables that it sets.
package struct Launcher: Sendable, Equatable {
  package let name: String
  /// Variables that hold the number of its processes on this machine.
  let sizes: [String]
  /// How to start one process a machine, bound to nothing.
  package let unbinding: String
  /// The number of processes here, and the variable that says so.
  package var processes = 1
  package var variable = ""

  init(_ name: String, sizes: [String], unbinding: String) {
    self.name = name
    self.sizes = sizes
    self.unbinding = unbinding
  }

  /// Each by its own documentation: Slurm's srun(1), Open MPI's “Environment variables”, MPICH's and
  /// Intel MPI's Hydra, MVAPICH2's user guide, PyTorch's torchrun, HPE's PALS mpiexec(1), Cray PMI,
  /// IBM's jsrun, Horovod, flux-environment(7).
  private static let known = [
    Launcher(
      "Slurm", sizes: ["SLURM_STEP_TASKS_PER_NODE"],
      unbinding: "`srun --ntasks-per-node=1 --cpu-bind=none`"),
    Launcher(
      "Open MPI", sizes: ["OMPI_COMM_WORLD_LOCAL_SIZE"],
      unbinding: "`mpirun --map-by ppr:1:node --bind-to none`"),
    Launcher(
      "MVAPICH2", sizes: ["MV2_COMM_WORLD_LOCAL_SIZE"],
      unbinding: "`mpirun_rsh MV2_ENABLE_AFFINITY=0` with one process a machine"),
    Launcher(
      "Hydra (MPICH or Intel MPI)", sizes: ["MPI_LOCALNRANKS"],
      unbinding: "`mpiexec -ppn 1 -bind-to none`, with Intel MPI I_MPI_PIN=off"),
    Launcher(
      "torchrun", sizes: ["LOCAL_WORLD_SIZE"], unbinding: "`torchrun --nproc-per-node 1`"),
    Launcher("PALS", sizes: ["PALS_LOCAL_SIZE"], unbinding: "`mpiexec --ppn 1 --cpu-bind none`"),
    Launcher("jsrun", sizes: ["JSM_NAMESPACE_LOCAL_SIZE"], unbinding: "`jsrun -r 1 --bind none`"),
    Launcher(
      "Horovod", sizes: ["HOROVOD_LOCAL_SIZE"], unbinding: "`horovodrun` with one slot a host"),
    Launcher(
      "PMI", sizes: ["PMI_LOCAL_SIZE"], unbinding: "one process a machine, bound to nothing"),
  ]

  private static let flux = Launcher(
    "Flux", sizes: ["FLUX_JOB_SIZE"],
    unbinding: "`flux run --tasks-per-node=1 -o cpu-affinity=off`")

  /// The launcher that has started this process beside others on this machine; nil for none.
  package static func several(in environment: [String: String]) -> Launcher? {
    for launcher in known {
      for name in launcher.sizes {
        guard let text = environment[name],
          let processes = processes(text, node: environment["SLURM_NODEID"]), processes > 1
        else { continue }
        return launcher.with(processes, by: name)
      }
    }
    // Flux tells no number for a machine, so all are taken to have as many.
    guard environment["FLUX_TASK_LOCAL_ID"] != nil,
      let tasks = environment["FLUX_JOB_SIZE"].flatMap({ Int($0) }),
      let nodes = environment["FLUX_JOB_NNODES"].flatMap({ Int($0) }), nodes > 0,
      (tasks + nodes - 1) / nodes > 1
    else { return nil }
    return flux.with((tasks + nodes - 1) / nodes, by: "FLUX_JOB_SIZE")
  }

  private func with(_ processes: Int, by variable: String) -> Launcher {
    var launcher = self
    launcher.processes = processes
    launcher.variable = variable
    return launcher
  }

  /// A number, or Slurm's list by machine: `4(x2),3` is four on each of two machines and three on the
  /// third; without the number of this one, the largest.
  private static func processes(_ text: String, node: String?) -> Int? {
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
    if let node = node.flatMap({ Int($0) }), counts.indices.contains(node) { return counts[node] }
    return counts.max()
  }
}
