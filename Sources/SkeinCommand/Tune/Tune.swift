import ArgumentParser
import Foundation
import Skein
import Topology

/// `skein tune`: which number of workers, which placement and which teams train fastest here.
struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure worker counts and placements, and keep the best for `skein train`.",
    discussion: """
      EXAMPLES:
        skein tune
            The default training of `skein train`, for a minute.
        skein tune --model lstm:256,lstm:256,dense:1 --input-size 32 --batch-size 64
            Another shape; the choice is kept for each shape and machine.
        skein tune --predict --topology server.xml
            What each candidate should do on another machine, by docs/scaling.md.
        skein tune --list
            Every choice that is kept, from when it is and for what.

      Candidates are measured in turn, pass by pass, so that whatever else the machine
      does meets all alike; after each round the slower half is dropped (successive
      halving). The last round compares the best candidate with the default and with
      one worker. Intervals are 95 %, Student's t on the logarithms of the ratios to
      the default in the same pass. The default is kept unless another candidate is
      faster beyond doubt, and nothing slower than one worker is chosen. Ctrl-C ends
      the measurement with what it has, and the exit code is 130 then; after fewer than
      three passes nothing is kept, and neither while other programs were busy, whose
      load it would hold for. A choice is for the machine, the allowed processors, the
      quota, the kernels, the version of Skein and the shape of the training.
      The choice changes the speed, never a bit of the result.
      """)

  @OptionGroup var shape: TuneProblem

  @OptionGroup var config: ConfigOption

  @OptionGroup var candidates: CandidateOptions

  @OptionGroup var prediction: ScalingOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Seconds to measure.", valueName: "seconds"))
  var budget = 60.0

  @Option(
    help: ArgumentHelp("Where the picture goes.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg = "tune.svg"

  @Flag(help: "Measure, but do not keep the choice for `skein train`.")
  var noSave = false

  @Flag(help: "Keep the choice also where other programs were busy while it was measured.")
  var saveBusy = false

  @Flag(help: "Measure nothing; print the choices that are kept.")
  var list = false

  @Flag(help: "Measure nothing; delete what is kept for this machine and shape, of every version.")
  var forget = false

  @Flag(help: "Measure nothing; delete every choice that is kept.")
  var forgetAll = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result and what goes wrong.")
  var quiet = false

  /// A day is longer than any patience.
  private static let budgets = 1.0...86_400.0

  func run() throws {
    try MPIBridgeFile.refuse("tune measures its machine by itself")
    guard Self.budgets.contains(budget) else {
      throw UsageError("budget cannot be \(budget); give a number of seconds from 1 to 86400")
    }
    if svg.isEmpty { throw UsageError("--svg is empty; give the path of a file") }
    if saveBusy, noSave { throw UsageError("--save-busy and --no-save contradict each other") }
    let stored = StoredChoices(json: json)
    switch (list, forget, forgetAll) {
    case (false, false, false): break
    case (true, false, false): return try stored.list()
    case (false, true, false): return try stored.forget(shape.problem())
    case (false, false, true): return try stored.forgetAll()
    default: throw UsageError("give one of --list, --forget and --forget-all")
    }
    try prediction.check()
    let problem = try shape.problem()
    let machine = try candidates.limits.narrowed(Machine.discover())
    // Nobody should wait for a minute to learn this.
    if !prediction.predict { _ = try AtomicFile(replacing: FilePlace(path: svg)) }
    let tuner = try Tuner(
      problem, machine: machine,
      candidates: try candidates.candidates(machine, batchSize: problem.batchSize))
    try StopSignals.measuring {
      if prediction.predict {
        try predict(problem, here: tuner, machine)
      } else {
        try tune(problem, tuner, machine)
      }
    }
  }

  private func tune(_ problem: BenchmarkProblem, _ tuner: Tuner, _ machine: Machine) throws {
    // Before anything of ours runs.
    let others =
      ProcessorActivity.sample { Thread.sleep(forTimeInterval: 0.5) }
      .map { Diagnosis.activity($0, on: machine) } ?? []
    for finding in others { say("note: \(finding)") }
    let watch = ProcessorWatch()
    let outcome = try measure(tuner)
    let load = TuningLoad(since: watch, on: machine)
    let reason = whyNotKept(outcome, load)
    // What was measured is told whatever becomes of the files.
    var files: [String] = []
    let failures = [
      attempt {
        try AtomicFile.write(LineChart.tuning(outcome, of: shape.text).svg(), to: svg)
        files.append(svg)
      },
      attempt {
        if reason == nil, !noSave { files.append(try save(outcome, problem, machine, load)) }
      },
    ].compactMap(\.self)
    let report = TuneReport(
      outcome, problem: problem, machine: machine,
      notes: others.map(\.description) + [reason].compactMap(\.self), load: load, files: files)
    if json {
      try StandardOutput.write(RunJSON.text(report))
    } else {
      try StandardOutput.tell(TuneText(outcome).text)
    }
    if let reason, !noSave { say("note: \(reason)") }
    if !files.isEmpty { say(FilesText.wrote(files)) }
    if let failure = failures.first { throw failure }
    if outcome.wasStopped { StopSignals.endProcess() }
  }

  /// Why the choice is not kept, as a sentence without its full stop; nil where it is.
  private func whyNotKept(_ outcome: Tuner.Outcome, _ load: TuningLoad) -> String? {
    if !outcome.isConclusive {
      return "too few passes to keep the choice; give more time with --budget"
    }
    guard load.isBusy, !saveBusy else { return nil }
    let chosen = outcome.chosen
    let team = chosen.team.fixed.map { " --team \($0)" } ?? ""
    return "the choice is not kept, since \(load.sentence); tune again when they rest, keep it with"
      + " --save-busy, or use it once: skein train --workers \(chosen.workers) --placement"
      + " \(chosen.policy)\(team)"
  }

  private func attempt(_ body: () throws -> Void) -> (any Error)? {
    do { try body() } catch { return error }
    return nil
  }

  /// - Throws: `TuneError` when nothing was measured.
  private func measure(_ tuner: Tuner) throws -> Tuner.Outcome {
    say(
      "\(NumberText.count(tuner.candidates.all.count, "candidate")),"
        + " \(NumberText.duration(budget)); Ctrl-C ends with what has been measured")
    let progress = TuneProgress(quiet: quiet)
    let outcome = try tuner.run(budget: budget, shouldStop: { StopSignals.isRequested }) {
      progress.show($0, $1)
    }
    progress.end()
    guard !outcome.rows.isEmpty else {
      let failure = TuneError.nothingMeasured(budget: budget, wasStopped: outcome.wasStopped)
      guard outcome.wasStopped else { throw failure }
      StandardError.write("skein: \(failure).\n")
      StopSignals.endProcess()
      throw failure
    }
    return outcome
  }

  /// Predicts the candidates of a machine; those of this one stand beside what the tuner measures.
  private func predict(_ problem: BenchmarkProblem, here tuner: Tuner, _ here: Machine) throws {
    let other = try prediction.otherMachine().map(candidates.limits.narrowed)
    let report = try TuneScaling(
      problem: problem, here: here, other: other, nodeBandwidth: prediction.nodeBandwidth,
      candidates: other.map { try candidates.candidates($0, batchSize: problem.batchSize) }
        ?? tuner.candidates, seconds: min(budget, TuneScaling.mostSeconds)
    ).report { try other == nil ? measure(tuner).rows : [] }
    if json {
      try StandardOutput.write(RunJSON.text(report))
    } else {
      try StandardOutput.tell(ScalingText(report: report).text)
    }
  }

  private func save(
    _ outcome: Tuner.Outcome, _ problem: BenchmarkProblem, _ machine: Machine, _ load: TuningLoad
  ) throws -> String {
    guard let store = TuningStore(environment: ProcessInfo.processInfo.environment) else {
      throw TuningStoreError.noHome
    }
    let row = outcome.rows.first { $0.isChosen }
    return try store.save(
      StoredTuning(
        key: TuningKey(
          machine, problem, kernels: try KernelSelection.preferred().instructionSet.rawValue),
        workers: outcome.chosen.workers,
        placement: outcome.chosen.policy, team: outcome.chosen.team,
        samplesPerSecond: row?.samplesPerSecond ?? 0,
        ratioToDefault: outcome.verdict.estimate?.ratio,
        isFasterThanDefault: outcome.verdict.isFaster, othersProcessors: load.processors))
  }

  private func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }
}

/// Why there is no choice.
enum TuneError: Error, CustomStringConvertible {
  case nothingMeasured(budget: Double, wasStopped: Bool)

  var description: String {
    switch self {
    case .nothingMeasured(_, true): "the tuning was stopped before anything had been measured"
    case .nothingMeasured(let budget, false):
      "nothing was measured in \(NumberText.duration(budget)); give a larger --budget"
    }
  }
}
