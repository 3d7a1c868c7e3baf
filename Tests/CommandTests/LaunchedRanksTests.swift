import Foundation
import Support
import Testing

/// An MPI library that can start ranks here: its launcher, and the bridge beside the program.
struct MPILibrary: CustomTestStringConvertible {
  let name: String
  let options: String

  var testDescription: String { name }

  /// `mpirun -n ranks`, for ranks that share the processors.
  func launch(_ ranks: Int) -> String { "mpirun.\(name) \(options) -n \(ranks)" }

  var isHere: Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let bridge = URL(fileURLWithPath: SkeinProcess.program).deletingLastPathComponent()
      .appending(path: "libskein-\(name).so").path
    return FileManager.default.fileExists(atPath: bridge)
      && folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/mpirun.\(name)") }
  }

  static let known = [
    MPILibrary(name: "openmpi", options: "--allow-run-as-root --oversubscribe --bind-to none"),
    MPILibrary(name: "mpich", options: ""),
  ]
  static let here = known.filter(\.isHere)
}

@Suite(
  "Ranks that mpirun starts",
  .enabled(
    if: !MPILibrary.here.isEmpty, "make bridge found no MPI library, nor could it install one"))
struct LaunchedRanksTests {
  private static let training =
    "train --data sine --epochs 2 --model lstm:6,dense:1 --window 12 --workers 1 --quiet"

  @Test(
    "train to the bytes of one process, whatever the library, and go on from a checkpoint of another number",
    arguments: MPILibrary.here)
  func sameBytes(library: MPILibrary) throws {
    let folder = try ScratchFolder()
    let alone = try SkeinProgram.run("\(Self.training) --output alone", in: folder)
    #expect(alone.code == 0, "\(alone.errors)")
    for ranks in [2, 3] {
      let line = "\(Self.training) --split 0/1 --output run\(ranks)"
      let outcome = try SkeinProgram.shell("\(library.launch(ranks)) $SKEIN \(line)", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      for file in ["model.safetensors", "predictions.csv"] {
        #expect(try folder.bytes("run\(ranks)/\(file)") == folder.bytes("alone/\(file)"))
      }
    }
    let more = try SkeinProgram.shell(
      "\(library.launch(2)) $SKEIN train --resume run3 --epochs 3 --split 0/1 --quiet", in: folder)
    #expect(more.code == 0, "\(more.errors)")
    let whole = try SkeinProgram.run(
      Self.training.replacing("--epochs 2", with: "--epochs 3") + " --output whole", in: folder)
    #expect(whole.code == 0, "\(whole.errors)")
    #expect(try folder.bytes("run3/model.safetensors") == folder.bytes("whole/model.safetensors"))
  }

  @Test(
    "share the trainings of a backtest, and those of an update, to the bytes of one process",
    arguments: MPILibrary.here)
  func backtest(library: MPILibrary) throws {
    let folder = try ScratchFolder()
    let rows = (0..<160).map { "\(sin(Double($0) / 5) + Double($0 * $0 % 7) / 20)" }
    try folder.write("old.csv", (["value"] + rows.prefix(120)).joined(separator: "\n") + "\n")
    try folder.write("new.csv", (["value"] + rows).joined(separator: "\n") + "\n")
    let options = "--window 6 --epochs 2 --quiet"
    let backtest =
      "backtest --data new.csv \(options) --model lstm:4,dense:3 --folds 5 --horizon 3 --split 0/1 --output"
    let train = "train --data old.csv \(options) --model lstm:4,dense:1 --output"
    let update = "--data new.csv --epochs 2 --quiet --output"
    for line in [
      "\(backtest) alone", "\(train) run", "update run \(update) updated",
    ] {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    for line in ["\(backtest) shared", "update run \(update) together"] {
      let outcome = try SkeinProgram.shell("\(library.launch(2)) $SKEIN \(line)", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    #expect(try folder.bytes("shared/backtest.csv") == folder.bytes("alone/backtest.csv"))
    #expect(
      try folder.bytes("together/model.safetensors") == folder.bytes("updated/model.safetensors"))
    // What one of them does by itself is refused where another is started.
    let again = try SkeinProgram.shell("\(library.launch(2)) $SKEIN tune", in: folder)
    #expect(again.code == 64)
    #expect(again.errors.contains("tune measures its machine by itself; start one of them"))
  }

  @Test(
    "end together within the bound where one of them is frozen, with its name",
    arguments: MPILibrary.here)
  func frozen(library: MPILibrary) throws {
    let folder = try ScratchFolder()
    let line =
      "train --data sine --epochs 100000 --model lstm:6,dense:1 --window 12 --workers 1 --quiet --split 0/1"
      + " --rank-patience 1.5 --output run"
    // Each rank leaves its number and process.
    let process = try SkeinProcess(
      script:
        "\(library.launch(2)) sh -c 'echo $$ > pid${OMPI_COMM_WORLD_RANK:-$PMI_RANK}; exec $SKEIN \(line)'",
      in: folder)
    func rank(_ number: Int) -> pid_t? {
      (try? folder.text("pid\(number)")).flatMap { pid_t($0.dropLast()) }
    }
    try process.waitUntil({ rank(1) != nil && folder.has("run/run.json") }, "both ranks train")
    let frozen = try #require(rank(1))
    kill(frozen, SIGSTOP)
    let began = Date()
    let outcome = try process.wait()
    #expect(Date().timeIntervalSince(began) < 60)
    #expect(outcome.code != 0)
    #expect(outcome.errors.contains("skein: rank 1 on "), "\(outcome.errors)")
    #expect(outcome.errors.contains("has said nothing for 1.5 s"), "\(outcome.errors)")
    // It has ended, whether or not somebody has asked how.
    let hasEnded = (0..<2000).contains { _ in
      let status = try? String(contentsOfFile: "/proc/\(frozen)/stat", encoding: .utf8)
      if status?.contains(") Z ") ?? true { return true }
      usleep(10_000)
      return false
    }
    #expect(hasEnded)
  }
}

@Suite("A process that a launcher has started with others")
struct LaunchedProcessTests {
  @Test(
    "is refused with what mends it where it cannot meet them",
    arguments: [
      (["SLURM_STEP_NUM_TASKS": "2"], "srun --mpi=pmix"),
      (["SKEIN_MPI": "/nowhere/bridge.so", "PMI_SIZE": "2"], "SKEIN_MPI names /nowhere/bridge.so"),
    ])
  func refused(environment: [String: String], told: String) throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run("train --epochs 1", in: folder, environment: environment)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(told), "\(outcome.errors)")
    #expect(!folder.has("runs"))
  }

  @Test("trains for itself where it is told to", arguments: ["SKEIN_MPI=none", "--split rank"])
  func alone(way: String) throws {
    let folder = try ScratchFolder()
    let isVariable = way.hasPrefix("SKEIN_MPI")
    var environment = [
      "SLURM_STEP_NUM_TASKS": "1", "SLURM_STEP_TASKS_PER_NODE": "1", "SLURM_LOCALID": "0",
    ]
    if isVariable { environment = ["SLURM_STEP_NUM_TASKS": "2", "SKEIN_MPI": "none"] }
    let outcome = try SkeinProgram.run(
      "train --data sine --epochs 1 --model lstm:4,dense:1 --window 8 --quiet \(isVariable ? "" : way)",
      in: folder, environment: environment)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(folder.has("runs/sine/model.safetensors"))
  }
}
