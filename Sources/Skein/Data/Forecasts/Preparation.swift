/// How a series was made ready for a model: its columns by name and role, the window, the horizon and
/// the fitted scaler. Other data gets the same numbers by it, whatever its own mean and range are.
///
/// Encoding it as JSON and back gives the same bits.
public struct Preparation: Sendable, Codable, Equatable {
  /// The columns that the model sees, in its order.
  public let inputs: [String]
  /// The columns that it predicts, in its order.
  public let targets: [String]
  /// Those of the inputs whose values are known before they come.
  public let future: [String]
  /// What of the calendar is among the inputs, behind the others.
  public let calendar: [CalendarFeature]
  /// Which inputs are the same in all rows of each of many series.
  public let statics: [StaticColumn]
  /// Rows that the model sees.
  public let window: Int
  /// Rows from the last one seen to the last one that is predicted.
  public let horizon: Int
  /// How many rows up to there are predicted: 1, or all of them.
  public let steps: Int
  /// As it was fitted to the training rows.
  public let scaler: Scaler
  /// What stands between the numbers and the network; nil where that is the scaler alone.
  public let recipe: WindowRecipe?

  /// What a dataset was prepared with.
  public init(of dataset: Dataset) {
    inputs = dataset.series.inputNames
    targets = dataset.series.targetNames
    future = dataset.series.futureNames
    calendar = dataset.series.calendar
    statics = dataset.series.statics
    window = dataset.windows.length
    horizon = dataset.windows.horizon
    steps = dataset.windows.steps
    scaler = dataset.scaler
    recipe = dataset.recipe
  }

  /// Nil unless the scaler's columns are the inputs, then the targets that are none, and the recipe is
  /// one for them.
  package init?(
    inputs: [String], targets: [String], future: [String] = [], calendar: [CalendarFeature] = [],
    statics: [StaticColumn] = [], window: Int, horizon: Int, steps: Int = 1, scaler: Scaler,
    recipe: WindowRecipe? = nil
  ) {
    let seen = Set(inputs)
    guard Self.fit(future, calendar, statics, inputs: inputs) else { return nil }
    if scaler.columns != inputs + targets.filter({ !seen.contains($0) }) { return nil }
    if let recipe,
      !recipe.isUsable(columns: scaler.columns, inputs: inputs, targets: targets, steps: steps)
    {
      return nil
    }
    self.steps = steps
    self.recipe = recipe
    self.inputs = inputs
    self.targets = targets
    self.future = future
    self.calendar = calendar
    self.statics = statics
    self.window = window
    self.horizon = horizon
    self.scaler = scaler
  }

  /// Throws `DecodingError` unless the columns are those of the scaler and the sizes make sense.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try container.decode([String].self, forKey: .inputs)
    targets = try container.decode([String].self, forKey: .targets)
    window = try container.decode(Int.self, forKey: .window)
    horizon = try container.decode(Int.self, forKey: .horizon)
    scaler = try container.decode(Scaler.self, forKey: .scaler)
    future = try container.decodeIfPresent([String].self, forKey: .future) ?? []
    calendar = try container.decodeIfPresent([CalendarFeature].self, forKey: .calendar) ?? []
    statics = try container.decodeIfPresent([StaticColumn].self, forKey: .statics) ?? []
    steps = try container.decodeIfPresent(Int.self, forKey: .steps) ?? 1
    recipe = try container.decodeIfPresent(WindowRecipe.self, forKey: .recipe)
    let seen = Set(inputs)
    let columns = inputs + targets.filter { !seen.contains($0) }
    guard !inputs.isEmpty, !targets.isEmpty, columns == scaler.columns,
      Set(columns).count == columns.count, Set(targets).count == targets.count,
      Self.fit(future, calendar, statics, inputs: inputs)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .inputs, in: container,
        debugDescription: "the scaler needs the inputs, then the targets that are none")
    }
    let sizes = 1...Int(Int32.max)
    guard sizes.contains(window), sizes.contains(horizon), steps == 1 || steps == horizon,
      recipe?.isUsable(columns: columns, inputs: inputs, targets: targets, steps: steps) ?? true
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .window, in: container,
        debugDescription: "window, horizon, steps and recipe make no sense")
    }
  }

  /// Columns that are known ahead and that the calendar does not tell.
  package var asked: [String] {
    let told = Set(calendar.flatMap(\.columns))
    return future.filter { !told.contains($0) }
  }

  /// Whether columns that are known ahead, those of the calendar and static ones are among the inputs.
  private static func fit(
    _ future: [String], _ calendar: [CalendarFeature], _ statics: [StaticColumn], inputs: [String]
  ) -> Bool {
    let known = Set(future)
    return Set(statics.flatMap(\.columns)).isSubset(of: inputs) && known.count == future.count
      && known.isSubset(of: inputs)
      && Set(calendar).count == calendar.count
      && known.isSuperset(of: calendar.flatMap(\.columns))
  }

  private enum CodingKeys: String, CodingKey {
    case inputs, targets, future, calendar, statics, window, horizon, steps, scaler, recipe
  }

  /// Without keys for what there is none of, as earlier versions wrote it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(targets, forKey: .targets)
    if !future.isEmpty { try container.encode(future, forKey: .future) }
    if !calendar.isEmpty { try container.encode(calendar, forKey: .calendar) }
    if !statics.isEmpty { try container.encode(statics, forKey: .statics) }
    try container.encode(window, forKey: .window)
    try container.encode(horizon, forKey: .horizon)
    try container.encode(steps, forKey: .steps)
    try container.encode(scaler, forKey: .scaler)
    try container.encodeIfPresent(recipe, forKey: .recipe)
  }

  /// What a network sees of a window.
  var sight: Sight {
    Sight(
      window: window, horizon: horizon, inputs: inputs.count,
      known: future.compactMap { inputs.firstIndex(of: $0) })
  }

  /// What a model for such data takes.
  public var inputShape: LayerShape { sight.shape }

  /// The numbers that it gives: one for each target and row that is predicted.
  var outputs: Int { steps * targets.count }

  /// How far the predicted rows lie after the window.
  var ahead: ClosedRange<Int> { horizon - steps + 1...horizon }

  /// Rows that predictions rest on at most.
  var reach: Int { recipe?.reach(window: window) ?? window }

  /// Writes what the network sees of a window.
  ///
  /// - Parameters:
  ///   - past: up to the window's last row, and beyond it where columns are known ahead.
  ///   - target: [rows, inputs]
  func fill(_ past: Past, into target: UnsafeMutablePointer<Float>) {
    let sight = sight
    if let recipe {
      recipe.fill(past, sight, into: target, stride: inputs.count)
      return
    }
    for row in 0..<window + sight.ahead {
      for column in inputs.indices {
        target[row * inputs.count + column] = scaler.scale(
          past.value(sight.back(window - 1 - row, column), column), column: column)
      }
    }
  }

  /// What the network says after such a window, in the series' own units: [steps, targets].
  func restored(_ scaled: [Float], _ past: Past) -> [Double] {
    var values = [Double](repeating: 0, count: outputs)
    if let recipe {
      recipe.restore(scaled[...], past, window: window, ahead: ahead, into: &values)
    } else {
      for (place, value) in scaled.enumerated() {
        values[place] = scaler.restore(value, column: column(ofTarget: place % targets.count))
      }
    }
    return values
  }

  /// The recipe with all of the network's part, as a training begins with it.
  var untrainedRecipe: WindowRecipe? {
    var recipe = recipe
    if let shares = recipe?.shares { recipe?.shares = shares.map { _ in 1 } }
    return recipe
  }

  /// A target's place among the columns.
  func column(ofTarget target: Int) -> Int { scaler.columns.firstIndex(of: targets[target]) ?? 0 }

  /// The series with the calendar's columns and what is known ahead, where it does not say so itself.
  ///
  /// - Throws: what `check(_:)` throws, and `DataError` where the rows have no dates.
  func suited(_ series: Series) throws -> Series {
    var suited = series
    if series.calendar.isEmpty, !calendar.isEmpty {
      suited = try series.adding(.features(calendar))
    }
    try check(suited)
    suited.futureColumns = future.compactMap { suited.columns.firstIndex(of: $0) }
    return suited
  }

  /// - Throws: `PreparationError.otherColumns` unless the series has these columns in these roles.
  func check(_ series: Series) throws(PreparationError) {
    guard series.inputNames == inputs, series.targetNames == targets,
      series.columns == scaler.columns
    else {
      throw .otherColumns(
        source: series.name, inputs: series.inputNames, targets: series.targetNames,
        needed: self)
    }
  }
}

extension Series {
  /// The columns that the model sees, by name.
  public var inputNames: [String] { inputColumns.map { columns[$0] } }

  /// The inputs that are known before they come, by name.
  public var futureNames: [String] { futureColumns.map { columns[$0] } }

  /// Places of the calendar's columns.
  var calendarColumns: Set<Int> {
    let names = Set(calendar.flatMap(\.columns))
    return Set(inputColumns.filter { names.contains(columns[$0]) })
  }

  /// The columns that the model predicts, by name.
  public var targetNames: [String] { targetColumns.map { columns[$0] } }
}

extension Dataset {
  /// What other data must be prepared with to mean the same to a model.
  public var preparation: Preparation { Preparation(of: self) }

  /// New data, scaled and cut as the data of a training was: its scaler is not fitted anew.
  ///
  /// All windows are in `test`, none to train on; so `MASE` has nothing to be scaled by and is nil.
  ///
  /// - Throws: `PreparationError.otherColumns` when the columns or their roles are others,
  ///   `DataError.tooFewRows` when there is no whole window.
  public init(_ series: Series, preparedAs preparation: Preparation) throws {
    if series.panel != nil { throw PreparationError.manySeries(source: series.name) }
    let series = try preparation.suited(series)
    try series.checkMemoryForCopy()
    let windows = try Windows(
      of: series, length: preparation.window, horizon: preparation.horizon,
      steps: preparation.steps)
    self.init(
      series: series, windows: windows,
      splits: Splits(windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count),
      scaler: preparation.scaler, recipe: preparation.recipe)
  }

  /// New data to train on, scaled and cut as the data of an earlier training was: scaler and recipe are not
  /// fitted anew, and all of the network's part counts again.
  ///
  /// - Parameters:
  ///   - series: with the columns of the earlier training.
  ///   - preparation: that of the earlier training.
  ///   - testSplit: as in `init(_:window:…)`; of the windows that predict `firstRow` or later rows.
  ///   - validationSplit: the same.
  ///   - firstRow: windows that predict an earlier row belong to no part.
  /// - Throws: `PreparationError.otherColumns` when the columns or their roles are others, `DataError` when
  ///   there are too few rows or a fraction makes no sense.
  public init(
    _ series: Series, preparedAs preparation: Preparation, testSplit: Double,
    validationSplit: Double, firstRow: Int = 0
  ) throws {
    let series = try preparation.suited(series)
    let windows = try Windows(
      of: series, length: preparation.window, horizon: preparation.horizon,
      steps: preparation.steps)
    let splits = try Splits(
      windows, testSplit: testSplit, validationSplit: validationSplit,
      from: firstRow == 0 ? 0 : windows.first(at: firstRow + preparation.steps - 1))
    try series.checkMemoryForCopy()
    self.init(
      series: series.filledFromThePast(of: splits), windows: windows, splits: splits,
      scaler: preparation.scaler, recipe: preparation.untrainedRecipe)
  }

  /// `init(_:preparedAs:)` as another dataset was.
  public init(_ series: Series, like other: Dataset) throws {
    try self.init(series, preparedAs: other.preparation)
  }
}
