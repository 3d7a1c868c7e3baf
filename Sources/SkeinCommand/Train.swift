import ArgumentParser
import Skein
import Topology

/// `skein train`: data in, a run folder out.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model and write a run folder: model, forecast quality, pictures.",
    discussion: """
      EXAMPLES:
        skein train
            A noisy sine, two LSTM layers, 20 epochs; writes runs/sine.
        skein train --data sunspots --window 120 --scale standard --seed 1
            A built-in series of real measurements.
        skein train --data temps.csv --target temp --model lstm:64,dense:1
            A column of a CSV file and a smaller model; writes runs/temps.

      The run folder holds run.json (every setting and result), model.safetensors
      (PyTorch's names and shapes), history.csv, loss.svg, predictions.csv and
      predictions.svg. Without --output it is called runs/ and the name of the data
      without folder and extension. The same seed gives the same model.safetensors,
      byte for byte, for any number of workers and any placement.
      """)

  @OptionGroup var options: TrainOptions

  @Option(
    help: ArgumentHelp("The run folder (default: runs/<name of the data>).", valueName: "dir"))
  var output: String?

  @Flag(help: "Replace what Skein wrote in the run folder before.")
  var overwrite = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  @Flag(help: "Print the whole report as JSON on standard output.")
  var json = false

  func run() throws {
    let settings = try options.settings()
    let architecture = try Sequential(specification: settings.model)
    let path = try output ?? RunFolder.path(named: settings.runName)
    if path.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
    let dataset = try Dataset(
      try DataSource.load(settings.data, options: settings.dataOptions), window: settings.window,
      horizon: settings.horizon, testSplit: settings.testSplit,
      validationSplit: settings.validationSplit, scaling: settings.scale)
    let machine = try Machine.discover()
    let (pool, wanted) = try WorkerPool.forBatches(
      of: min(settings.batchSize, dataset.training.count), batchSize: settings.batchSize,
      workers: settings.workers, policy: PlacementPolicy(parsing: settings.placement),
      machine: machine)
    try MemoryNeed.check(
      architecture, dataset: dataset, batchSize: settings.batchSize, workers: pool.count)
    let model = try Model(architecture, for: dataset, seed: settings.seed)
    let folder = try RunFolder(creating: path, overwrite: overwrite)

    let reporter = TrainReporter(
      settings: settings, dataset: dataset, quiet: quiet, resultsToOutput: !json)
    reporter.introduce(model: model, pool: pool, wanted: wanted)

    let trainer = try Trainer(model, options: settings.trainingOptions, pool: pool)
    let training = try fit(trainer, dataset, reporter)
    let all = try trainer.model.predict(dataset.all, pool: pool)
    let outputs = dataset.series.targetColumns.count
    let tested = Array(all[(dataset.splits.test.windows.lowerBound * outputs)...])
    let metrics = dataset.test.count == 0 ? [] : dataset.test.metrics(of: tested)

    let record = RunRecord(
      settings: settings, data: RunData(dataset), model: RunModel(trainer.model),
      scaler: dataset.scaler, machine: RunMachine(pool), workers: training.workers,
      results: RunResults(
        history: training.epochs, metrics: metrics, seconds: training.seconds,
        samplesPerSecond: training.samplesPerSecond, failure: training.failure?.description))
    let predictions = RunPredictions(all, dataset: dataset, windows: dataset.all.windows)
    try write(record, trainer.model, training.epochs, predictions, to: folder)
    let files = RunFolder.File.training.map { folder.path(of: $0) }
    if json { try StandardOutput.write(RunJSON.text(TrainReport(record, run: path, files: files))) }
    try reporter.conclude(record, epochs: training.epochs, files: files)
    if let failure = training.failure { throw failure }
  }

  /// What a training gave, also one that was stopped by a loss that is not finite.
  private struct Training {
    var epochs: [EpochRecord]
    var seconds: Double
    var samplesPerSecond: Double
    var workers: [RunWorker]
    var failure: TrainingError?
  }

  private func fit(
    _ trainer: Trainer, _ dataset: Dataset, _ reporter: TrainReporter
  ) throws -> Training {
    do {
      let history = try trainer.fit(
        dataset.training, validation: dataset.validation, events: reporter.events)
      reporter.progressEnded()
      return Training(
        epochs: history.epochs, seconds: history.seconds,
        samplesPerSecond: history.samplesPerSecond, workers: history.workers.map { RunWorker($0) })
    } catch let error as TrainingError {
      guard case .notFinite = error else { throw error }
      reporter.progressEnded()
      let (epochs, seconds, rate) = reporter.soFar
      return Training(
        epochs: epochs, seconds: seconds, samplesPerSecond: rate,
        workers: trainer.pool.placement.workers.map { RunWorker($0) }, failure: error)
    }
  }

  private func write(
    _ record: RunRecord, _ model: Model, _ epochs: [EpochRecord], _ predictions: RunPredictions,
    to folder: borrowing RunFolder
  ) throws {
    let name = record.settings.runName
    try folder.write(model.weights)
    try folder.write(epochs)
    try AtomicFile.write(
      LineChart.losses(
        epochs, of: name, loss: record.settings.loss, scaling: record.settings.scale
      ).svg(),
      to: folder.path(of: .loss))
    try predictions.write(to: folder.path(of: .predictions))
    try AtomicFile.write(
      LineChart.predictions(predictions, of: name).svg(), to: folder.path(of: .predictionsChart))
    // Last, so that a folder with a record has everything.
    try folder.write(record)
  }
}
