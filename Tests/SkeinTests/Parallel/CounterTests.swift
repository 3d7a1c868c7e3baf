import Foundation
import Skein
import Testing
import Topology

@Suite("Counters of a thread")
struct CounterTests {
  /// Numbers of this thread from `/proc`, read by the test itself.
  private struct Kernel {
    var voluntary: Int
    var involuntary: Int
    var minorFaults: Int

    init() throws {
      let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
      func number(_ name: String) throws -> Int {
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name) })
        return try #require(line.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) })
      }
      voluntary = try number("voluntary_ctxt_switches")
      involuntary = try number("nonvoluntary_ctxt_switches")
      let stat = try String(contentsOfFile: "/proc/thread-self/stat", encoding: .utf8)
      let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
      minorFaults = try #require(Int(fields[7]))
    }
  }

  /// Runs on a thread of its own, which nobody else's work disturbs.
  private func onThread(_ body: @escaping @Sendable () throws -> Void) throws {
    let result = Locked<Result<Void, any Error>>(.success(()))
    let group = DispatchGroup()
    group.enter()
    Thread {
      let own = Result { try body() }
      result.withLock { $0 = own }
      group.leave()
    }.start()
    group.wait()
    try result.withLock { $0 }.get()
  }

  @Test("agree with /proc and getrusage, between readings just outside and just inside")
  func agree() throws {
    try onThread {
      func usage() -> Double {
        var usage = rusage()
        // RUSAGE_THREAD
        getrusage(__rusage_who_t(1), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
      }
      let (outer, outerUsage) = (try Kernel(), usage())
      let watch = CounterWatch(.system)
      let (inner, innerUsage) = (try Kernel(), usage())
      for _ in 0..<7 { usleep(500) }
      let pages = 300
      let memory = UnsafeMutableRawPointer.allocate(byteCount: pages << 12, alignment: 4096)
      memory.initializeMemory(as: UInt8.self, repeating: 1, count: pages << 12)
      var sum: UInt64 = 0
      for index in 0..<3_000_000 as Range<UInt64> { sum = sum &* 31 &+ index }
      #expect(sum != 1)
      memory.deallocate()
      let (innerEnd, innerEndUsage) = (try Kernel(), usage())
      let counters = watch.stop()
      let (end, endUsage) = (try Kernel(), usage())

      #expect(
        (innerEnd.voluntary - inner.voluntary...end.voluntary - outer.voluntary)
          .contains(counters.voluntarySwitches))
      #expect(counters.voluntarySwitches >= 7)
      #expect(
        (innerEnd.involuntary - inner.involuntary...end.involuntary - outer.involuntary)
          .contains(counters.involuntarySwitches))
      #expect(
        (innerEnd.minorFaults - inner.minorFaults...end.minorFaults - outer.minorFaults)
          .contains(counters.minorFaults))
      // getrusage counts in microseconds, and may be told at the last tick.
      #expect(counters.processorSeconds >= innerEndUsage - innerUsage - 0.011)
      #expect(counters.processorSeconds <= endUsage - outerUsage + 0.011)
      #expect(counters.processorSeconds > 0)
    }
  }

  @Test("a thread that is moved between processors is counted each time")
  func migrations() throws {
    let machine = try TestMachine.machine()
    let allowed = Array(machine.allowedProcessors)
    guard allowed.count > 1 else { return }
    try onThread {
      let watch = CounterWatch(.system)
      for turn in 0..<6 {
        ThreadBinding.run(on: [allowed[turn % 2]], machine: machine) { _ in }
      }
      let counters = watch.stop()
      guard let migrations = counters.migrations else { return }
      #expect(migrations >= 5)
    }
  }

  @Test("what the kernel writes is read, and what it does not is nothing")
  func parsing() {
    #expect(ThreadUsage.runQueueSeconds("81234 2500000000 17") == 2.5)
    for line in ["", "1 2", "1 x 3", "1 -2 3"] {
      #expect(ThreadUsage.runQueueSeconds(line) == nil, "\(line)")
    }
    let text = "skein (1, #threads: 1)\n---\nse.nr_migrations    :     42\nnr_switches : 7\n"
    #expect(ThreadUsage.migrations(text) == 42)
    #expect(ThreadUsage.migrations("nr_switches : 7\n") == nil)
    #expect(
      HugePages.bytes("AnonHugePages:", in: "Rss: 1 kB\nAnonHugePages:  2048 kB\n") == 2 << 20)
    #expect(HugePages.bytes("AnonHugePages:", in: "AnonHugePages: many kB\n") == nil)
  }

  @Test("two uses of a crew add up")
  func sums() {
    var one = WorkerCounters()
    one.processorSeconds = 1
    one.voluntarySwitches = 3
    one.migrations = 2
    one.hardware = HardwareCounts(cycles: 10, instructions: 20)
    var two = one
    two.migrations = nil
    two.hardware.instructions = nil
    let sum = one + one
    #expect(sum.processorSeconds == 2 && sum.voluntarySwitches == 6 && sum.migrations == 4)
    #expect(sum.hardware == HardwareCounts(cycles: 20, instructions: 40))
    #expect(sum.hardware.instructionsPerCycle == 2)
    let half = one + two
    #expect(half.migrations == nil, "half of a count is none")
    #expect(half.hardware == HardwareCounts(cycles: 20))
  }

  private static let refusals:
    [(outcome: Int32, paranoid: String?, seccomp: String, words: [String])] = [
      (EACCES, "4", "0", ["perf_event_paranoid is 4", "CAP_PERFMON"]),
      (EPERM, "3", "2", ["perf_event_paranoid is 3"]),
      (EPERM, "2", "2", ["seccomp", "refuses"]),
      (EPERM, nil, "0", ["perf_event_paranoid is not readable"]),
      (ENOSYS, "2", "2", ["seccomp", "refuses"]),
      (-31, "2", "2", ["seccomp", "kills"]),
      (ENOENT, "2", "0", ["no PMU", "virtual machine"]),
      (EOPNOTSUPP, "1", "0", ["no PMU"]),
      (EMFILE, "1", "0", ["Too many open files"]),
    ]

  @Test(
    "each refusal of the processor's counters is told with what is missing", arguments: refusals)
  func refused(_ refusal: (outcome: Int32, paranoid: String?, seccomp: String, words: [String]))
    throws
  {
    try withTemporaryFolder { root in
      let kernel = root + "/proc/sys/kernel"
      for folder in [kernel, root + "/proc/self"] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      if let paranoid = refusal.paranoid {
        try Data("\(paranoid)\n".utf8).write(
          to: URL(fileURLWithPath: kernel + "/perf_event_paranoid"))
      }
      try Data("Name:\tskein\nSeccomp:\t\(refusal.seccomp)\n".utf8).write(
        to: URL(fileURLWithPath: root + "/proc/self/status"))
      let access = HardwareAccess(outcome: refusal.outcome, files: SystemFiles(root: root))
      let obstacle = try #require(access.obstacle)
      for word in refusal.words { #expect(obstacle.contains(word), "\(obstacle)") }
    }
  }

  @Test("where the counters are permitted they count, and where not, something is missing")
  func here() throws {
    let access = HardwareAccess.here
    #expect((access.obstacle == nil) == (access == .permitted))
    guard access == .permitted else { return }
    try onThread {
      let watch = CounterWatch(.hardware)
      var sum: UInt64 = 0
      for index in 0..<2_000_000 as Range<UInt64> { sum = sum &* 31 &+ index }
      #expect(sum != 1)
      #expect((watch.stop().hardware.instructions ?? 0) > 2_000_000)
    }
  }
}
