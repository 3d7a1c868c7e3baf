import ArgumentParser
import Skein

extension PlateauSettings: ExpressibleByArgument {
  /// `10`, `10:0.5` or `10:0.5:1e-5`: patience, factor and least learning rate.
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 3, let patience = parts.first.flatMap({ Int($0) }) else { return nil }
    let numbers = parts.dropFirst().map { Double($0) }
    guard !numbers.contains(nil) else { return nil }
    self.init(patience: patience)
    if let factor = numbers.first ?? nil { self.factor = factor }
    if numbers.count == 2, let minimum = numbers[1] { self.minimum = minimum }
  }

  public var defaultValueDescription: String { description }
}

/// The options of `skein train` that watch epochs.
struct CallbackOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after so many epochs without a lower loss, with the weights of the best epoch.",
      valueName: "epochs"))
  var earlyStopping: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lower the learning rate after so many epochs without a lower loss, by a factor (default:"
        + " 0.1), to a least rate (default: 0).",
      valueName: "epochs[:factor[:rate]]"))
  var reduceOnPlateau: PlateauSettings?

  @Flag(
    help: ArgumentHelp(
      "Keep the weights of the last epoch, not those of the epoch with the lowest validation loss.")
  )
  var keepLast = false

  @Flag(help: "Keep the weights of the best epoch in best.safetensors while training goes on.")
  var keepBest = false

  @Option(
    help: ArgumentHelp(
      "Log each epoch for other programs, in the run folder: csv, jsonl, tensorboard, with commas; or"
        + " none (default: none beside history.csv).", valueName: "form,…"),
    completion: .words(LogFormat.allCases.map(\.rawValue) + ["none"]))
  var log: [String] = []
}
