import ArgumentParser
import Skein

extension Scaling: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {}
extension ListedPredictions: ExpressibleByArgument {}

/// How many rows the model sees.
enum WindowChoice: ExpressibleByArgument {
  case auto
  case rows(Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else {
      guard let rows = Int(argument) else { return nil }
      self = .rows(rows)
    }
  }
}

/// The options of `skein train` that make a run what it is; what was not given is nil, false or
/// empty, so that a resumed run can tell it from a default.
///
/// A new one is a property here, with its default in the help, and a line in `TrainSetting.all`.
struct TrainOptions: ParsableArguments {
  private static let defaults = RunSettings()

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "A file of CSV or JSON lines, several, a folder or a pattern of parts of one table, - for"
        + " standard input, or a built-in series: sine, sunspots (default: \(defaults.data)).",
      valueName: "file"), completion: .file())
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns to predict: names, numbers, ranges of numbers such as 2-4, or patterns such as 'y_*'"
        + " (default: the last column of numbers).",
      valueName: "col,…"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns that the model sees, named likewise (default: the targets).", valueName: "col,…"))
  var inputs: [String] = []

  @OptionGroup var known: KnownOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows that the model sees at once, or auto for as many as suit the data (default:"
        + " \(defaults.window)).", valueName: "rows"))
  var window: WindowChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many rows after the window to predict, all at once (default: \(defaults.horizon)).",
      valueName: "rows"))
  var horizon: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Predict the one row so many rows after the window, instead.", valueName: "rows"))
  var step: Int?

  @OptionGroup var recipe: RecipeOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Levels of intervals around forecasts, in per cent, learnt from the validation part, or none"
        + " (default: 90).", valueName: "level,…"))
  var interval: IntervalLevels?

  @Option(
    help: ArgumentHelp(
      "Layers, first to last (default: lstm:60,lstm:50,dense:1, with an output for each target and"
        + " row ahead).",
      valueName: "layers"), completion: .layers)
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Passes over the training windows; 0 keeps the initial model (default: \(defaults.epochs), or"
        + " by the recipe as many as suit the data)."))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Windows in each step of the optimizer (default: \(defaults.batchSize)).",
      valueName: "windows"))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Batches whose gradients one step sums, to the bits of one batch of all their windows in less"
        + " memory (default: \(defaults.accumulate)).",
      valueName: "batches"))
  var accumulate: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End each epoch after so many steps, with other windows each time (with --no-shuffle the first),"
        + " where there are too many (default: all of them).", valueName: "steps"))
  var stepsPerEpoch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The optimizer's step size (default: \(defaults.learningRate)).", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "What makes a step of a gradient: \(Self.usage(OptimizerCatalog.kinds)) (default:"
        + " \(defaults.optimizer.specification)).", valueName: "optimizer"),
    completion: .keywords(OptimizerCatalog.kinds))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "How the learning rate changes from step to step: \(Self.usage(ScheduleCatalog.kinds))"
        + " (default: \(defaults.schedule.specification)).", valueName: "schedule"),
    completion: .keywords(ScheduleCatalog.kinds))
  var schedule: String?

  @Option(
    help: ArgumentHelp(
      "Which average of the weights becomes the model's: \(Self.usage(AverageCatalog.kinds))"
        + " (default: none, the last ones).", valueName: "average"),
    completion: .keywords(AverageCatalog.kinds))
  var average: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest global norm of a gradient (default: none).", valueName: "norm"))
  var clipNorm: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest magnitude of a gradient's numbers, before its norm is clipped (default: none).",
      valueName: "bound"))
  var clipValue: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last part of the training windows, for validation (default:"
        + " \(defaults.validationSplit)).", valueName: "fraction"))
  var validationSplit: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last part of all windows, for the test (default: \(defaults.testSplit)).",
      valueName: "fraction"))
  var testSplit: Double?

  @Flag(name: .customLong("no-shuffle"), help: "Take the training windows in order of time.")
  var keepsOrder = false

  @Option(
    help: ArgumentHelp(
      "How to scale each column; fitted on the training part (default: \(defaults.scale))."))
  var scale: Scaling?

  @Option(help: ArgumentHelp("What training makes small (default: \(defaults.loss))."))
  var loss: Loss?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Drives everything random: initial weights, shuffling, the sine's noise (default:"
        + " \(defaults.seed)).", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "What predictions.csv lists: test, of a long test part the last 100000 rows; all; or none"
        + " (default: \(defaults.predictions)).", valueName: "part"))
  var predictions: ListedPredictions?

  @OptionGroup var task: TaskOptions

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var callbacks: CallbackOptions

  @OptionGroup var crew: CrewOptions

  private static func usage(_ kinds: [any Specified.Type]) -> String {
    kinds.map { $0.keyword + $0.usage }.joined(separator: ", ")
  }
}
