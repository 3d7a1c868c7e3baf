/// A job of several processes that may be ranks of one training, known by the variables of its launcher.
package struct LaunchedJob: Sendable, Equatable {
  /// An MPI library and its relatives.
  package enum Library: String, Sendable, CaseIterable {
    case openmpi, mpich

    package var title: String {
      switch self {
      case .openmpi: "Open MPI"
      case .mpich: "MPICH"
      }
    }
  }

  /// On all machines.
  package let processes: Int
  /// The variable that says so.
  package let variable: String
  /// The libraries that speak with such a launcher, the likeliest first; none where the processes were started
  /// without a way to find each other.
  package let libraries: [Library]

  package init(processes: Int, variable: String, libraries: [Library]) {
    (self.processes, self.variable, self.libraries) = (processes, variable, libraries)
  }

  /// The job that this process is one of; nil where it is alone, or a launcher of something else has started it.
  ///
  /// By Open MPI's FAQ, "Run-time environment", the PMI-1 and PMI-2 that MPICH's Hydra and `srun --mpi=pmi2`
  /// speak, and `srun --mpi=pmix`, which both libraries can. A plain `srun` says only how many tasks its step has.
  package static func told(by environment: [String: String]) -> LaunchedJob? {
    func job(_ variable: String, _ libraries: [Library]) -> LaunchedJob? {
      guard let processes = environment[variable].flatMap({ Int($0) }), processes > 1 else {
        return nil
      }
      return LaunchedJob(processes: processes, variable: variable, libraries: libraries)
    }
    let meetsByPMIx = environment["PMIX_NAMESPACE"] != nil || environment["PMIX_RANK"] != nil
    return job("OMPI_COMM_WORLD_SIZE", [.openmpi]) ?? job("PMI_SIZE", [.mpich])
      ?? job("SLURM_STEP_NUM_TASKS", meetsByPMIx ? [.openmpi, .mpich] : [])
  }
}
