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
