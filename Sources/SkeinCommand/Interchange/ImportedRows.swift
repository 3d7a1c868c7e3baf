import ArgumentParser
import Skein

/// The options of `skein import` about the rows that a network is for, as `skein train` has them.
struct ImportedRows: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The data that the network is for (default: with --like that run's own).",
      valueName: "file"), completion: .file())
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns that it predicts (default: the last column of numbers).", valueName: "col,…"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp("Columns that it sees (default: the targets).", valueName: "col,…"))
  var inputs: [String] = []

  @OptionGroup var known: KnownOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows that it sees at once (default: \(RunSettings().window)).", valueName: "rows"))
  var window: WindowChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many rows after the window it predicts, all at once (default: 1).", valueName: "rows"))
  var horizon: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The one row after the window that it predicts.", valueName: "rows"))
  var step: Int?

  @Option(
    help: ArgumentHelp(
      "How to scale each column, fitted on the training part (default: \(RunSettings().scale))."))
  var scale: Scaling?

  @Option(
    help: ArgumentHelp(
      "What its last layer's numbers mean: the loss that it was trained with (default: mse)."))
  var loss: Loss?

  @Option(
    help: ArgumentHelp(
      "Its layers, first to last, where the file does not say, or not all.", valueName: "layers"),
    completion: .layers)
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last part of the training windows, for validation (default: 0.2).",
      valueName: "fraction"))
  var validationSplit: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last part of all windows, for the test (default: 0.2).", valueName: "fraction"))
  var testSplit: Double?

  @OptionGroup var reading: ReadingOptions

  /// Makes them options of a training.
  func choose(in options: inout TrainOptions) {
    options.data = data
    options.target = target
    options.inputs = inputs
    options.known = known
    options.window = window
    options.horizon = horizon
    options.step = step
    options.scale = scale
    options.loss = loss
    options.model = model
    options.validationSplit = validationSplit
    options.testSplit = testSplit
    options.reading = reading
  }

  /// The run of a network; where its file says how rows are prepared, by that.
  ///
  /// - Throws: `UsageError` without data, and for options that contradict the file's preparation.
  func plan(
    _ network: ImportedNetwork, file: String, options: TrainOptions
  ) throws -> TrainPlan {
    if data.isEmpty {
      throw UsageError(
        "a network is measured on rows of a series; give --data, or the run that it is --like")
    }
    var options = options
    options.model = network.specification
    options.loss = loss ?? network.loss
    // Nothing but a scaler stood around it elsewhere.
    options.recipe.recipe = network.preparation?.recipe == nil ? .plain : .auto
    let model = { (input: LayerShape) in try network.model(for: input, file: file) }
    guard let preparation = network.preparation else {
      return try TrainPlan(
        options.settings(), options: options, imported: (file: file, model: model))
    }
    let said = [
      ("target", !target.isEmpty), ("inputs", !inputs.isEmpty), ("future", !known.future.isEmpty),
      ("static", !known.statics.isEmpty), ("calendar", known.calendar != nil),
      ("window", window != nil), ("horizon", horizon != nil), ("step", step != nil),
      ("scale", scale != nil),
    ]
    for (name, isGiven) in said where isGiven {
      throw UsageError(
        "\(TerminalText.plain(file)) says how its rows are prepared; leave --\(name) out")
    }
    var settings = try options.settings()
    settings.prepare(as: preparation)
    return try TrainPlan(settings, preparedAs: preparation, file: file, model: model)
  }
}

extension RunSettings {
  /// Takes columns, window and horizon over from a preparation.
  fileprivate mutating func prepare(as preparation: Preparation) {
    let told = Set(preparation.calendar.flatMap(\.columns))
    target = preparation.targets
    inputs = preparation.inputs.filter { !told.contains($0) }
    future = preparation.asked
    calendar = preparation.calendar.isEmpty ? .none : .features(preparation.calendar)
    window = preparation.window
    if preparation.steps == 1, preparation.horizon > 1 {
      step = preparation.horizon
    } else {
      horizon = preparation.horizon
    }
  }
}
