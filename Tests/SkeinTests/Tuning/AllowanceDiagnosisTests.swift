import Foundation
import Skein
import Testing
import Topology

@Suite("Diagnosis: what the process may use")
struct AllowanceDiagnosisTests {
  @Test("a machine that may be used whole has no finding")
  func whole() throws {
    let machine = try Machine.synthetic("core:4 pu:2")
    #expect(Diagnosis.allowance(machine).isEmpty)
    #expect(Diagnosis.quota(machine).isEmpty)
    #expect(Diagnosis.sharing(try machine.place(), on: machine).isEmpty)
    #expect(Diagnosis.launcher([:], machine).isEmpty)
  }

  @Test("an inherited mask is found, with the processors it leaves")
  func mask() throws {
    let machine = try Machine.synthetic("core:4 pu:1", mask: [1, 3], quota: nil)
    let finding = try #require(Diagnosis.allowance(machine).first)
    #expect(finding.topic == .affinityMask)
    #expect(
      finding.description
        == "the inherited affinity mask leaves 2 of 4 processors (1,3); start skein without"
        + " taskset, numactl or a launcher's binding, or widen the shell's mask first: `taskset"
        + " -cp 0-3 $$`.")
  }

  @Test("a cpuset is told apart from a mask")
  func cpuset() throws {
    let path = "fakecpukinds.xml"
    let text = try TopologyMachines.text(path).replacing(
      #/allowed_cpuset="0x0000000f"/#, with: "allowed_cpuset=\"0x00000003\"")
    let machine = try Machine.load(xml: [UInt8](text.utf8), path: path, mask: nil, quota: nil)
    #expect(Diagnosis.allowance(machine).map(\.topic) == [.cpuset])
    #expect(Diagnosis.allowance(machine)[0].evidence.contains("2 of the machine's 4 processors"))
    let both = try Machine.load(xml: [UInt8](text.utf8), path: path, mask: [1], quota: nil)
    #expect(Diagnosis.allowance(both).map(\.topic) == [.cpuset, .affinityMask])
  }

  @Test("a quota below the processors is found, in cgroups of either version")
  func quota() throws {
    let mounts = [
      "v2": (
        "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n", "0::/job\n",
        ["/sys/fs/cgroup/job/cpu.max": "150000 100000\n"]
      ),
      "v1": (
        "30 1 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n", "4:cpu:/job\n",
        [
          "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "150000\n",
          "/sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
        ]
      ),
    ]
    for (version, (mountinfo, cgroup, files)) in mounts {
      try withTemporaryFolder { root in
        try write(mountinfo, to: "/proc/self/mountinfo", under: root)
        try write(cgroup, to: "/proc/self/cgroup", under: root)
        for (path, text) in files { try write(text, to: path, under: root) }
        let quota = try #require(CPUQuota.read(root: root), "\(version)")
        let machine = try Machine.synthetic("core:4 pu:1", mask: nil, quota: quota)
        let finding = try #require(Diagnosis.quota(machine).first)
        #expect(finding.evidence.contains("1.5 processors' time"))
        #expect(finding.evidence.contains(quota.path))
        // As many as train unasked; fewer are advised only where they were measured to be faster.
        #expect(!finding.remedy.contains("--workers"))
        let many = Diagnosis.quota(machine, workers: 4)
        #expect(many[0].remedy.hasSuffix("or use --workers 2"))
        let slower = Diagnosis.quota(machine, workers: 2, gain: 0.69)
        #expect(
          slower[0].evidence.hasSuffix("; 2 workers trained 1.45 times as fast as 1 just now"))
        #expect(!slower[0].remedy.contains("--workers"))
        let faster = Diagnosis.quota(machine, workers: 2, gain: 1.2)
        #expect(faster[0].evidence.hasSuffix("; 1 worker trained 1.2 times as fast as 2 just now"))
        #expect(faster[0].remedy.hasSuffix("or use --workers 1"))
        let small = try Machine.synthetic("core:1 pu:1", mask: nil, quota: quota)
        #expect(Diagnosis.quota(small).isEmpty)
      }
    }
  }

  @Test("workers on one core or one processor are found exactly where they meet")
  func sharing() throws {
    let machine = try Machine.synthetic("core:4 pu:2")
    for policy in [PlacementPolicy.spread, .compact, .smt] {
      for workers in 1...16 {
        let placement = try machine.place(workers: workers, policy: policy)
        let findings = Diagnosis.sharing(placement, on: machine)
        let cores = Set(placement.workers.compactMap(\.core)).count
        #expect(findings.isEmpty == (cores == workers))
        if workers > 8 { #expect(findings[0].remedy == "use --workers 8") }
      }
    }
  }

  @Test("variables that bind are found, and those that switch binding off are not")
  func launcher() throws {
    let machine = try Machine.synthetic("core:4 pu:1")
    let harmless = [
      ["OMP_PROC_BIND": "false"], ["SLURM_CPU_BIND": "quiet,none"], ["KMP_AFFINITY": "disabled"],
      ["I_MPI_PIN": "0"], ["OMPI_COMM_WORLD_LOCAL_SIZE": "1"], ["OMP_NUM_THREADS": "4"],
    ]
    for environment in harmless { #expect(Diagnosis.launcher(environment, machine).isEmpty) }
    let binding = Diagnosis.launcher(
      ["OMP_PROC_BIND": "close", "SLURM_CPU_BIND": "quiet,mask_cpu:0x3"], machine)
    #expect(binding.map(\.topic) == [.launcher])
    #expect(
      binding[0].evidence.contains("OMP_PROC_BIND=close and SLURM_CPU_BIND=quiet,mask_cpu:0x3"))
    #expect(binding[0].remedy.contains("env -u OMP_PROC_BIND -u SLURM_CPU_BIND skein"))
  }

  @Test("a list of the processor 0 is a binding")
  func zero() throws {
    let machine = try Machine.synthetic("core:4 pu:1")
    for name in ["GOMP_CPU_AFFINITY", "OMP_PLACES", "I_MPI_PIN_PROCESSOR_LIST", "MV2_CPU_MAPPING"] {
      for value in ["0", "0,1", "0-1", "none,0"] {
        #expect(Diagnosis.launcher([name: value], machine).map(\.topic) == [.launcher], "\(value)")
      }
      for value in ["", "none", "off"] {
        #expect(Diagnosis.launcher([name: value], machine).isEmpty, "\(value)")
      }
    }
    #expect(Diagnosis.launcher(["I_MPI_PIN": "0"], machine).isEmpty)
  }

  /// What each launcher sets for one of four processes on a machine, and a part of its remedy.
  private static let launchers: [([String: String], String)] = [
    (["OMPI_COMM_WORLD_LOCAL_SIZE": "4"], "mpirun --map-by ppr:1:node --bind-to none"),
    (["MPI_LOCALNRANKS": "4"], "mpiexec -ppn 1 -bind-to none"),
    (["MV2_COMM_WORLD_LOCAL_SIZE": "4"], "MV2_ENABLE_AFFINITY=0"),
    (["PMI_LOCAL_SIZE": "4"], "one process"),
    (["SLURM_TASKS_PER_NODE": "4", "SLURM_STEP_TASKS_PER_NODE": "4"], "srun --ntasks-per-node=1"),
    (["SLURM_STEP_TASKS_PER_NODE": "2(x2),4", "SLURM_NODEID": "2"], "srun"),
    (["SLURM_STEP_TASKS_PER_NODE": "1,4(x3)", "SLURM_NODEID": "3"], "srun"),
    (["LOCAL_WORLD_SIZE": "4", "LOCAL_RANK": "2"], "torchrun --nproc-per-node 1"),
    (["PALS_LOCAL_SIZE": "4"], "--cpu-bind none"), (["JSM_NAMESPACE_LOCAL_SIZE": "4"], "jsrun"),
    (["FLUX_TASK_LOCAL_ID": "1", "FLUX_JOB_SIZE": "7", "FLUX_JOB_NNODES": "2"], "flux run"),
    (["HOROVOD_LOCAL_SIZE": "4"], "horovodrun"),
  ]

  @Test("each launcher that starts several processes here is known, and its remedy is its own")
  func launchers() throws {
    let machine = try Machine.synthetic("core:4 pu:1")
    let bound = try Machine.synthetic("core:4 pu:1", mask: [2], quota: nil)
    for (environment, remedy) in Self.launchers {
      let launcher = try #require(Launcher.several(in: environment), "\(environment)")
      #expect(launcher.processes == 4)
      let findings = Diagnosis.launcher(environment, machine)
      #expect(findings.map(\.topic) == [.launcher])
      #expect(findings[0].evidence.contains(" runs 4 processes on this machine"))
      #expect(findings[0].evidence.hasSuffix("would start workers on the same 4 processors"))
      #expect(findings[0].remedy.contains(remedy), "\(findings[0].remedy)")
      // Those that were bound apart share nothing.
      let apart = Diagnosis.launcher(environment, bound)
      #expect(!apart[0].evidence.contains("the same"))
      #expect(apart[0].evidence.hasSuffix("this one may use 1 of 4 processors (2)"))
      #expect(apart[0].remedy.contains(remedy))
      let mask = Diagnosis.allowance(bound, launcher: launcher)
      #expect(mask.map(\.topic) == [.affinityMask])
      #expect(mask[0].remedy.contains(remedy) && !mask[0].remedy.contains("$$"))
    }
    let alone: [[String: String]] = [
      ["OMPI_COMM_WORLD_LOCAL_SIZE": "1"], ["SLURM_STEP_TASKS_PER_NODE": "1(x4)"],
      ["SLURM_TASKS_PER_NODE": "4"], ["SLURM_STEP_TASKS_PER_NODE": "4,1", "SLURM_NODEID": "1"],
      ["SLURM_STEP_TASKS_PER_NODE": "4(y2)"], ["SLURM_STEP_TASKS_PER_NODE": "x"],
      ["LOCAL_WORLD_SIZE": ""], ["FLUX_JOB_SIZE": "8", "FLUX_JOB_NNODES": "2"],
      ["FLUX_TASK_LOCAL_ID": "0", "FLUX_JOB_SIZE": "2", "FLUX_JOB_NNODES": "2"],
      ["SLURM_STEP_TASKS_PER_NODE": "4(x99999999999)"],
    ]
    for environment in alone {
      #expect(Launcher.several(in: environment) == nil, "\(environment)")
    }
  }
}
