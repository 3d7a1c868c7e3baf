import Foundation
import Support
import Testing

@Suite("skein doctor") struct DoctorTests {
  private let small = "--model lstm:4,dense:1 --sequence-length 4 --batch-size 8"

  private func topics(_ outcome: SkeinProgram.Outcome) throws -> [String] {
    let findings = try #require(try outcome.json()["findings"] as? [[String: Any]])
    return findings.compactMap { $0["topic"] as? String }
  }

  @Test("the exit code is 1 exactly when something was found, without a message of its own")
  func exitCode() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run("doctor --json \(small) --workers 1", in: folder)
    #expect(outcome.code == (try topics(outcome).isEmpty ? 0 : 1))
    #expect(outcome.errors.isEmpty)
    let text = try SkeinProgram.run("doctor \(small) --workers 1", in: folder)
    #expect(text.code == (text.output.hasPrefix("nothing is wrong") ? 0 : 1))
  }

  @Test("every check has run or says why it has not")
  func checks() throws {
    let folder = try ScratchFolder()
    for options in ["", "--workers 1", "--placement none", "--batch-size 2 --workers 8"] {
      let report = try SkeinProgram.run("doctor --json \(small) \(options)", in: folder).json()
      let ran = try #require(report["checks"] as? [String])
      let skipped = try #require(report["skipped"] as? [[String: String]])
      let names = ran + skipped.compactMap { $0["check"] }
      #expect(names.count == Set(names).count, "\(names)")
      #expect(
        Set(names) == [
          "cpuset", "affinity-mask", "isolated-processors", "memory-nodes", "hwloc-variables",
          "launcher", "cpu-quota", "throttling", "thread-limit", "priority", "shared-processors",
          "busy-processors", "frequency-governor", "instruction-set", "debug-build", "binding",
          "numa-memory", "batch-size", "scaling", "stored-choice",
        ], "\(options)")
      #expect(skipped.allSatisfy { $0["reason"]?.isEmpty == false })
    }
    let text = try SkeinProgram.run("doctor \(small) --workers 1", in: folder)
    #expect(
      text.output.contains("not checked: stored-choice: the workers or the placement were given"))
  }

  @Test("a low priority and hwloc's variables are found for real")
  func surroundings() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      "HWLOC_XMLFILE=/x HWLOC_HIDE_ERRORS=1 exec nice -n 7 \"$SKEIN\" doctor \(small)", in: folder)
    #expect(outcome.code == 1)
    #expect(
      outcome.output.contains("priority: the process runs with niceness"), "\(outcome.output)")
    #expect(
      outcome.output.contains(
        "hwloc-variables: HWLOC_XMLFILE is set, which would show hwloc another machine; Skein uses"
          + " this one; unset HWLOC_XMLFILE"), "\(outcome.output)")
  }

  @Test("a real quota of one and a half processors is not answered with one worker unmeasured")
  func quota() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      """
      group=/sys/fs/cgroup/cpu/skein-quota-$$
      mkdir $group 2>/dev/null && echo 150000 >$group/cpu.cfs_quota_us || exit 99
      sh -c 'echo $$ >"$0/cgroup.procs" || exit 99; exec "$SKEIN" doctor \(small)' $group
      code=$?
      for wait in 1 2 3 4 5; do rmdir $group 2>/dev/null && break; sleep 0.1; done
      exit $code
      """, in: folder)
    // Without the right to make a group, or with one processor, there is nothing to see.
    guard outcome.code != 99, outcome.output.contains("cpu-quota: ") else { return }
    let line = try #require(
      outcome.output.split(separator: "\n").first { $0.hasPrefix("cpu-quota: ") })
    #expect(!line.contains("--workers 1") || line.contains("1 worker trained"), "\(line)")
  }

  @Test("a choice that was stored under load is named")
  func stored() throws {
    let folder = try ScratchFolder()
    let environment = ["XDG_CONFIG_HOME": folder.path("config")]
    let shape = "--model lstm:4,dense:1 --sequence-length 4 --batch-size 8"
    let tuned = try SkeinProgram.run(
      "tune \(shape) --budget 3 --quiet --save-busy", in: folder, environment: environment)
    #expect(tuned.code == 0, "\(tuned.errors)")
    guard let name = try folder.names("config/skein/tuning").first else { return }
    let path = "config/skein/tuning/\(name)"
    let text = try folder.text(path)
    let old = text.replacing(#/"made" : "[^"]*"/#, with: "\"made\" : \"2020-01-01T00:00:00Z\"")
      .replacing(#/"othersProcessors" : [^,]*/#, with: "\"othersProcessors\" : 1.5")
    #expect(old != text)
    try folder.write(path, old)
    let outcome = try SkeinProgram.run("doctor \(shape)", in: folder, environment: environment)
    let line = try #require(
      outcome.output.split(separator: "\n").first { $0.hasPrefix("stored-choice: ") })
    #expect(line.contains("of 2020-01-01") && line.contains("kept 1.5 processors busy"), "\(line)")
    #expect(line.contains("days old") && line.contains("skein tune --forget"), "\(line)")
  }

  @Test("narrow kernels, a launcher's binding and too many workers are each found for real")
  func found() throws {
    let folder = try ScratchFolder()
    let environment = ["SKEIN_ISA": "baseline", "OMP_PROC_BIND": "close"]
    let outcome = try SkeinProgram.run(
      "doctor --json \(small) --workers 64", in: folder, environment: environment)
    #expect(outcome.code == 1)
    let topics = try topics(outcome)
    #expect(topics.contains("launcher") && topics.contains("batch-size"))
    #if arch(x86_64)
      #expect(topics.contains("instruction-set"))
    #endif
    let text = try SkeinProgram.run(
      "doctor \(small) --workers 64", in: folder, environment: environment)
    let batch = text.output.split(separator: "\n").filter { $0.hasPrefix("batch-size: ") }
    #expect(
      batch == [
        "batch-size: a batch of 8 has 4 shards, so only 4 of 64 workers would train; use"
          + " --batch-size 127 or more, or --workers 4."
      ])
  }

  @Test("an inherited affinity mask is found, and where it leaves nothing out there is none")
  func mask() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      """
      first=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
      taskset -c "$first" "$SKEIN" doctor --json \(small)
      """, in: folder)
    // The tests may run under a mask themselves; the kernel leaves out what it does not allow.
    let whole = try SkeinProgram.shell(
      "taskset -c 0-$(($(getconf _NPROCESSORS_CONF) - 1)) \"$SKEIN\" doctor --json \(small)",
      in: folder)
    let topics = try topics(outcome)
    if ProcessInfo.processInfo.activeProcessorCount > 1 {
      #expect(outcome.code == 1)
      #expect(topics.contains("affinity-mask"))
      #expect(try self.topics(whole).contains("affinity-mask") == false)
    }
  }

  @Test("a signal ends the doctor at once, without a file", arguments: [2, 15])
  func signal(number: Int32) throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      "timeout --preserve-status -s \(number) 0.2 \"$SKEIN\" doctor \(small)", in: folder)
    #expect(outcome.code == 128 + number)
    #expect(
      try folder.names().filter { !$0.hasPrefix(".output") && !$0.hasPrefix(".errors") } == [])
  }
}
