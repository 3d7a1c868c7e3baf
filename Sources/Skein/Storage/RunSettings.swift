import Topology

/// Everything that a user chooses for a run, with the defaults of `skein train`.
package struct RunSettings: Codable, Sendable, Equatable {
  /// `sine`, `sunspots`, or the path of a CSV file as it was given.
  package var data = "sine"
  /// Columns by name or number; empty takes the last column of numbers.
  package var target: [String] = []
  /// Empty takes the targets.
  package var inputs: [String] = []
  @NullIfMissing package var time: String?
  package var window = 50
  package var horizon = 1
  package var model = "lstm:60,lstm:50,dense:1"
  package var epochs = 20
  package var batchSize = 32
  package var learningRate = 0.001
  @NullIfMissing package var clipNorm: Double?
  package var validationSplit = 0.2
  package var testSplit = 0.2
  package var shuffle = true
  package var scale = Scaling.none
  package var missing = MissingValues.refuse
  package var loss = Loss.mse
  package var seed: UInt64 = 0
  /// Epochs without a lower loss after which training stops; null for never.
  @NullIfMissing package var earlyStopping: Int?
  @NullIfMissing package var reduceOnPlateau: PlateauSettings?
  /// Whether the model keeps the last epoch's weights, not those with the lowest validation loss.
  package var keepLast = false
  /// Whether the weights of the best epoch are kept in a file of their own.
  package var keepBest = false
  /// Null for as many as the placement finds room for.
  @NullIfMissing package var workers: Int?
  package var placement = "spread"

  package init() {}

  /// The longest window and the farthest horizon: no series is long enough for more.
  package static let mostRows = 1_000_000

  /// - Throws: `SettingsError` for the first number that makes no sense with any data.
  package func validate() throws {
    func check(_ name: String, _ value: Int) throws(SettingsError) {
      guard (1...Self.mostRows).contains(value) else {
        throw .outOfRange(
          name: name, value: "\(value)", allowed: "a number of rows from 1 to \(Self.mostRows)")
      }
    }
    func check(_ name: String, _ fraction: Double) throws(SettingsError) {
      guard fraction >= 0, fraction < 1 else {
        throw .outOfRange(
          name: name, value: "\(fraction)", allowed: "a fraction from 0 to less than 1")
      }
    }
    try check("window", window)
    try check("horizon", horizon)
    try check("validation split", validationSplit)
    try check("test split", testSplit)
    try trainingOptions.validate()
    if let earlyStopping, !(1...Self.mostEpochs).contains(earlyStopping) {
      throw SettingsError.outOfRange(
        name: "early stopping", value: "\(earlyStopping)",
        allowed: "a number of epochs from 1 to \(Self.mostEpochs)")
    }
    try reduceOnPlateau?.validate()
    if let workers, !(1...Machine.maximumWorkers).contains(workers) {
      throw SettingsError.outOfRange(
        name: "workers", value: "\(workers)",
        allowed: "a number from 1 to \(Machine.maximumWorkers), or auto")
    }
  }

  static let mostEpochs = 1_000_000_000

  /// What watches the epochs, in the order in which they are asked.
  package func callbacks(in folder: String) -> [any TrainingCallback] {
    var callbacks: [any TrainingCallback] = []
    if let plateau = reduceOnPlateau { callbacks.append(plateau.callback) }
    if let patience = earlyStopping { callbacks.append(EarlyStopping(patience: patience)) }
    if !keepLast, validationSplit > 0 { callbacks.append(BestWeights()) }
    if keepBest { callbacks.append(BestModel(path: RunFolder.File.best.path(in: folder))) }
    return callbacks
  }

  /// How the data is read.
  package var dataOptions: DataOptions {
    DataOptions(
      targets: target, inputs: inputs, timeColumn: time, missingValues: missing, seed: seed)
  }

  package var trainingOptions: TrainingOptions {
    TrainingOptions(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate, clipNorm: clipNorm,
      loss: loss, shuffle: shuffle, seed: seed)
  }

  /// The name of a run without a name of its own: that of its data without folder and extension,
  /// with hyphens for all but letters, digits, dots, hyphens and underscores.
  ///
  /// The same data always gives the same name: `sine`, `sunspots`, `seattle-temps`.
  package var runName: String {
    var name = Substring(FilePath.name(of: data))
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
    let safe = String(
      name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
    let visible = safe.drop { $0 == "." }
    return visible.isEmpty ? "run" : String(visible)
  }
}
