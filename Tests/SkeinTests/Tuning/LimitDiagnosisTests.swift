import Foundation
import Skein
import Testing
import Topology

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
