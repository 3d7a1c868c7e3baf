import ArgumentParser
import Skein

/// How the processes that mpirun or srun has started work together.
struct RankOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Under mpirun or srun: end all ranks once one has said nothing for so long; 0 waits for ever.",
      valueName: "seconds"))
  var rankPatience = MPIRanks.usualPatience

  /// The ranks of this process's job; nil where it works for itself.
  func joined(split: String?) throws -> MPIRanks? {
    guard rankPatience >= 0, rankPatience.isFinite else {
      throw SettingsError.outOfRange(
        name: "rank patience", value: "\(rankPatience)", allowed: "seconds, 0 or more")
    }
    return try MPIRanks.joined(split: split, patience: rankPatience)
  }
}
