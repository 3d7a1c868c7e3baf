import ArgumentParser
import Skein

/// The shape of the training that `tune` and `doctor` measure.
struct TuneProblem: ParsableArguments {
  private static let reference = RunSettings()

  @Option(help: ArgumentHelp("Layers, first to last.", valueName: "layers"), completion: .layers)
  var model = reference.model

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns that the model sees.", valueName: "columns"))
  var inputSize = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows that the model sees at once (train's --window).", valueName: "rows"))
  var sequenceLength = reference.window

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Windows in each step of the optimizer.", valueName: "windows"))
  var batchSize = reference.batchSize

  /// The shape in a few words.
  var text: String {
    "\(model), \(inputSize) × \(sequenceLength) inputs, batch \(batchSize)"
  }

  /// - Throws: `ModelError` or `SettingsError` when there is no such model.
  func problem() throws -> BenchmarkProblem {
    try BenchmarkProblem(
      Sequential(specification: model), inputSize: inputSize, sequenceLength: sequenceLength,
      batchSize: batchSize)
  }
}
