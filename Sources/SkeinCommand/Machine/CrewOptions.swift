import ArgumentParser
import Topology

/// How many workers run, and where.
struct CrewOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Workers, or auto for one a core that may be used; the result does not depend on it.",
      valueName: "number|auto"))
  var workers = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where workers run: spread, compact, smt, none, or processors such as 0,2,4-7.",
      valueName: "policy"))
  var placement = "spread"

  /// The number asked for, nil for `auto`.
  func count() throws(UsageError) -> Int? {
    if workers == "auto" { return nil }
    guard let count = Int(workers), (1...Machine.maximumWorkers).contains(count) else {
      throw UsageError(
        "workers cannot be '\(workers)'; give a number from 1 to \(Machine.maximumWorkers), or auto"
      )
    }
    return count
  }

  func policy() throws(TopologyError) -> PlacementPolicy {
    try PlacementPolicy(parsing: placement)
  }
}
