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

@Suite("Diagnosis: limits")
struct LimitDiagnosisTests {
  @Test("isolated processors are no narrowed mask, and workers that are not bound there are found")
  func isolation() throws {
    let whole = try TestMachine.machine()
    guard let last = Array(whole.allowedProcessors).last, whole.processors > 1 else { return }
    let left = whole.allowedProcessors.subtracting([last])
    let kept = try Machine.discover(isolated: [last], mask: left)
    #expect(Diagnosis.allowance(kept).isEmpty)
    let findings = Diagnosis.isolation(kept, try kept.place())
    #expect(findings.map(\.topic) == [.isolated])
    #expect(findings[0].evidence.hasPrefix("the kernel keeps 1 processor (\(last))"))
    #expect(findings[0].remedy.contains("taskset -c \(last) skein"))
    let notes = try kept.place().notes
    #expect(notes.contains { $0.contains("keeps 1 processor from ordinary programs (isolcpus)") })
    #expect(!notes.contains { $0.contains("affinity mask") })
    let onThem = try Machine.discover(isolated: whole.allowedProcessors, mask: nil)
    #expect(Diagnosis.isolation(onThem, try onThem.place()).isEmpty)
    let loose = Diagnosis.isolation(onThem, try onThem.place(policy: .none))
    #expect(loose.map(\.topic) == [.isolated] && loose[0].remedy == "use --placement spread")
    #expect(Diagnosis.isolation(whole, try whole.place()).isEmpty)
  }

  @Test("a cpuset whose memory is far from its processors is found")
  func memoryNodes() throws {
    let path = "two nodes"
    func machine(nodes: String, mask: CPUSet?) throws -> Machine {
      func sets(_ processors: String, _ node: String) -> String {
        "cpuset=\"\(processors)\" complete_cpuset=\"\(processors)\" nodeset=\"\(node)\""
          + " complete_nodeset=\"\(node)\""
      }
      var xml = "<topology version=\"2.0\"><object type=\"Machine\" \(sets("0xf", "0x3"))"
      xml += " allowed_cpuset=\"0xf\" allowed_nodeset=\"\(nodes)\">"
      for (package, processors) in ["0x3", "0xc"].enumerated() {
        let node = "0x\(package + 1)"
        xml += "<object type=\"Package\" \(sets(processors, node))>"
        xml += "<object type=\"NUMANode\" os_index=\"\(package)\" \(sets(processors, node))/>"
        for number in [2 * package, 2 * package + 1] {
          let set = "0x\(1 << number)"
          xml += "<object type=\"PU\" os_index=\"\(number)\" \(sets(set, node))/>"
        }
        xml += "</object>"
      }
      return try Machine.load(
        xml: Array((xml + "</object></topology>").utf8), path: path, mask: mask, quota: nil)
    }
    func findings(_ machine: Machine) throws -> [Finding] {
      Diagnosis.memoryNodes(machine, try machine.place())
    }
    #expect(try findings(machine(nodes: "0x3", mask: nil)).isEmpty)
    #expect(try findings(machine(nodes: "0x1", mask: [0, 1])).isEmpty)
    let far = try machine(nodes: "0x1", mask: [2, 3])
    #expect(far.numaNodes == 1)
    let all = try findings(far)
    #expect(all.map(\.topic) == [.memoryNodes])
    #expect(all[0].evidence.contains("2 of 2 workers would run near node 1"))
    #expect(!all[0].remedy.contains("--placement"))
    let half = try findings(machine(nodes: "0x1", mask: nil))
    #expect(half[0].evidence.contains("2 of 4 workers would run near node 1"))
    #expect(half[0].remedy.hasSuffix("with --placement 0-1"))
  }

  @Test("niceness and classes below and above the usual are found")
  func priority() {
    func findings(_ name: String, _ nice: Int) -> [Finding] {
      Diagnosis.priority(
        ThreadScheduling(
          schedulingClass: name, nice: nice, migrations: nil, voluntarySwitches: nil,
          involuntarySwitches: nil))
    }
    #expect(Diagnosis.priority(nil).isEmpty)
    #expect(findings("other", 0).isEmpty && findings("other", -5).isEmpty)
    #expect(findings("other", 10)[0].evidence.contains("niceness 10"))
    for name in ["batch", "idle", "fifo", "round-robin", "deadline"] {
      let found = findings(name, 0)
      #expect(found.map(\.topic) == [.priority] && found[0].remedy.contains("chrt --other 0"))
    }
  }

  @Test("too few threads are found with the limit that keeps them")
  func threads() throws {
    let limit = ProcessLimit(most: 10, current: 7, path: "/sys/fs/cgroup/pids.max")
    #expect(limit.left == 3)
    #expect(Diagnosis.threads(wanted: 4, started: 4, limit: limit).isEmpty)
    let found = Diagnosis.threads(wanted: 4, started: 3, limit: limit)
    #expect(found.map(\.topic) == [.threadLimit])
    #expect(found[0].evidence.hasSuffix("by /sys/fs/cgroup/pids.max: 7 of 10 are taken"))
    #expect(found[0].remedy.hasSuffix("--workers 3"))
    #expect(
      Diagnosis.threads(wanted: 4, started: 0, limit: nil)[0].evidence.hasSuffix("(ulimit -u)"))
    #expect(Diagnosis.threadsThatStart(for: 2) == 2)
  }

  @Test("pids.max and cpu.stat are read in cgroups of either version")
  func files() throws {
    let versions = [
      (
        "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n", "0::/job\n", "/sys/fs/cgroup",
        "/sys/fs/cgroup", "throttled_usec 2500000"
      ),
      (
        "30 1 0:26 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
          + "31 1 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n",
        "8:pids:/job\n4:cpu:/job\n", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/cpu",
        "throttled_time 2500000000"
      ),
    ]
    for (mountinfo, cgroup, pids, cpu, throttled) in versions {
      try withTemporaryFolder { root in
        try write(mountinfo, to: "/proc/self/mountinfo", under: root)
        try write(cgroup, to: "/proc/self/cgroup", under: root)
        #expect(ProcessLimit.read(root: root) == nil && CPUThrottling.read(root: root).isEmpty)
        try write("max\n", to: "\(pids)/job/pids.max", under: root)
        #expect(ProcessLimit.read(root: root) == nil)
        try write("64\n", to: "\(pids)/pids.max", under: root)
        try write("60\n", to: "\(pids)/pids.current", under: root)
        #expect(
          ProcessLimit.read(root: root)
            == ProcessLimit(most: 64, current: 60, path: "\(pids)/pids.max"))
        try write("nr_periods 0\nnr_throttled 0\n", to: "\(cpu)/job/cpu.stat", under: root)
        let before = CPUThrottling.read(root: root)
        #expect(before.isEmpty)
        try write(
          "usage_usec 1\nnr_periods 40\nnr_throttled 30\n\(throttled)\n",
          to: "\(cpu)/job/cpu.stat", under: root)
        let after = CPUThrottling.read(root: root)
        let stood = try #require(CPUThrottling.between(before, after))
        #expect(stood.periods == 40 && stood.throttled == 30 && stood.seconds == 2.5)
        let findings = Diagnosis.throttling(stood)
        #expect(findings[0].evidence.contains("in 30 of 40 periods"))
        #expect(CPUThrottling.between(after, after) == nil)
        #expect(Diagnosis.throttling(nil).isEmpty)
      }
    }
  }

  @Test("a stored choice is doubted for its age and for the load beside it")
  func stored() throws {
    let machine = try Machine.synthetic("core:4 pu:1")
    let key = TuningKey(machine, try BenchmarkProblem(preset: .reference), kernels: "avx2")
    func findings(others: Double?, age: Double?) -> [Finding] {
      let choice = StoredTuning(
        key: key, workers: 2, placement: .compact, samplesPerSecond: 1, ratioToDefault: nil,
        isFasterThanDefault: false, othersProcessors: others)
      return Diagnosis.stored(choice, age: age)
    }
    #expect(findings(others: nil, age: nil).isEmpty && findings(others: 0.05, age: 100).isEmpty)
    #expect(findings(others: 1, age: 1)[0].evidence.contains("kept 1 processors busy"))
    let both = findings(others: 1, age: 200)
    #expect(both[0].evidence.contains("kept 1 processors busy and it is 200 days old"))
  }

  @Test("a check is counted once, and what did not run has a reason")
  func checkup() {
    var checkup = Checkup()
    checkup.skip(.scaling, "first")
    checkup.skip(.scaling, "second")
    checkup.add(.batch, .launcher, finding: [Finding(.batch, "a", remedy: "b")])
    checkup.add(.batch, finding: [])
    checkup.skip(.batch, "late")
    checkup.add(.memory, of: Int?.none, otherwise: "no pages") { _ in [] }
    checkup.add(.priority, of: 5, otherwise: "") { [Finding(.priority, "\($0)", remedy: "")] }
    #expect(checkup.checks == [.batch, .launcher, .priority])
    #expect(checkup.skipped.map(\.reason) == ["first", "no pages"])
    #expect(checkup.findings.map(\.topic) == [.batch, .priority])
    checkup.add(.scaling, finding: [])
    #expect(checkup.skipped.map(\.check) == [.memory])
  }

  @Test("load above a tenth of a processor or a hundredth of all is told with its programs")
  func load() {
    let few: CPUSet = [0, 1]
    #expect(!TuningLoad(processors: nil, allowed: few).isBusy)
    #expect(!TuningLoad(processors: 0.1, allowed: few).isBusy)
    let busy = TuningLoad(processors: 1.04, names: ["sh (process 7)"], allowed: few)
    #expect(busy.isBusy)
    #expect(
      busy.sentence == "other programs kept 1 processor busy meanwhile, such as sh (process 7)")
    #expect(!TuningLoad(processors: 1, allowed: CPUSet(0..<128)).isBusy)
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
    let right = MemoryReport(worker: 0, wanted: 0, pages: PageCount(nodes: [0: 9]))
    let wrong = MemoryReport(worker: 1, wanted: 1, pages: PageCount(nodes: [0: 2, 1: 7]))
    #expect(Diagnosis.memory([]).isEmpty && Diagnosis.memory([right]).isEmpty)
    let findings = Diagnosis.memory([right, wrong])
    #expect(findings.map(\.topic) == [.memory])
    #expect(
      findings[0].evidence.contains(
        "1 of 2 workers lies on the wrong NUMA node: worker 1 runs on node 1, its pages are 2 on node 0"
          + " and 7 on node 1"))
    // numactl is blamed where it was there, and only then.
    #expect(!findings[0].remedy.contains("numactl"))
    let bound = Diagnosis.memory([wrong], policy: .bound([0]))
    #expect(bound[0].evidence.hasSuffix("inherited a memory policy (all memory from node 0)"))
    #expect(bound[0].remedy.contains("numactl"))
  }

  @Test("the memory policy that numactl gives is read back, where there is such a thing")
  func policy() throws {
    #expect(try Machine.synthetic("core:1 pu:1").memoryPolicy() == nil)
    #expect(try TestMachine.machine().memoryPolicy() == nil)
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
