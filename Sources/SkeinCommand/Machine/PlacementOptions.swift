import ArgumentParser
import Topology

/// Where workers run.
struct PlacementOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where workers run: spread, compact, smt, none, processors such as 0,2,4-7, or objects in the"
        + " words of hwloc, likwid or OpenMP, such as package:0.core:0-3, numa:1, S0:0-3, 0xff,"
        + " {0:4}:2:4, per:l3 (default: spread).", valueName: "policy"), completion: .placements)
  var placement: String?

  @OptionGroup var limits: LimitOptions

  /// The policy as it was given.
  var text: String { placement ?? "spread" }

  func policy() throws(TopologyError) -> PlacementPolicy {
    try PlacementPolicy(parsing: text)
  }

  /// What the limits leave of a machine.
  func narrowed(_ machine: Machine) throws -> Machine { try limits.narrowed(machine) }
}
