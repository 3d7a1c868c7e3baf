import ArgumentParser
import Topology

/// How many workers run, and where.
struct CrewOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Workers, or auto for one a core that may be used; the result does not depend on it (default:"
        + " auto).", valueName: "number|auto"))
  var workers: String?

  @OptionGroup var place: PlacementOptions

  @OptionGroup var team: TeamOption

  /// The number asked for, nil for `auto`.
  func count() throws(UsageError) -> Int? {
    guard let workers, workers != "auto" else { return nil }
    guard let count = Int(workers), (1...Machine.maximumWorkers).contains(count) else {
      throw UsageError(
        "workers cannot be '\(workers)'; give a number from 1 to \(Machine.maximumWorkers), or auto"
      )
    }
    return count
  }

  func policy() throws(TopologyError) -> PlacementPolicy { try place.policy() }
}
