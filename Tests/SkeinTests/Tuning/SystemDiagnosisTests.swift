import Foundation
import Skein
import Testing
import Topology

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
