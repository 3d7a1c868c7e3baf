import Topology

extension Crew {
  /// Where each worker runs, read back from the operating system on its thread.
  ///
  /// Costs a thread start for each worker, unless they have worked before.
  ///
  /// - Throws: what `run` throws.
  package func survey() throws(CrewError) -> [WorkerReport] {
    let teams = fixedTeams
    return try run { _ in }.map { $0.inTeam(in: teams) }
  }

  /// This crew with its threads started, or the largest smaller one that the system starts threads
  /// for. The plan of a training depends on the count alone, and its bits not even on that.
  ///
  /// - Throws: `CrewError` when the system starts none.
  package func mustered() throws(CrewError) -> Crew {
    var crew = self
    while true {
      do {
        try crew.run { _ in }
        return crew
      } catch .tooFewThreads(_, let started) {
        guard started > 0, crew.count > 1 else {
          throw .tooFewThreads(workers: count, started: started)
        }
        crew = limited(to: min(started, crew.count - 1))
      }
    }
  }
}
