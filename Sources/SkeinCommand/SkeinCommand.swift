import ArgumentParser
import Skein

/// The `skein` program.
struct SkeinCommand: ParsableCommand {
  /// A new subcommand is one file and a line here.
  static let subcommands: [any ParsableCommand.Type] = [
    Train.self, Predict.self, Forecast.self, Generate.self, Evaluate.self, Report.self,
    DataCommand.self,
    Bench.self,
    TopologyCommand.self, Doctor.self, Tune.self, Top.self, Runs.self, CompareRuns.self,
    BacktestCommand.self, Update.self, EnsembleCommand.self, Export.self, Import.self, Convert.self,
    Manual.self,
  ]

  static let configuration = CommandConfiguration(
    commandName: "skein",
    abstract: "Train LSTM sequence models on every core of this machine.",
    discussion: """
      EXAMPLES:
        skein train
            Train on a noisy sine: the model, its errors and pictures go to runs/sine.
        skein data temps.csv
            How a file is read, what its columns hold, and what train would do.
        skein train --data temps.csv --target temp --scale standard
            Train on a column of a CSV file.
        skein forecast runs/temps --steps 48
            Continue the series.

      Results go to standard output, everything else to standard error. The exit
      code is 0 on success, 64 when the command line is wrong, and 1 otherwise.
      --version --verbose also tells how the program was built.
      """,
    version: SkeinVersion.current,
    subcommands: subcommands)
}
