import Foundation
import Skein
import Topology

/// What `skein train` is about to train: a new run, or the rest of one.
struct TrainPlan {
  private(set) var settings: RunSettings
  let dataset: Dataset
  /// Where the run goes on; nil at its start.
  let checkpoint: Checkpoint?
  /// What is to be said about it, one sentence each.
  private(set) var notes: [String]
  /// What `skein tune` chose for the workers, nil when it chose nothing.
  private var tuned: StoredTuning?

  /// A new run.
  init(_ settings: RunSettings) throws {
    self.settings = settings
    dataset = try Self.dataset(
      settings, series: DataSource.load(settings.data, options: settings.dataOptions))
    checkpoint = nil
    notes = []
  }

  /// The run in a folder that this process holds.
  ///
  /// Options that would make it another run are refused, unless they say what the run has anyway.
  init(
    resuming folder: borrowing RunFolder, options: TrainOptions, given: GivenOptions
  ) throws {
    let path = folder.path
    let record = try StoredRun.record(in: path)
    var settings = record.settings
    try options.checkResumable(settings, given)
    if given.contains("epochs") { settings.epochs = options.epochs }
    if given.contains("workers") { settings.workers = try options.crew.count() }
    if given.contains("placement") {
      settings.placement = try options.crew.policy().description
    }
    try settings.validate()
    let series =
      given.contains("data")
      ? try DataSource.load(options.data, options: settings.dataOptions)
      : try record.ownSeries().series
    if given.contains("data") { settings.data = options.data }
    let found = RunData.digits(series.fingerprint)
    if found != record.data.fingerprint || series.rows != record.data.rows {
      throw RunError.dataChanged(
        run: path, source: settings.data, rows: series.rows, trained: record.data.rows)
    }
    dataset = try Self.dataset(settings, series: series)
    var notes: [String] = []
    do {
      let newest = try CheckpointFolder(path).newest()
      checkpoint = newest.checkpoint
      if let warning = newest.warning { notes.append(warning) }
    } catch CheckpointError.none {
      checkpoint = nil
      notes.append("\(path) has no checkpoint yet, so the training starts at its first step")
    }
    self.settings = settings
    self.notes = notes
  }

  /// Takes the workers and the placement that `skein tune` chose for this machine and shape.
  ///
  /// A choice only changes the speed, so one that cannot be read stops nothing.
  mutating func takeTunedChoice(_ machine: Machine) {
    let environment = ProcessInfo.processInfo.environment
    guard let store = TuningStore(environment: environment) else { return }
    do {
      let key = TuningKey(
        machine, architecture: try Sequential(specification: settings.model),
        inputSize: dataset.inputShape.features, sequenceLength: settings.window,
        batchSize: settings.batchSize)
      guard let choice = try store.choice(for: key, on: machine) else { return }
      settings.workers = choice.workers
      settings.placement = choice.placement.description
      tuned = choice
    } catch {
      notes.append("\(error)")
    }
  }

  private static func dataset(_ settings: RunSettings, series: Series) throws -> Dataset {
    try Dataset(
      series, window: settings.window, horizon: settings.horizon, testSplit: settings.testSplit,
      validationSplit: settings.validationSplit, scaling: settings.scale)
  }

  /// The model with the weights that training begins with.
  ///
  /// Those of a checkpoint are taken as they are: making first ones takes long for large layers.
  func model(_ architecture: Sequential) throws -> Model {
    let layout = try Model.layout(
      architecture, input: dataset.inputShape,
      targets: dataset.series.targetColumns.count)
    guard let checkpoint, checkpoint.weights.count == layout.floats else {
      return try Model(architecture, for: dataset, seed: settings.seed)
    }
    return try Model(
      architecture, input: dataset.inputShape,
      weights: Weights(layout: layout, values: checkpoint.weights))
  }

  /// Where the run goes on, or which workers were tuned for it, for people.
  func introduction(_ path: String) -> String? {
    if let tuned {
      return "tuned for this machine and shape:"
        + " \(NumberText.count(tuned.workers, "worker")), placement \(tuned.placement)"
        + " (--no-tuning ignores it)"
    }
    guard let checkpoint else { return nil }
    let step = checkpoint.step == 0 ? "" : ", after step \(checkpoint.step)"
    if checkpoint.epoch >= settings.epochs { return "resuming \(path) at its end" }
    return "resuming \(path) in epoch \(checkpoint.epoch + 1) of \(settings.epochs)\(step)"
  }
}

extension TrainOptions {
  /// - Throws: `UsageError` for the first option that says something else than the run's settings.
  func checkResumable(_ run: RunSettings, _ given: GivenOptions) throws {
    let own = try settings()
    func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "none" }
    let settings: [(name: String, now: String, run: String)] = [
      ("target", own.target.joined(separator: ","), run.target.joined(separator: ",")),
      ("inputs", own.inputs.joined(separator: ","), run.inputs.joined(separator: ",")),
      ("time", text(own.time), text(run.time)),
      ("window", "\(own.window)", "\(run.window)"),
      ("horizon", "\(own.horizon)", "\(run.horizon)"),
      ("model", own.model, run.model),
      ("batch-size", "\(own.batchSize)", "\(run.batchSize)"),
      ("learning-rate", "\(own.learningRate)", "\(run.learningRate)"),
      ("clip-norm", text(own.clipNorm), text(run.clipNorm)),
      ("validation-split", "\(own.validationSplit)", "\(run.validationSplit)"),
      ("test-split", "\(own.testSplit)", "\(run.testSplit)"),
      ("no-shuffle", "\(!own.shuffle)", "\(!run.shuffle)"),
      ("scale", own.scale.rawValue, run.scale.rawValue),
      ("missing", own.missing.rawValue, run.missing.rawValue),
      ("loss", own.loss.rawValue, run.loss.rawValue),
      ("seed", "\(own.seed)", "\(run.seed)"),
      ("early-stopping", text(own.earlyStopping), text(run.earlyStopping)),
      ("reduce-on-plateau", text(own.reduceOnPlateau), text(run.reduceOnPlateau)),
      ("keep-last", "\(own.keepLast)", "\(run.keepLast)"),
      ("keep-best", "\(own.keepBest)", "\(run.keepBest)"),
    ]
    for setting in settings where given.contains(setting.name) && setting.now != setting.run {
      throw UsageError(
        "--\(setting.name) is \(setting.now), but the run was started with \(setting.run); leave it"
          + " out, or start a new run")
    }
  }
}
