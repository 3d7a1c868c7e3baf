/// A recipe that a run names.
package enum RecipeName: String, Codable, Sendable, CaseIterable {
  case plain, auto
}

extension RunSettings {
  /// The recipe with what was asked for otherwise.
  package var fullRecipe: Recipe {
    var full = recipe == .auto ? Recipe.auto : .plain
    if let normalize { full.normalization = normalize }
    if let linearPath { full.lags = linearPath == 0 ? .none : .most(linearPath) }
    if let season { full.season = season == 0 ? .none : .rows(season) }
    // A part of a distribution or of quantiles would be another one.
    if wholeNetwork || training.loss.head.reading != .value { full.shrinks = false }
    return full
  }

  /// The data as this run prepares it.
  package func dataset(_ series: Series) throws -> Dataset {
    let full = fullRecipe
    // The scaler counts for columns that the recipe leaves to it.
    var scaling = scale == .auto && full.normalization == .auto ? Scaling.standard : scale
    // Each of many series is scaled, but for counts and classes, which stay what they are.
    if series.panel != nil, scale == .auto {
      scaling = training.loss.head.domain == .numbers ? .auto : .none
    }
    return try Dataset(
      series, window: window, horizon: horizon, step: step, testSplit: testSplit,
      validationSplit: validationSplit, scaling: scaling, recipe: full)
  }

  /// The data with as much of the network's part as the validation part says, and the intervals that are learnt
  /// from it.
  ///
  /// - Parameter model: as training left it, read by its head.
  package func settled(
    _ dataset: Dataset, by model: Model, crew: Crew
  ) throws -> (dataset: Dataset, intervals: Intervals?) {
    let shrinks = fullRecipe.shrinks
    guard dataset.validation.count > 0, shrinks || !interval.isEmpty else { return (dataset, nil) }
    let told = try model.told(dataset.validation, crew: crew)
    let settled = shrinks ? dataset.shrunk(by: told.points) : dataset
    return (settled, Intervals(interval, from: told.prepared(as: settled)))
  }

  /// Steps that a training of the usual length takes.
  private static let usualSteps = 4000
  private static let epochsThatSuit = 12...80

  /// Chooses epochs and what watches them by the number of training windows, where the recipe is `auto` and
  /// nobody asked for others.
  ///
  /// Short series have more epochs and a larger rate, so that all are trained for as many steps; the rate
  /// falls and the training ends when the validation loss does not.
  ///
  /// - Parameter isChosen: whether an option was given: its name.
  package mutating func suit(trainingWindows: Int, isChosen: (String) -> Bool) {
    guard recipe == .auto, !isChosen("epochs") else { return }
    let size = training.batchSize
    let steps = max((trainingWindows + size - 1) / size, 1)
    let range = Self.epochsThatSuit
    let epochs = min(max(Self.usualSteps / steps, range.lowerBound), range.upperBound)
    training.epochs = epochs
    if !isChosen("learning-rate"), steps * epochs < Self.usualSteps / 2 {
      training.learningRate = 0.002
    }
    guard validationSplit > 0 else { return }
    if !isChosen("early-stopping") { earlyStopping = max(epochs / 4, 5) }
    if !isChosen("reduce-on-plateau") {
      var plateau = PlateauSettings(patience: max(epochs / 10, 2))
      plateau.factor = 0.3
      reduceOnPlateau = plateau
    }
  }
}
