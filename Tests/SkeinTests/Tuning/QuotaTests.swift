import Foundation
import Skein
import Testing
import Topology

/// This machine with the quota of cgroup files that a test wrote.
@Suite("Training under a cgroup quota") struct QuotaTests {
  private func quota(_ files: [String: String]) throws -> CPUQuota? {
    try withTemporaryFolder { folder in
      for (path, text) in files {
        let file = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      return CPUQuota.read(root: folder)
    }
  }

  private static let v2 = [
    "proc/self/mountinfo": "30 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
    "proc/self/cgroup": "0::/job\n",
    "sys/fs/cgroup/job/cpu.max": "150000 100000\n",
  ]

  private static let v1 = [
    "proc/self/mountinfo": "32 25 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n",
    "proc/self/cgroup": "4:cpu:/job\n",
    "sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "150000\n",
    "sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
  ]

  @Test(
    "workers keep to it unless asked, placements and doctor say so, and the bits are the same",
    arguments: [v2, v1])
  func endToEnd(_ files: [String: String]) throws {
    let quota = try #require(try quota(files))
    #expect(quota.processors == 1.5)
    let machine = try Machine.discover(quota: quota)
    #expect(machine.allowedProcessors == (try TestMachine.machine().allowedProcessors))
    let automatic = try Crew(machine: machine)
    #expect(automatic.count == min(machine.cores, 2))

    let many = try Crew(workers: 64, machine: machine)
    #expect(many.processors == 1, "whole processors that workers can count on")
    let note = "64 workers share a cgroup quota of 1.5 processors (\(quota.path))"
    #expect(many.placement.notes.contains { $0.hasPrefix(note) }, "\(many.placement.notes)")
    let findings = Diagnosis.quota(machine)
    #expect(findings.map(\.topic) == (machine.processors > 1 ? [.quota] : []))

    let problem = try RandomProblem(
      Sequential(specification: "lstm:7,dense:1"), window: 4, windows: 60)
    let options = TrainingOptions(epochs: 2, batchSize: 20)
    let job = TrainingRecord.Job(problem: problem, trainingWindows: 50, options: options)
    let one = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1))
    #expect(try TrainingRecord(of: job, on: automatic) == one)
    #expect(try TrainingRecord(of: job, on: many) == one)
  }
}
