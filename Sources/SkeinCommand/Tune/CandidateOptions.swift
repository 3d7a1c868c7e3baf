import ArgumentParser
import Skein
import Topology

/// Which candidates `skein tune` considers.
struct CandidateOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The only numbers of workers to try beside the default and one, or auto.",
      valueName: "n,…|auto"))
  var workers = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The only placement to try beside the default: spread, compact, smt, none, processors such"
        + " as 0,2,4-7, or objects such as numa:1; or auto.", valueName: "policy|auto"),
    completion: .placements)
  var placement = "auto"

  @OptionGroup var limits: LimitOptions

  /// - Throws: `UsageError` or `TopologyError`.
  func candidates(_ machine: Machine, batchSize: Int) throws -> TuningCandidates {
    let counts = try WorkerCounts.parsed(workers)
    if placement == "auto" {
      return try TuningCandidates(machine, batchSize: batchSize, counts: counts)
    }
    return try TuningCandidates(
      machine, batchSize: batchSize, counts: counts,
      policies: [try PlacementPolicy(parsing: placement)])
  }
}
