import ArgumentParser
import Skein

/// Whether to measure pairs of cores, and what a prediction makes of them.
struct PairOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Measure barriers and the exchange of data between each pair of cores, and draw pairs.svg; with"
        + " --predict, the prediction rests on them."))
  var pairs = false

  @Option(
    help: ArgumentHelp(
      "With --predict: the ways between cores as `bench --pairs --json` measured them, here or on another"
        + " machine.", valueName: "pairs.json"), completion: .file(extensions: ["json"]))
  var distances: String?

  static let picturePath = "pairs.svg"

  /// The ways that are known without measuring anything; nil where none was given.
  func givenWays() throws -> CoreWays? { try distances.map { try PairMatrix.load(path: $0).ways } }
}
