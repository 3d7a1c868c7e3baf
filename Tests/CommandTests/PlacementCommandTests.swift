import Foundation
import Support
import Testing
import Topology

/// Placements in the words of the field, from the outside.
@Suite("Placements on the command line") struct PlacementCommandTests {
  private static func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
  }

  /// What a program may use that was started by the exported line.
  private func landed(_ format: String, placement: String) throws -> (wanted: String, got: String) {
    let folder = try ScratchFolder()
    let plan = try SkeinProgram.run(["topology", "--placement", placement, "--json"], in: folder)
    let workers = try #require(try plan.json()["workers"] as? [[String: Any]])
    let wanted = try workers.reduce(CPUSet()) { set, worker in
      set.union(try CPUSet(parsing: try #require(worker["processors"] as? String)))
    }
    let export = try SkeinProgram.run(
      ["topology", "--placement", placement, "--export", format], in: folder)
    #expect(export.code == 0 && export.errors.isEmpty, "\(export.errors)")
    let line = export.output.replacing(
      "COMMAND", with: "grep Cpus_allowed_list /proc/self/status")
    let outcome = try SkeinProgram.shell(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let list = outcome.output.split(separator: "\t").last.map(String.init) ?? ""
    return (wanted.description, list.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  @Test(
    "the exported taskset line lands on the workers' processors",
    .enabled(if: isInstalled("taskset")), arguments: ["spread", "core:0", "all ~pu:0", "0x1"])
  func taskset(_ placement: String) throws {
    if placement == "all ~pu:0", try Machine.discover().processors < 2 { return }
    let (wanted, got) = try landed("taskset", placement: placement)
    #expect(got == wanted)
  }

  @Test(
    "the exported numactl line lands on the workers' processors",
    .enabled(if: isInstalled("numactl")), arguments: ["spread", "core:0"])
  func numactl(_ placement: String) throws {
    let (wanted, got) = try landed("numactl", placement: placement)
    #expect(got == wanted)
  }

  @Test(
    "every format names the processors, and the memory near them",
    arguments: [
      ("taskset", "taskset --cpu-list 0,2,16,18,20,22 COMMAND"),
      ("numactl", "--physcpubind=0,2,16,18,20,22 --membind=0,2"),
      ("openmp", "OMP_NUM_THREADS=6 OMP_PROC_BIND=true OMP_PLACES=\"{0},{2},{16},"),
      ("slurm", "--cpus-per-task=6 --cpu-bind=mask_cpu:0x550005 COMMAND"),
      ("mpirun", "mpirun -n 1 --bind-to none taskset --cpu-list 0,2,16,18,20,22 COMMAND"),
      ("systemd", "CPUAffinity=0 2 16 18 20 22\nNUMAPolicy=bind\nNUMAMask=0 2\n"),
      ("docker", "--cpuset-cpus=0,2,16,18,20,22 --cpuset-mems=0,2 IMAGE"),
      ("kubernetes", "reservedSystemCPUs: \"1,3-15,17,19,21,23-31\""),
    ])
  func formats(_ format: String, _ words: String) throws {
    let outcome = try SkeinProgram.run(
      [
        "topology", "--topology", "pack:2 numa:2 l3:1 core:4 pu:2", "--placement",
        "core:0-1 numa:2", "--export", format,
      ], in: ScratchFolder())
    #expect(outcome.code == 0 && outcome.output.contains(words), "\(outcome.output)")
  }

  @Test("OpenMP's places go out as they came in")
  func places() throws {
    let outcome = try SkeinProgram.run(
      [
        "topology", "--topology", "core:4 pu:2", "--placement", "{0:4}:2:4", "--export", "openmp",
      ], in: ScratchFolder())
    #expect(outcome.output.contains("OMP_PLACES=\"{0:4},{4:4}\""), "\(outcome.output)")
  }

  @Test("a mistake is a usage error in one line, with its place")
  func mistakes() throws {
    for arguments in [
      ["--placement", "core:0 nmua:1"], ["--exclude", "core:99"], ["--split", "1"],
      ["--split", "rank"], ["--leave", "-1"], ["--leave", "9999"], ["--like", "x"],
      ["--like", "4194305"], ["--cores", "fast"], ["--export", "lsf"],
      ["--export", "taskset", "--json"],
    ] {
      let outcome = try SkeinProgram.run(["topology"] + arguments, in: ScratchFolder())
      #expect(outcome.code == 64 && outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  @Test("run.json keeps the words, and where the workers were")
  func runRecord() throws {
    let folder = try ScratchFolder()
    let line =
      "train --model lstm:3,dense:1 --epochs 1 --window 5 --quiet --output run --workers 1"
    let words = ["--placement", "core:0", "--exclude", "4000", "--leave", "0"]
    let outcome = try SkeinProgram.run(
      line.split(separator: " ").map(String.init) + words, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let data = try Data(folder.bytes("run/run.json"))
    let record = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let settings = try #require(record["settings"] as? [String: Any])
    #expect(settings["placement"] as? String == "core:0")
    #expect(settings["exclude"] as? String == "4000")
    let workers = try #require(record["workers"] as? [[String: Any]])
    let first = try #require(try Machine.discover().allowedCores.first?.processors.first)
    #expect(workers.map { $0["obtained"] as? [Int] } == [[first]])
    // A limit is taken back, and another placement is the same run.
    let resumed = try SkeinProgram.run(
      ["train", "--resume", "run", "--quiet", "--exclude", "none", "--placement", "per:core"],
      in: folder)
    #expect(resumed.code == 0, "\(resumed.errors)")
  }

  @Test("workers without a policy keep to what the limits leave")
  func limitsHold() throws {
    let machine = try Machine.discover()
    guard machine.processors > 1, let first = machine.allowedProcessors.first else { return }
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      "train --model lstm:3,dense:1 --epochs 1 --window 5 --quiet --output run --placement none"
        + " --workers 2 --exclude \(first)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let data = try Data(folder.bytes("run/run.json"))
    let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let workers = try #require(record["workers"] as? [[String: Any]])
    let rest = Array(machine.allowedProcessors.subtracting([first]))
    #expect(workers.allSatisfy { $0["obtained"] as? [Int] == rest })
  }
}
