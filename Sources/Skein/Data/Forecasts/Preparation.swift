/// How a series was made ready for a model: its columns by name and role, the window, the horizon and
/// the fitted scaler. Other data gets the same numbers by it, whatever its own mean and range are.
///
/// Encoding it as JSON and back gives the same bits.
public struct Preparation: Sendable, Codable, Equatable {
  /// The columns that the model sees, in its order.
  public let inputs: [String]
  /// The columns that it predicts, in its order.
  public let targets: [String]
  /// Rows that the model sees.
  public let window: Int
  /// Rows from the last one seen to the one that is predicted.
  public let horizon: Int
  /// As it was fitted to the training rows.
  public let scaler: Scaler

  /// What a dataset was prepared with.
  public init(of dataset: Dataset) {
    inputs = dataset.series.inputNames
    targets = dataset.series.targetNames
    window = dataset.windows.length
    horizon = dataset.windows.horizon
    scaler = dataset.scaler
  }

  /// Nil unless the scaler's columns are the inputs, then the targets that are none.
  package init?(
    inputs: [String], targets: [String], window: Int, horizon: Int, scaler: Scaler
  ) {
    let seen = Set(inputs)
    if scaler.columns != inputs + targets.filter({ !seen.contains($0) }) { return nil }
    self.inputs = inputs
    self.targets = targets
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
    let seen = Set(inputs)
    let columns = inputs + targets.filter { !seen.contains($0) }
    guard !inputs.isEmpty, !targets.isEmpty, columns == scaler.columns,
      Set(columns).count == columns.count, Set(targets).count == targets.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .inputs, in: container,
        debugDescription: "the scaler needs the inputs, then the targets that are none")
    }
    let sizes = 1...Int(Int32.max)
    guard sizes.contains(window), sizes.contains(horizon) else {
      throw DecodingError.dataCorruptedError(
        forKey: .window, in: container, debugDescription: "a window and a horizon have rows")
    }
  }

  /// What a model for such data takes.
  public var inputShape: LayerShape { LayerShape(steps: window, features: inputs.count) }

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
    try preparation.check(series)
    try series.checkMemoryForCopy()
    let windows = try Windows(
      of: series, length: preparation.window, horizon: preparation.horizon)
    self.init(
      series: series, windows: windows,
      splits: Splits(windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count),
      scaler: preparation.scaler)
  }

  /// `init(_:preparedAs:)` as another dataset was.
  public init(_ series: Series, like other: Dataset) throws {
    try self.init(series, preparedAs: other.preparation)
  }
}
