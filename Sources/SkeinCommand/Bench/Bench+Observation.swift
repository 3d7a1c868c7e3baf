import Skein
import Topology

/// Traces and pairs of cores.
extension Bench {
  /// - Throws: `UsageError` for options that would be ignored.
  func checkObservation() throws(UsageError) {
    try options.tracing.check()
    if options.tracing.trace != nil,
      options.preset == .sweep || options.stream || prediction.predict || options.pairing.pairs
    {
      throw UsageError(
        "--trace is for one shape that is measured; leave out --preset sweep, --stream, --predict and"
          + " --pairs")
    }
    let pairing = options.pairing
    if pairing.pairs, options.stream || compare != nil || options.preset == .sweep {
      throw UsageError("--pairs goes neither with --stream nor --compare nor --preset sweep")
    }
    if let distances = pairing.distances {
      if !prediction.predict { throw UsageError("--distances is for --predict; add that") }
      if pairing.pairs {
        throw UsageError("--pairs measures what --distances would give; leave one of them out")
      }
      if distances.isEmpty { throw UsageError("--distances names no file") }
    }
  }

  /// Measures all pairs and draws them.
  ///
  /// - Throws: `PairError`, what the machine throws, and `BenchmarkError.interrupted`.
  func measurePairs(on machine: Machine) throws -> (matrix: PairMatrix, files: [String]) {
    let kernels = try KernelSelection.preferred()
    try tell("pairs of \(NumberText.count(machine.cores, "core")), each measured alone\n")
    let matrix = try PairMeasurement.run(
      on: machine, kernels: kernels, seconds: options.secondsPerCrew,
      isInterrupted: { StopSignals.isRequested })
    try AtomicFile.write(PairHeatMap(matrix).svg(), to: PairOptions.picturePath)
    return (matrix, [PairOptions.picturePath])
  }

  /// The ways between cores for a prediction: given, measured now, or assumed.
  func ways(on machine: Machine) throws -> CoreWays {
    if options.pairing.pairs {
      let (matrix, files) = try measurePairs(on: machine)
      try tell(PairsText(matrix: matrix).text)
      say(FilesText.wrote(files) + "\n")
      return matrix.ways
    }
    return try options.pairing.givenWays() ?? .assumed
  }

  /// Writes the trace of the largest crew, and says what it shows.
  func writeTrace(of run: BenchmarkRun, to path: String) throws {
    guard let entry = run.entries.last else { return }
    let kind = run.problem.inference ? "predictions" : "training"
    let title =
      "\(kind) of \(run.problem.architecture.specification), batch \(entry.problem.batchSize)"
    let (paths, lines) = try TraceFiles.write(
      run.trace, to: path, title: title, places: entry.crew.placement.workers)
    try tell(lines.map { "\($0)\n" }.joined())
    say(FilesText.wrote(paths) + "\n")
  }
}
