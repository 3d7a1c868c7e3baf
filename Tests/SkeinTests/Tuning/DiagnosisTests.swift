import Foundation
import Skein
import Testing
import Topology

/// Writes a file below a folder that stands for `/`.
private func write(_ text: String, to path: String, under root: String) throws {
  let url = URL(fileURLWithPath: root + path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: url)
}

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
        #expect(finding.remedy.hasSuffix("--workers 1"))
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
    let ranks = Diagnosis.launcher(["OMPI_COMM_WORLD_LOCAL_SIZE": "4"], machine)
    #expect(ranks.first?.evidence.contains("4 processes on this machine") == true)
  }
}

@Suite("Diagnosis: the system")
struct SystemDiagnosisTests {
  /// A process's line in `/proc/pid/stat` with the name, ticks and processor in their places.
  private func stat(_ pid: Int, _ name: String, ticks: Int, processor: Int) -> String {
    var fields = Array(repeating: "0", count: 50)
    fields[0] = "R"
    fields[11] = "\(ticks)"
    fields[36] = "\(processor)"
    return "\(pid) (\(name)) \(fields.joined(separator: " "))\n"
  }

  @Test("a busy processor is found with the process that keeps it busy; our own is left out")
  func busy() throws {
    try withTemporaryFolder { root in
      let files = SystemFiles(root: root)
      try write(
        "cpu 9 9 9 9\ncpu0 10 0 0 100 0 0 0 0 0 0\ncpu1 50 0 5 100 5 0 0 0 0 0\nintr 5\n",
        to: "/proc/stat", under: root)
      try write(stat(7, "a (b) c", ticks: 5, processor: 1), to: "/proc/7/stat", under: root)
      try write(stat(8, "skein", ticks: 5, processor: 0), to: "/proc/8/stat", under: root)
      let activity = ProcessorActivity.sample(files, own: 8) {
        // cpu0: 2 of 50 ticks; cpu1: 40 user, 5 system, 5 idle.
        try? write(
          "cpu0 12 0 0 148 0 0 0 0 0 0\ncpu1 90 0 10 103 7 0 0 0 0 0\n", to: "/proc/stat",
          under: root)
        try? write(stat(7, "a (b) c", ticks: 48, processor: 1), to: "/proc/7/stat", under: root)
        try? write(stat(8, "skein", ticks: 50, processor: 0), to: "/proc/8/stat", under: root)
      }
      let found = try #require(activity)
      #expect(found.loads.map(\.processor) == [0, 1])
      #expect(found.loads.map(\.busy) == [0.04, 0.9])
      #expect(
        found.processes == [.init(identifier: 7, name: "a (b) c", share: 0.86, processor: 1)])
      let machine = try Machine.synthetic("core:2 pu:1")
      #expect(
        Diagnosis.activity(found, on: machine).map(\.description) == [
          "processor 1 (90 %) is busy now with a (b) c (process 7, 86 %); stop the other work or"
            + " keep off it with --placement 0."
        ])
      let elsewhere = try Machine.synthetic("core:2 pu:1", mask: [0], quota: nil)
      #expect(Diagnosis.activity(found, on: elsewhere).isEmpty)
    }
  }

  @Test("time that the hypervisor took is found")
  func stolen() throws {
    let machine = try Machine.synthetic("core:2 pu:1")
    let activity = ProcessorActivity(
      loads: [.init(processor: 0, busy: 0, stolen: 0.3), .init(processor: 1, busy: 0, stolen: 0)],
      processes: [])
    let findings = Diagnosis.activity(activity, on: machine)
    #expect(findings.map(\.topic) == [.busyProcessors])
    #expect(findings[0].evidence.contains("processor 0 (30 %)"))
  }

  @Test("without /proc there is no sample, and damaged files give no finding")
  func damaged() throws {
    try withTemporaryFolder { root in
      let files = SystemFiles(root: root)
      #expect(ProcessorActivity.sample(files) {} == nil)
      try write(
        "cpu0 99999999999999999999 0 0 0 0 0 0 0\ncpu99999999 1 1 1 1 1 1 1 1\ncpu1 1 2\n",
        to: "/proc/stat", under: root)
      try write("7 no name", to: "/proc/7/stat", under: root)
      let activity = try #require(ProcessorActivity.sample(files) {})
      #expect(activity.loads.isEmpty && activity.processes.isEmpty)
    }
  }

  @Test("a sample of this machine knows its processors")
  func here() throws {
    let machine = try TestMachine.machine()
    let activity = try #require(ProcessorActivity.sample { Thread.sleep(forTimeInterval: 0.1) })
    #expect(machine.allowedProcessors.isSubset(of: CPUSet(activity.loads.map(\.processor))))
    #expect(activity.loads.allSatisfy { $0.busy >= 0 && $0.busy <= 1 })
  }

  @Test("a governor that saves power is found, unless the hardware scales by itself")
  func governor() throws {
    let machine = try Machine.synthetic("core:2 pu:1")
    // driver, governor, preference → whether it is found
    let cases: [(String, String, String?, Bool)] = [
      ("acpi-cpufreq", "powersave", nil, true), ("acpi-cpufreq", "performance", nil, false),
      ("acpi-cpufreq", "schedutil", nil, false), ("cppc_cpufreq", "conservative", nil, true),
      ("intel_pstate", "powersave", "balance_performance", false),
      ("intel_pstate", "powersave", "power", true), ("intel_pstate", "performance", "power", false),
      ("amd-pstate-epp", "powersave", "balance_power", true),
    ]
    for (driver, governor, preference, isFound) in cases {
      try withTemporaryFolder { root in
        let folder = "/sys/devices/system/cpu/cpu1/cpufreq"
        try write(driver + "\n", to: "\(folder)/scaling_driver", under: root)
        try write(governor + "\n", to: "\(folder)/scaling_governor", under: root)
        if let preference {
          try write(
            preference + "\n", to: "\(folder)/energy_performance_preference", under: root)
        }
        let findings = Diagnosis.governor(SystemFiles(root: root), on: machine)
        #expect(findings.count == (isFound ? 1 : 0), "\(driver) \(governor)")
        if isFound { #expect(findings[0].evidence.hasPrefix("processors 1 have")) }
      }
    }
  }

  @Test("narrower kernels than the best are found")
  func instructionSet() {
    #expect(
      Diagnosis.instructionSet(used: .avx512, available: [.baseline, .avx2, .avx512], choice: nil)
        .isEmpty)
    let chosen = Diagnosis.instructionSet(
      used: .avx2, available: [.baseline, .avx2, .avx512], choice: "avx2")
    #expect(
      chosen.map(\.description) == [
        "the avx2 kernels are in use (SKEIN_ISA=avx2), though this processor can run avx512; unset"
          + " SKEIN_ISA."
      ])
    let old = Diagnosis.instructionSet(used: .baseline, available: [.baseline], choice: nil)
    #if arch(x86_64)
      #expect(old.map(\.topic) == [.instructionSet])
    #else
      #expect(old.isEmpty)
    #endif
  }

  @Test("a debug build is found")
  func debugBuild() {
    #expect(Diagnosis.build(isDebug: true).map(\.topic) == [.debugBuild])
    #expect(Diagnosis.build(isDebug: false).isEmpty)
  }
}

@Suite("Diagnosis: the workers")
struct WorkerDiagnosisTests {
  @Test("workers that land are no finding; one that does not is, with the reason")
  func bindings() throws {
    let crew = try TestMachine.crew(workers: 2, policy: .spread)
    var reports = try crew.survey()
    #expect(reports.allSatisfy { $0.landed })
    #expect(Diagnosis.bindings(reports).isEmpty)
    reports[1].failure = "The thread was not bound to 1: Operation not permitted."
    let findings = Diagnosis.bindings(reports)
    #expect(findings.map(\.topic) == [.binding])
    #expect(
      findings[0].evidence.hasSuffix("The thread was not bound to 1: Operation not permitted"))
    reports[1].failure = nil
    reports[1].obtained = [40]
    #expect(Diagnosis.bindings(reports)[0].evidence.hasSuffix("it runs on 40"))
  }

  @Test("memory on another node is found")
  func memory() {
    let right = MemoryReport(worker: 0, wanted: 0, obtained: [0])
    let wrong = MemoryReport(worker: 1, wanted: 1, obtained: [0])
    #expect(Diagnosis.memory([]).isEmpty && Diagnosis.memory([right]).isEmpty)
    let findings = Diagnosis.memory([right, wrong])
    #expect(findings.map(\.topic) == [.memory])
    #expect(findings[0].evidence.contains("worker 1 runs on node 1, its memory on 0"))
  }

  @Test("memory that this thread touched lies on a node of this machine")
  func location() throws {
    let machine = try TestMachine.machine()
    let memory = [UInt8](repeating: 1, count: 1 << 20)
    // Where the kernel does not tell, there is nothing to check.
    guard let nodes = memory.withUnsafeBytes({ machine.memoryNodes(of: $0) }) else { return }
    #expect(!nodes.isEmpty)
    let imagined = try Machine.synthetic("core:1 pu:1")
    #expect(memory.withUnsafeBytes { imagined.memoryNodes(of: $0) } == nil)
  }

  @Test("a batch with fewer shards than workers is found, and each remedy cures it")
  func batch() throws {
    for size in 1...80 {
      let shards = ShardPlan.shardCount(rows: size, batchSize: size)
      for workers in 1...80 {
        let findings = Diagnosis.batch(size: size, workers: workers)
        #expect(findings.isEmpty == (shards >= workers))
        guard let finding = findings.first else { continue }
        #expect(finding.remedy.hasSuffix("--workers \(shards)"))
        #expect(Diagnosis.batch(size: size, workers: shards).isEmpty)
        #expect(finding.remedy.contains("--batch-size \(2 * workers - 1) "))
        #expect(Diagnosis.batch(size: 2 * workers - 1, workers: workers).isEmpty)
      }
    }
    // No batch has more than 256 shards.
    #expect(Diagnosis.batch(size: 32, workers: 300)[0].remedy == "use --workers 16")
  }

  @Test("poor scaling is found with its serial fraction, good scaling is not")
  func scaling() {
    var phase = PhaseTimes()
    phase.forward = 60
    phase.waiting = 40
    let phases = Array(repeating: phase, count: 4)
    #expect(Diagnosis.scaling(one: 100, crew: 390, phases: phases, batchSize: 32).isEmpty)
    #expect(Diagnosis.scaling(one: 100, crew: 90, phases: [phase], batchSize: 32).isEmpty)
    // Twice as fast with four: 1/2 = s + (1 − s)/4, so s = 1/3.
    let findings = Diagnosis.scaling(one: 100, crew: 200, phases: phases, batchSize: 32)
    #expect(
      findings.map(\.description) == [
        "4 workers are 2 times as fast as one (serial fraction 0.33 by Amdahl's law, 40 % of the"
          + " time spent waiting, 4 shards a worker at batch size 32); use --batch-size 64 or more,"
          + " for eight shards a worker, or let `skein tune` choose fewer workers."
      ])
  }
}
