import ArgumentParser
import Skein

/// `skein ensemble`: one run of several.
struct EnsembleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensemble",
    abstract: "Make one run of several seeds, which predicts the mean of theirs.",
    discussion: """
      EXAMPLES:
        for seed in 1 2 3 4 5; do
          skein train --data temps.csv --seed $seed --output runs/temps-$seed
        done
        skein ensemble runs/temps-?
            Writes runs/temps-1-ensemble, with the errors and intervals of the mean.

      The mean of several networks is seldom worse than a typical one of them, and
      often better. The new run has the weights of all, so predict, forecast,
      evaluate, backtest, compare and export take it as any run. The members may go.
      """)

  @Argument(
    help: ArgumentHelp(
      "The folders of two to 100 runs that have learnt the same rows with the same options.",
      valueName: "run"), completion: .run)
  var runs: [String]

  @Option(
    help: ArgumentHelp("The new run's folder (default: <first run>-ensemble).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var measuring: MeasuringOptions

  func run() throws {
    let stored = try runs.map { try StoredRun(forecasting: $0) }
    let train = try measuring.training()
    try train.train(TrainPlan(meanOf: stored, options: train.options), to: folder())
  }

  private func folder() throws(UsageError) -> String {
    if let output {
      if output.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
      return output
    }
    var first = StoredRun.folder(of: runs[0])
    while first.count > 1, first.hasSuffix("/") { first.removeLast() }
    return first + "-ensemble"
  }
}
