import ArgumentParser
import Foundation
import Skein
import Topology

/// `skein bench`: how fast this machine trains or predicts, and how far that is from its limit.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure training or prediction speed against the machine's peak.",
    discussion: """
      EXAMPLES:
        skein bench
            The reference shape on 1, 2, 4 … workers.
        skein bench --preset large --workers 1,8,16 --scaling strong
            Speed-up of the large shape, with scaling.svg.
        skein bench --json before.json
        skein bench --compare before.json
            Exits with 1 if something became slower than the noise explains.
        skein bench --placement spread,compact,none --workers 1,2
            Which is faster, with intervals, and whether the differences are real.
        skein bench --against old/skein --workers 2
            The same for two programs.
        skein bench --inference --stream
            How long one reading after another waits for its prediction.
        skein bench --preset medium --predict --topology server.xml
            What its workers should do there, by docs/scaling.md.
        mpirun -n 2 --bind-to none skein bench --preset medium --scaling strong
            Two processes beside one, and where the time of each goes; docs/cluster.md.

      Before it measures, it checks that all worker counts give the same bits. Then
      each has its turn in up to five rounds of untimed warm-up, timed steps, and a
      pure FMA loop on the same workers: the peak. A step is gather, forward,
      backward and update, or the forward pass alone with --inference. FLOP count
      the matrix products.
      """)

  @OptionGroup var options: BenchOptions

  @OptionGroup var config: ConfigOption

  @OptionGroup var comparison: CompareOptions

  @OptionGroup var prediction: ScalingOptions

  @Option(
    name: .customLong("json"), defaultAsFlag: "-", parsing: .next,
    help: ArgumentHelp(
      "Write the results as JSON to a file, or to standard output (then the table goes to standard"
        + " error).", valueName: "file"), completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Compare with the JSON of an earlier benchmark; exits with 1 if this one is slower.",
      valueName: "base.json"), completion: .file(extensions: ["json"]))
  var compare: String?

  @Flag(help: "Say nothing but results and what goes wrong.")
  var quiet = false

  static let chartPath = "scaling.svg"

  func run() throws {
    let problems = try options.problems()
    if json == "" || compare == "" {
      throw UsageError("the name of a file is empty; give one such as base.json")
    }
    _ = try options.counts()
    try prediction.check()
    try checkObservation()
    if let ranks = try MPIRanks.joined(split: options.place.limits.split) {
      return try StopSignals.measuring {
        try ranks.run(self) { try measure(problems, among: ranks) }
      }
    }
    if let candidates = try comparison.candidates(options) {
      if prediction.predict || options.stream || options.scaling != nil || compare != nil
        || problems.count > 1
      {
        throw UsageError(
          "several placements, teams or programs are compared on one shape; leave out --scaling,"
            + " --compare, --predict, --stream and --preset sweep")
      }
      return try StopSignals.measuring { try compared(candidates, problems[0]) }
    }
    if prediction.predict {
      if options.preset == .sweep || compare != nil {
        throw UsageError("--predict is for one shape; leave out --preset sweep and --compare")
      }
    }
    if options.stream {
      if !options.inference || problems.count > 1 || prediction.predict || compare != nil
        || options.scaling != nil
      {
        throw UsageError(
          "--stream goes with --inference and one shape, and neither with --scaling, --compare nor"
            + " --predict")
      }
      return try StopSignals.measuring { try stream(problems[0]) }
    }
    if options.pairing.pairs, !prediction.predict {
      return try StopSignals.measuring {
        let (matrix, files) = try measurePairs(on: Machine.discover())
        try tell(PairsText(matrix: matrix).text)
        say(FilesText.wrote(files) + "\n")
        try write(RunJSON.text(matrix))
      }
    }
    // First, because measuring takes its time.
    let base = try compare.map { try BenchmarkSweepReport.load(path: $0) }
    try StopSignals.measuring {
      if prediction.predict {
        for problem in problems { try predict(problem) }
      } else {
        try measure(problems, base: base)
      }
    }
  }

  private func measure(_ problems: [BenchmarkProblem], base: [BenchmarkReport]?) throws {
    let machine = try options.place.narrowed(Machine.discover())
    let isSweep = options.preset == .sweep
    if isSweep { try tell(BenchSweepText.header) }
    var reports: [BenchmarkReport] = []
    for problem in problems {
      let (report, run) = try report(problem, on: machine, isSweep: isSweep)
      try tell(isSweep ? BenchSweepText.lines(report) : BenchText(report).text)
      if let path = options.tracing.trace { try writeTrace(of: run, to: path) }
      reports.append(report)
    }
    if isSweep { try tell(Self.sharedWarnings(reports)) }

    // The files are small and appear whole; a signal that comes now has nothing left to stop.
    if options.scaling != nil, let report = reports.first {
      try AtomicFile.write(LineChart.scaling(report).svg(), to: Self.chartPath)
      say("wrote \(Self.chartPath)\n")
    }
    let comparison = try base.map {
      try BenchmarkComparison(reports, with: $0, path: compare ?? "")
    }
    try write(reports, isSweep: isSweep)
    if let comparison, let path = compare {
      try tell(BenchComparisonText(comparison: comparison, path: path).text)
      let slower = comparison.regressions
      if !slower.isEmpty { throw BenchFailure.slower(slower, path: path) }
    }
    if reports.contains(where: { !$0.bits.identical }) { throw BenchFailure.differentBits }
  }

  private func compared(
    _ candidates: CompareCandidates, _ problem: BenchmarkProblem
  ) throws {
    let report = try Comparing(
      options: options, problem: problem, candidates: candidates, tell: tell, quiet: quiet
    ).report()
    try tell(CompareText(report: report).text)
    if let svg = comparison.svg {
      try AtomicFile.write(ComparisonDrawing(report).svg(), to: svg)
      say(FilesText.wrote([svg]) + "\n")
    }
    try write(RunJSON.text(report))
    if comparison.against == nil, !report.haveSameBits { throw BenchFailure.differentBits }
  }

  private func stream(_ problem: BenchmarkProblem) throws {
    try problem.checkMemory(workers: 1)
    let crews = try BenchCrews(
      options, problem: problem, machine: options.place.narrowed(Machine.discover()))
    let crew = crews.crews[0]
    let measurement = try StreamMeasurement(
      problem, crew: crew, seconds: options.secondsPerCrew,
      isInterrupted: { StopSignals.isRequested })
    let report = StreamReport(
      measurement, problem: problem, isa: crew.kernels.instructionSet.rawValue)
    try tell(StreamText(report: report).text)
    try write(RunJSON.text(report))
  }

  private func predict(_ problem: BenchmarkProblem) throws {
    let report = try BenchScaling(
      options: options, prediction: prediction, problem: problem, tell: tell,
      ways: { try ways(on: $0) }
    ).report()
    try tell(ScalingText(report: report).text)
    if options.scaling != nil {
      try AtomicFile.write(LineChart.scaling(report).svg(), to: Self.chartPath)
      say("wrote \(Self.chartPath)\n")
    }
    try write(RunJSON.text(report))
  }

  private func report(
    _ problem: BenchmarkProblem, on machine: Machine, isSweep: Bool
  ) throws -> (BenchmarkReport, BenchmarkRun) {
    let crews = try BenchCrews(options, problem: problem, machine: machine)
    let most = crews.crews.last?.count ?? 1
    let largest =
      options.scaling == .weak
      ? try problem.with(batchSize: problem.batchSize.multipliedReportingOverflow(by: most).0)
      : problem
    try largest.checkMemory(workers: most)
    if !isSweep { try tell(BenchText.heading(problem, crews: crews)) }
    let run = try BenchmarkRun(
      problem, crews: crews.crews, scaling: options.scaling ?? .strong,
      seconds: options.secondsPerCrew,
      traceSteps: options.tracing.trace.map { _ in options.tracing.traceSteps ?? .max },
      counting: HardwareAccess.here == .permitted ? .hardware : .pages,
      isInterrupted: { StopSignals.isRequested },
      checked: { fingerprints in
        if !isSweep { try tell(BenchText.bits(fingerprints, problem: problem)) }
      })
    let report = BenchmarkReport(
      run, placement: options.place.text, seconds: options.secondsPerCrew,
      noHardwareCounters: HardwareAccess.here.obstacle)
    return (report, run)
  }

  private func write(_ reports: [BenchmarkReport], isSweep: Bool) throws {
    guard let first = reports.first else { return }
    try write(
      isSweep ? RunJSON.text(BenchmarkSweepReport(sweep: reports)) : RunJSON.text(first))
  }

  /// The JSON, where somebody wants it.
  func write(_ text: @autoclosure () throws -> String) throws {
    guard let json else { return }
    let text = try text()
    if json == "-" {
      try StandardOutput.write(text)
    } else {
      try AtomicFile.write(text, to: json)
      say(FilesText.wrote([json]) + "\n")
    }
  }

  /// Each warning once, with the number of shapes that gave it.
  private static func sharedWarnings(_ reports: [BenchmarkReport]) -> String {
    let shapes = reports.count { !$0.warnings.isEmpty }
    guard shapes > 0, let first = reports.flatMap(\.warnings).first else { return "" }
    return
      "warning: \(shapes) of \(NumberText.count(reports.count, "shape")) gave warnings, such as:"
      + " \(first)\n"
  }

  /// Results for people: on standard output unless JSON goes there.
  func tell(_ text: String) throws {
    if json == "-" {
      say(text)
    } else {
      try StandardOutput.tell(text)
    }
  }

  func say(_ text: String) {
    if !quiet { StandardError.write(text) }
  }
}

/// Why a benchmark that was measured ends with a failure.
enum BenchFailure: Error, CustomStringConvertible {
  case slower([BenchmarkComparison.Line], path: String)
  case differentBits

  var description: String {
    switch self {
    case .slower(let lines, let path):
      let list = lines.map { line in
        "\(line.subject) with \(NumberText.count(line.workers, "worker"))"
          + " (\(NumberText.percent(line.ratio - 1, decimals: 1)))"
      }
      return "slower than in \(TerminalText.plain(path)) beyond the noise:"
        + " \(list.joined(separator: ", ")); measure again on an idle machine, or look for what"
        + " changed since"
    case .differentBits:
      return "the worker counts gave different bits, which is a fault in Skein; please report it"
    }
  }
}
