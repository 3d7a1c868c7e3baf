import Foundation
import Skein
import Topology

/// What `skein train` is about to train: a new run, or the rest of one.
struct TrainPlan {
  private(set) var settings: RunSettings
  let dataset: Dataset
  /// Where the run goes on; nil at its start.
  let checkpoint: Checkpoint?
  /// The model that the training goes on from, and itself where it is needed; nil for one that begins at
  /// random.
  let origin: RunOrigin?
  private let start: Model?
  /// What the run's record says so far; nil for a new run.
  let former: RunRecord?
  /// What is to be said about it, one sentence each.
  private(set) var notes: [String]
  /// The linear path's error beside that without the calendar, where that was taken unasked.
  let calendarRatio: Double?
  /// What `skein tune` chose for the workers, nil when it chose nothing.
  private var tuned: StoredTuning?

  /// A new run, whose data decides what nobody has chosen.
  ///
  /// - Parameter imported: what makes the model that another program trained, and its file; nil for one that
  ///   begins at random.
  init(
    _ settings: RunSettings, options: TrainOptions,
    imported: (file: String, model: (LayerShape) throws -> Model)? = nil
  ) throws {
    var settings = settings
    let series = try DataSource.load(settings.data.names, options: settings.dataOptions)
    try series.checkCalendar()
    if options.findsWindow,
      let window = Windows.automaticLength(series, horizon: settings.farthest)
    {
      settings.window = window
    }
    // How many targets a pattern stands for is known now.
    if options.model == nil {
      settings.model = TrainOptions.usualModel(settings, targets: series.targetColumns.count)
    }
    let plain = try settings.dataset(series)
    let found = options.findsCalendar ? try settings.takeCalendar(series, plain) : nil
    dataset = found?.dataset ?? plain
    calendarRatio = found?.ratio
    let chosen = options.chosen
    settings.suit(
      trainingWindows: settings.training.samplesPerEpoch(of: dataset.training.count)
    ) { chosen.contains($0) }
    self.settings = settings
    checkpoint = nil
    former = nil
    notes = []
    guard let imported else {
      origin = nil
      start = nil
      return
    }
    let model = try imported.model(dataset.inputShape)
    origin = try RunOrigin(imported: model, file: imported.file)
    start = model
  }

  /// A run of a network that another program trained, for rows that its file says how to prepare.
  init(
    _ settings: RunSettings, preparedAs preparation: Preparation, file: String,
    model: (LayerShape) throws -> Model
  ) throws {
    let series = try DataSource.load(settings.data.names, options: settings.dataOptions)
    dataset = try Dataset(
      series, preparedAs: preparation, testSplit: settings.testSplit,
      validationSplit: settings.validationSplit)
    let start = try model(dataset.inputShape)
    self.settings = settings
    self.start = start
    origin = try RunOrigin(imported: start, file: file)
    calendarRatio = nil
    checkpoint = nil
    former = nil
    notes = []
  }

  /// A new run that goes on from the model of another one, with its preparation.
  ///
  /// - Parameters:
  ///   - data: what to train on; nil takes that of the options, or the other run's own.
  ///   - isUpdate: whether only rows are predicted that were not there when the other run was trained.
  ///   - imported: a model in place of the other run's, and the file that it is from.
  init(
    from stored: StoredRun, options: TrainOptions, data: DataNames? = nil,
    isUpdate: Bool = false, imported: (file: String, model: Model)? = nil
  ) throws {
    if let panel = stored.record.panel {
      if isUpdate, !panel.knowsAllRows { throw PanelError.noUpdate(run: stored.path) }
      if imported != nil { throw PanelError.noImport(run: stored.path) }
    }
    var settings = try options.settings(from: stored.record.settings, of: stored.path)
    if let data { settings.data = data }
    let record = stored.record
    let series =
      options.data.isEmpty && data == nil
      ? try record.ownSeries(reading: settings).series : try record.series(of: settings)
    let firstRow = isUpdate && record.panel == nil ? try record.firstNewRow(in: series) : nil
    let origin = try RunOrigin(stored, firstRow: firstRow, imported: imported)
    dataset = try record.dataset(
      series, settings, from: origin, path: stored.path, isUpdate: isUpdate)
    self.settings = settings
    self.origin = origin
    calendarRatio = nil
    start = imported?.model ?? stored.model.unread
    checkpoint = nil
    former = nil
    let panel = dataset.series.panel
    let hasVectors = settings.seriesEmbedding != nil
    let new = panel.flatMap { record.panel?.notes(on: $0, hasVectors: hasVectors) }
    notes = stored.notes + (new ?? [])
  }

  /// The mean of the models of several runs, with the preparation of the first.
  init(meanOf runs: [StoredRun], options: TrainOptions) throws {
    let model = try Model(meanOf: runs)
    let first = runs[0]
    var settings = try options.settings(from: first.record.settings, of: first.path)
    settings.model = model.architecture.specification
    let origin = try RunOrigin(model, of: runs)
    dataset = try first.record.dataset(
      first.record.ownSeries(reading: settings).series, settings, from: origin, path: first.path,
      isUpdate: false)
    self.settings = settings
    self.origin = origin
    calendarRatio = nil
    start = model.unread
    checkpoint = nil
    former = nil
    notes = runs.flatMap(\.notes)
  }

  /// The run in a folder that this process, or the first of its ranks, holds.
  ///
  /// Options that would make it another run are refused, unless they say what the run has anyway.
  init(resuming path: String, options: TrainOptions) throws {
    let record = try StoredRun.record(in: path)
    former = record
    let settings = try options.settings(resuming: record.settings)
    let series =
      options.data.isEmpty
      ? try record.ownSeries().series
      : try DataSource.load(settings.data.names, options: record.options(settings))
    let found = RunData.digits(series.fingerprint)
    if found != record.data.fingerprint || series.rows != record.data.rows {
      throw RunError.dataChanged(
        run: path, source: settings.data.description, rows: series.rows, trained: record.data.rows)
    }
    calendarRatio = nil
    origin = record.from
    dataset =
      try record.from.map { try record.dataset(series, settings, from: $0, path: path) }
      ?? settings.dataset(series)
    var notes: [String] = []
    do {
      let newest = try CheckpointFolder(path).newest()
      checkpoint = newest.checkpoint
      if let warning = newest.warning { notes.append(warning) }
    } catch CheckpointError.none {
      checkpoint = nil
      notes.append("\(path) has no checkpoint yet, so the training starts at its first step")
    }
    start = checkpoint == nil ? try origin?.start() : nil
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
        machine, architecture: try architecture(),
        inputSize: dataset.inputShape.features, sequenceLength: dataset.inputShape.vectors,
        batchSize: settings.batchSize,
        kernels: try KernelSelection.preferred().instructionSet.rawValue)
      guard let choice = try store.choice(for: key, on: machine) else { return }
      settings.workers = choice.workers
      settings.placement = choice.placement.description
      settings.team = choice.team.map { .fixed($0) } ?? .auto
      tuned = choice
    } catch {
      notes.append(
        Failure.sentence("\(error)", remedy: Remedy.options(for: error, of: nil)))
    }
  }

  /// The layers: those of the model that is there, or new ones.
  func architecture() throws -> Sequential {
    if let start { return start.architecture }
    if let former { return try Sequential(specification: former.model.layers) }
    return try settings.architecture(for: dataset)
  }

  /// The model with the weights that training begins with.
  ///
  /// Those of a checkpoint are taken as they are: making first ones takes long for large layers.
  func model(_ architecture: Sequential) throws -> Model {
    let layout = try Model.layout(
      architecture, input: dataset.inputShape,
      targets: dataset.outputs, loss: settings.loss)
    if let start { return start }
    guard let checkpoint, checkpoint.weights.count == layout.floats else {
      return try Model(architecture, for: dataset, loss: settings.loss, seed: settings.seed)
    }
    return try Model(
      architecture, input: dataset.inputShape,
      weights: Weights(layout: layout, values: checkpoint.weights))
  }

  /// Where the run goes on, or which workers were tuned for it, for people.
  func introduction(_ path: String) -> String? {
    if let tuned {
      return "tuned for this machine and shape on \(tuned.day): \(tuned.crewText)"
        + " (--no-tuning ignores it)"
    }
    if let start, let origin {
      let weights = NumberText.grouped(start.weights.layout.parameterCount)
      let run = origin.run.map { TerminalText.plain($0) }
      if let members = origin.members {
        return "the mean of what \(members.count) runs say, with \(weights) parameters in all"
      }
      guard let file = origin.file else {
        return "going on from the \(weights) parameters of \(run ?? ""), with its preparation"
      }
      return "the \(weights) parameters are those of \(TerminalText.plain(file))"
        + (run.map { ", the preparation is that of \($0)" } ?? "")
    }
    guard let checkpoint else { return nil }
    let step = checkpoint.step == 0 ? "" : ", after step \(checkpoint.step)"
    if checkpoint.epoch >= settings.epochs { return "resuming \(path) at its end" }
    return "resuming \(path) in epoch \(checkpoint.epoch + 1) of \(settings.epochs)\(step)"
  }
}
