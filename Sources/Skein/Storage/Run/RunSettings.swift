import Topology

/// Everything that a user chooses for a run, with the defaults of `skein train`; the options of the
/// training are members as well, and stand beside the others in `run.json`.
@dynamicMemberLookup
package struct RunSettings: Codable, Sendable, Equatable {
  /// `sine`, `sunspots`, or paths of files, folders or patterns as they were given.
  package var data: DataNames = "sine"
  /// Columns by name or number; empty takes the last column of numbers.
  package var target: [String] = []
  /// Empty takes the targets.
  package var inputs: [String] = []
  /// Inputs that are known before they come.
  package var future: [String] = []
  /// Columns that are the same in all rows of each of many series, as inputs.
  package var statics: [String] = []
  /// Numbers of the vector that is learnt for each of many series; nil for none.
  package var seriesEmbedding: Int?
  /// What the calendar says of the rows, as inputs.
  package var calendar = CalendarChoice.none
  package var time: String?
  /// The sign between columns, or its name: `tab`, `blank`; nil finds it out.
  package var delimiter: String?
  /// What is asked about the form of the file.
  package var form = TableForm()
  /// What its rows have to do with each other.
  package var order = RowOrder()
  /// `auto`, `never`, or the folder of column files.
  package var columnFile = "auto"
  package var window = 50
  /// Rows after the window that are predicted, all at once.
  package var horizon = 1
  /// The one row after the window that is predicted instead; nil for all up to the horizon.
  package var step: Int?
  package var recipe = RecipeName.plain
  /// What differs from the recipe; nil, or false, for nothing.
  package var normalize: Recipe.Normalization?
  /// Lags of the linear path, 0 for no path.
  package var linearPath: Int?
  /// Rows of a season, 0 for none.
  package var season: Int?
  /// Whether all of what the network says counts, whatever the validation part says.
  package var wholeNetwork = false
  /// Levels of intervals around forecasts, per cent; none where it is empty.
  package var interval: [Double] = [90]
  package var model = "lstm:60,lstm:50,dense:1"
  package var training = TrainingOptions()
  package var validationSplit = 0.2
  package var testSplit = 0.2
  package var scale = Scaling.auto
  package var missing = MissingValues.refuse
  /// Epochs without a lower loss after which training stops; nil for never.
  package var earlyStopping: Int?
  package var reduceOnPlateau: PlateauSettings?
  /// Whether the model keeps the last epoch's weights, not those with the lowest validation loss.
  package var keepLast = false
  /// Whether the weights of the best epoch are kept in a file of their own.
  package var keepBest = false
  /// Which predictions the table of the run lists.
  package var predictions = ListedPredictions.test
  /// For which programs epochs are logged, beside `history.csv`.
  package var log: [LogFormat] = []
  /// Nil for as many as the placement finds room for.
  package var workers: Int?
  package var placement = "spread"
  /// What is left out of the machine before workers are placed.
  package var limits = PlacementLimits()
  package var team = TeamSize.auto

  package init() {}

  /// An option of the training: `settings.batchSize`.
  package subscript<Value>(
    dynamicMember path: WritableKeyPath<TrainingOptions, Value>
  ) -> Value {
    get { training[keyPath: path] }
    set { training[keyPath: path] = newValue }
  }

  package init(from decoder: any Decoder) throws {
    try decodeSettings(from: decoder)
    try training.decodeSettings(from: decoder)
    // Before there were recipes, a horizon was one row.
    let container = try decoder.container(keyedBy: SettingKey.self)
    if !container.contains(SettingKey(name: "recipe")), horizon > 1 {
      step = horizon
      horizon = 1
    }
  }

  package func encode(to encoder: any Encoder) throws {
    try encodeSettings(to: encoder)
    try training.encodeSettings(to: encoder)
  }

  /// - Throws: `SettingsError` for the first setting that makes no sense with any data.
  package func validate() throws(SettingsError) {
    for setting in Self.settings { try setting.validate(self) }
    try training.validate()
  }

  /// Every setting by its name in JSON, as text: what a comparison of two runs goes through.
  package var texts: [(key: String, text: String)] {
    Self.settings.map { ($0.key.stringValue, $0.text(self)) }
      + TrainingOptions.settings.map { ($0.key.stringValue, $0.text(training)) }
  }

  /// How far the last predicted row lies after the window.
  package var farthest: Int { step ?? horizon }

  /// How many rows are predicted at once.
  package var predictedRows: Int { step == nil ? horizon : 1 }

  static let mostEpochs = TrainingOptions.mostEpochs

  /// The layers of a new model for the data: `model`, behind the vectors of the series where those are learnt.
  ///
  /// - Throws: `ModelError`.
  package func architecture(for dataset: Dataset) throws -> Sequential {
    guard let seriesEmbedding, let panel = dataset.series.panel else {
      return try Sequential(specification: model)
    }
    let vectors = EntityEmbedding(panel.count + 1, size: seriesEmbedding)
    return try Sequential(specification: "\(vectors.specification),\(model)")
  }

  /// What watches the epochs, in the order in which they are asked.
  ///
  /// - Parameter best: where the best model goes, if it is kept; nil where there is no run folder.
  package func callbacks(best: FilePlace?) -> [any TrainingCallback] {
    var callbacks: [any TrainingCallback] = []
    if let plateau = reduceOnPlateau { callbacks.append(plateau.callback) }
    if let patience = earlyStopping { callbacks.append(EarlyStopping(patience: patience)) }
    if !keepLast, validationSplit > 0 { callbacks.append(BestWeights()) }
    if keepBest, let best { callbacks.append(BestModel(best)) }
    return callbacks
  }

  /// How the data is read.
  package var dataOptions: DataOptions {
    var options = DataOptions(
      targets: target, inputs: inputs, timeColumn: time,
      delimiter: delimiter.flatMap { Self.delimiters[$0] ?? $0.utf8.first },
      missingValues: missing, seed: training.seed)
    options.future = future
    options.statics = statics
    options.numbersSeries = seriesEmbedding != nil
    options.calendar = calendar
    options.form = form
    options.order = order
    options.columnFile = ColumnFileChoice(columnFile)
    return options
  }

  /// Signs between columns that have a name.
  package static let delimiters: [String: UInt8] = [
    "tab": 9, "\\t": 9, "blank": 32, "blanks": 32, "space": 32, "comma": 44, "semicolon": 59,
    "pipe": 124,
  ]

  package var trainingOptions: TrainingOptions { training }

  /// The name of a run without a name of its own: that of its data without folder and extension,
  /// with hyphens for all but letters, digits, dots, hyphens and underscores.
  ///
  /// The same data always gives the same name: `sine`, `sunspots`, `seattle-temps`.
  package var runName: String {
    if data.isStandardInput { return "stdin" }
    var path = data.names.first ?? ""
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var name = Substring(FilePath.name(of: path))
    // A pattern for all names of a folder is called as the folder.
    if !name.contains(where: { $0.isLetter || $0.isNumber }) || name.hasPrefix("*") {
      let folder = FilePath.name(of: FilePath.folder(of: path))
      if folder != "." { name = Substring(folder) }
    }
    for end in [".gz", ".zst", ".xz", ".bz2"] where name.hasSuffix(end) {
      name = name.dropLast(end.count)
    }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
    let safe = String(
      name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
    let visible = safe.drop { $0 == "." }
    return visible.isEmpty ? "run" : String(visible)
  }
}
