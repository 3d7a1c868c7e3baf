import Foundation
import Skein

/// A benchmark of several processes that a launcher has started.
extension Bench {
  /// - Throws: `UsageError` for options that are about one process.
  func measure(_ problems: [BenchmarkProblem], among ranks: MPIRanks) throws {
    let single: [(String, Bool)] = [
      ("--preset sweep", options.preset == .sweep), ("--inference", options.inference),
      ("--stream", options.stream), ("--predict", prediction.predict),
      ("--compare", compare != nil),
      ("--against", comparison.against != nil), ("--svg", comparison.svg != nil),
      ("--pairs", options.pairing.pairs), ("--trace", options.tracing.trace != nil),
      ("--isa (SKEIN_ISA is for all ranks)", options.isa != nil),
    ]
    for (name, isGiven) in single where isGiven {
      throw UsageError(
        "\(name) is for one process; leave it out, or start skein without other ranks")
    }
    let counts = try options.counts()
    guard counts?.count ?? 1 == 1 else {
      throw UsageError("ranks have one number of workers each; give --workers that one")
    }
    let (problem, scaling) = (problems[0], options.scaling ?? .strong)
    let own =
      scaling == .weak
      ? problem : try problem.with(batchSize: max(problem.batchSize / ranks.count, 1))
    let crew = try ranks.crew(
      options.place, workers: counts?.first, team: options.team.size() ?? .auto, for: own)
    let report = try RankScaling(
      problem, scaling: scaling, crew: crew, ranks: ranks, host: ProcessInfo.processInfo.hostName,
      seconds: options.secondsPerCrew, isInterrupted: { StopSignals.isRequested })
    guard ranks.rank == 0 else { return }
    try tell(RankScalingText(report: report, library: MPIRanks.library).text)
    try write(RunJSON.text(report))
  }
}
