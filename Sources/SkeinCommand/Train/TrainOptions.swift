import ArgumentParser
import Skein

extension Scaling: ExpressibleByArgument {}
extension MissingValues: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {}

/// The options of `skein train` that make a run what it is.
struct TrainOptions: ParsableArguments {
  private static let defaults = RunSettings()

  @Option(
    help: ArgumentHelp("A CSV file, or a built-in series: sine, sunspots.", valueName: "file"))
  var data = defaults.data

  @Option(
    help: ArgumentHelp(
      "Columns to predict, by name or number (default: the last column of numbers).",
      valueName: "col,…"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp("Columns that the model sees (default: the targets).", valueName: "col,…"))
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "The column that labels the rows (default: the first that holds text).", valueName: "col"))
  var time: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows that the model sees at once.", valueName: "rows"))
  var window = defaults.window

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many rows after the window to predict.", valueName: "rows"))
  var horizon = defaults.horizon

  @Option(
    help: ArgumentHelp(
      "Layers, first to last (default: lstm:60,lstm:50,dense:1, with an output for each target).",
      valueName: "layers"))
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Passes over the training windows; 0 keeps the initial model."))
  var epochs = defaults.epochs

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Windows in each step of the optimizer (Adam).", valueName: "windows"))
  var batchSize = defaults.batchSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Adam's step size.", valueName: "rate"))
  var learningRate = defaults.learningRate

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest global norm of a gradient (default: none).", valueName: "norm"))
  var clipNorm: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last part of the training windows, for validation.", valueName: "fraction"))
  var validationSplit = defaults.validationSplit

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The last part of all windows, for the test.", valueName: "fraction"))
  var testSplit = defaults.testSplit

  @Flag(name: .customLong("no-shuffle"), help: "Take the training windows in order of time.")
  var keepsOrder = false

  @Option(help: ArgumentHelp("How to scale each column; fitted on the training part."))
  var scale = defaults.scale

  @Option(help: ArgumentHelp("What to do about missing values."))
  var missing = defaults.missing

  @Option(help: ArgumentHelp("What training makes small."))
  var loss = defaults.loss

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Drives everything random: initial weights, shuffling, the sine's noise.",
      valueName: "number"))
  var seed = defaults.seed

  @OptionGroup var callbacks: CallbackOptions

  @OptionGroup var crew: CrewOptions

  /// The settings that the options make.
  ///
  /// - Throws: `SettingsError` or `UsageError` for what makes no sense with any data.
  func settings() throws -> RunSettings {
    var settings = RunSettings()
    settings.data = data
    settings.target = try Self.columns(target, option: "--target")
    settings.inputs = try Self.columns(inputs, option: "--inputs")
    settings.time = time
    settings.window = window
    settings.horizon = horizon
    settings.model = model ?? "lstm:60,lstm:50,dense:\(max(settings.target.count, 1))"
    settings.epochs = epochs
    settings.batchSize = batchSize
    settings.learningRate = learningRate
    settings.clipNorm = clipNorm
    settings.validationSplit = validationSplit
    settings.testSplit = testSplit
    settings.shuffle = !keepsOrder
    settings.scale = scale
    settings.missing = missing
    settings.loss = loss
    settings.seed = seed
    settings.earlyStopping = callbacks.earlyStopping
    settings.reduceOnPlateau = callbacks.reduceOnPlateau
    settings.keepLast = callbacks.keepLast
    settings.keepBest = callbacks.keepBest
    settings.workers = try crew.count()
    settings.placement = try crew.policy().description
    try settings.validate()
    return settings
  }

  private static func columns(_ lists: [String], option: String) throws -> [String] {
    let names = lists.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw UsageError(
        "\(option) has an empty name; separate columns by single commas, and choose a column whose"
          + " name holds a comma by its number")
    }
    return names
  }
}
