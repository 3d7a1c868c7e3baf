import Testing
import Topology

@Suite("Jobs that a launcher has started")
struct LaunchedJobTests {
  @Test(
    "are known by the variables of their launcher, with the libraries that speak with it",
    arguments: [
      (["OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "1"], 4, [LaunchedJob.Library.openmpi]),
      (["PMI_SIZE": "3", "PMI_RANK": "0"], 3, [.mpich]),
      (["SLURM_STEP_NUM_TASKS": "8", "PMIX_NAMESPACE": "slurm.pmix.7.0"], 8, [.openmpi, .mpich]),
      (["SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "2"], 8, []),
    ])
  func known(environment: [String: String], processes: Int, libraries: [LaunchedJob.Library]) {
    let job = LaunchedJob.told(by: environment)
    #expect(job?.processes == processes)
    #expect(job?.libraries == libraries)
    #expect(job.map { environment[$0.variable] == "\(processes)" } == true)
  }

  @Test(
    "are none where a process is alone, or an allocation has room for more of them",
    arguments: [
      [:], ["OMPI_COMM_WORLD_SIZE": "1"], ["PMI_SIZE": "x"], ["SLURM_NTASKS": "8"],
      ["LOCAL_WORLD_SIZE": "2"],
    ])
  func none(environment: [String: String]) {
    #expect(LaunchedJob.told(by: environment) == nil)
  }
}
