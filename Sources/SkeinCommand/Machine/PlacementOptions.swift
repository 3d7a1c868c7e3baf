import ArgumentParser
import Topology

/// Where workers run.
struct PlacementOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where workers run: spread, compact, smt, none, or processors such as 0,2,4-7 (default:"
        + " spread).", valueName: "policy"))
  var placement: String?

  /// The policy as it was given.
  var text: String { placement ?? "spread" }

  func policy() throws(TopologyError) -> PlacementPolicy {
    try PlacementPolicy(parsing: text)
  }
}
