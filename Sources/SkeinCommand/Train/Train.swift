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
        skein train --data sunspots --window 120 --seed 1
            A built-in series of real measurements.
        skein train --data temps.csv --horizon 24
            The next 24 rows at once.
        skein train --data temps.csv --target temp --model lstm:64,dense:1
            A column of a CSV file and a smaller model; writes runs/temps.
        skein train --from runs/temps --data newer.csv --epochs 5 --learning-rate 0.0002
            Go on from a model with other data or another training; writes runs/temps-2.
        skein train --data sales.csv --target sold --future promo --calendar weekday
            With what is known before it comes: promotions, and the days of the week.
        skein train --task classify --data walks.csv --sequence id --label activity
            The class of each sequence of numbers, of whatever lengths; see docs/text.md.
        skein train --resume runs/temps
            Go on after Ctrl-C, a kill or a power cut, to the same model, byte for byte.

      The run folder holds run.json (every setting and result), model.safetensors
      (matrices lie as in PyTorch), report.html, which is one page about the run,
      history.csv, predictions.csv, and pictures of the loss, the predictions and
      their errors. Without --output it is called runs/ and the name of the data
      without folder and extension. The same seed gives the same model.safetensors,
      byte for byte, for any number of workers and any placement.
      """)

  @OptionGroup var options: TrainOptions

  @OptionGroup var config: ConfigOption

  @Option(
    help: ArgumentHelp("The run folder (default: runs/<name of the data>).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Replace what Skein wrote in the run folder before.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Go on with a run that was stopped or killed, to the same model; --epochs may grow.",
      valueName: "run"), completion: .run)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Begin with the model of a run instead of one made at random: its weights, its columns and how they"
        + " are prepared; what else is not given is as in that run.", valueName: "run"),
    completion: .run)
  var from: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write a checkpoint so often, and at the end of epochs; 0 writes one after each step.",
      valueName: "seconds"))
  var checkpointEvery = 60.0

  @OptionGroup var tracing: TraceOptions

  @Flag(
    help: ArgumentHelp(
      "Count cycles, instructions and misses of each worker for run.json, where that is permitted.")
  )
  var counters = false

  @Option(
    help: ArgumentHelp(
      "Keep a file of metrics for Prometheus up to date, for the textfile collector of its node exporter.",
      valueName: "file"), completion: .file(extensions: ["prom"]))
  var metrics: String?

  @OptionGroup var ranks: RankOptions

  @Flag(help: "Ignore what `skein tune` has chosen for this machine and shape.")
  var noTuning = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  @Flag(help: "Print run.json on standard output.")
  var json = false

  mutating func validate() { resume = resume.map(StoredRun.folder) }

  func run() throws {
    try tracing.check()
    if let ranks = try ranks.joined(split: options.crew.place.limits.split) {
      return try run(among: ranks)
    }
    if let task = try TaskTraining(self) { return try task.run() }
    if let resume {
      try refuseFolders()
      let folder = try RunFolder(resuming: resume)
      let plan = try TrainPlan(resuming: folder.path, options: options)
      try train(plan, prepare(plan), in: folder)
    } else {
      let (plan, path) = try newRun()
      try train(plan, to: path)
    }
  }

  /// - Throws: `UsageError` for options that choose the folder of a run that has one.
  func refuseFolders() throws {
    let others = [
      ("output", output != nil), ("overwrite", overwrite), ("from", from != nil),
    ]
    for (name, isGiven) in others where isGiven {
      throw UsageError("--\(name) cannot go with --resume, which goes on in its own run folder")
    }
  }

  /// - Throws: `SettingsError` for a time between checkpoints that makes no sense.
  func checkInterval() throws(SettingsError) {
    guard checkpointEvery >= 0, checkpointEvery.isFinite else {
      throw .outOfRange(
        name: "checkpoint every", value: "\(checkpointEvery)", allowed: "seconds, 0 or more")
    }
  }

  /// What a training begins with: the model, the workers, how many were wanted, and the memory that all
  /// will take, in bytes.
  typealias Start = (model: Model, crew: Crew, wanted: Int, memory: Int?)

  /// - Parameter split: the part of the machine that this rank of several has; nil for none of its own.
  func prepare(_ plan: TrainPlan, split: String? = nil) throws -> Start {
    var settings = plan.settings
    if let split, settings.limits.split == nil { settings.limits.split = split }
    try checkInterval()
    let architecture = try plan.architecture()
    let (lineup, wanted) = try settings.lineup(
      architecture, input: plan.dataset.inputShape, samples: plan.dataset.training.count)
    let memory = try MemoryNeed.check(
      architecture, dataset: plan.dataset, options: settings.trainingOptions,
      teams: lineup.teams)
    return (try plan.model(architecture), lineup.crew, wanted, memory)
  }

  /// - Parameter ranks: the other processes that share each batch; nil for none.
  func train(
    _ plan: TrainPlan, _ start: Start, in folder: borrowing RunFolder,
    among ranks: (any RankTransport)? = nil
  ) throws {
    let (model, wanted) = (start.model, start.wanted)
    let crew = try start.crew.mustered()
    let (settings, dataset, path) = (plan.settings, plan.dataset, folder.path)
    let reporter = TrainReporter(
      settings, samples: dataset.training.count, checkpoint: plan.checkpoint, quiet: quiet,
      resultsToOutput: !json)
    for note in plan.notes + [folder.warning].compactMap(\.self) { reporter.warn(note) }
    if crew.count < start.crew.count {
      reporter.warn(
        "the system started \(crew.count) of \(start.crew.count) threads, one a worker; training goes on"
          + " with those, to the same bits")
    }
    if let introduction = plan.introduction(path) { reporter.say(introduction) }
    try reporter.introduce(
      DatasetText(dataset, settings, calendarRatio: plan.calendarRatio).text, model: model,
      crew: crew, wanted: wanted,
      memory: start.memory)
    if let ranks { for line in RankLines.gather(ranks, crew) { reporter.say(line) } }

    var record = RunRecord(
      settings: settings, data: RunData(dataset), model: RunModel(model),
      scaler: dataset.scaler, machine: RunMachine(crew),
      workers: crew.placement.workers.map { RunWorker($0) }, recipe: dataset.recipe,
      company: dataset.scales == nil ? Company(dataset) : nil, panel: RunPanel(dataset))
    record.from = plan.origin
    let trainer = try Trainer(model, options: settings.trainingOptions, crew: crew)
    trainer.ranks = ranks
    trainer.checkpoints = CheckpointFolder(folder.folder, interval: checkpointEvery)
    trainer.callbacks = settings.callbacks(best: folder.place(of: .best))
    let metrics = try metricsFile(
      settings, samples: dataset.training.count, workers: crew.count, plan.checkpoint, in: path)
    try begin(&record, plan, trainer, in: folder)
    let logs = try TrainingLogs(
      settings, samples: dataset.training.count, in: folder, after: plan.checkpoint?.epochs ?? [])
    let observation = TrainObservation(
      tracing, counters: counters, metrics: metrics, settings, crew: crew)
    observation.watch(trainer, in: folder, reporter)
    let training = try TrainingCourse(
      trainer, settings, from: plan.checkpoint, dataset.training.source,
      validation: dataset.validation.source, reporter, logs, run: path,
      observation: observation)
    let teller = try trainer.model.read(by: settings.loss.head)
    let settled = try settings.settled(dataset, by: teller, crew: crew)
    record.recipe = settled.dataset.recipe
    record.intervals = settled.intervals
    let predictions = try TrainedPredictions(
      of: teller, settled.dataset, intervals: settled.intervals, listed: settings.predictions,
      crew: crew, to: folder.place(of: .predictions))
    if predictions.left > 0 {
      reporter.say(
        "note: the test part is long, so predictions.csv lists its last rows without"
          + " \(NumberText.grouped(predictions.left)) before them; --predictions all has them")
    }
    let tested = predictions.tested
    let panel = record.panelMetrics(of: tested)

    record.workers = training.workers
    record.results = RunResults(
      history: training.epochs, targets: panel == nil ? record.targets(of: tested) : [],
      seconds: training.seconds,
      samplesPerSecond: training.samplesPerSecond, failure: training.failure?.description,
      stopped: training.stopped, restoredEpoch: training.restoredEpoch,
      panel: panel.map {
        record.panelTargets($0, of: tested, isMeasured: tested.dataset.isMeasured)
      })
    try write(
      &record, trainer.model, training.epochs, logs, predictions, panel, to: folder)
    if !folder.folder.isInPlace {
      reporter.warn("\(path) was moved while it was trained; its files are where it is now")
    }
    let written =
      RunFolder.File.training + (panel == nil ? [] : [.series]) + settings.log.map(\.file)
    let files = written.filter { file in
      [.run, .report].contains(file) || record.files?[file.rawValue] != nil
    }.map { folder.path(of: $0) }
    if json { try StandardOutput.write(record.sealedText()) }
    try reporter.conclude(record, epochs: training.epochs, files: files)
    if let failure = training.failure { throw failure }
    if let best = trainer.callbacks.compactMap({ $0 as? BestModel }).first?.failure { throw best }
  }

  /// Writes what a resume needs, should this process not come to its end; before it, everything is
  /// checked that can be, and a run that was there keeps the results that it has.
  private func begin(
    _ record: inout RunRecord, _ plan: TrainPlan, _ trainer: Trainer, in folder: borrowing RunFolder
  ) throws {
    let dataset = plan.dataset
    guard let former = plan.former else {
      try folder.begin(record)
      try folder.write([EpochRecord]())
      return
    }
    if let checkpoint = plan.checkpoint {
      try trainer.check(checkpoint, dataset.training, validation: dataset.validation)
    }
    record.results = former.results
    // The model that is there goes with its own share of the network and its own intervals.
    record.recipe = former.recipe
    record.intervals = former.intervals
    record.files = former.files
    for file in RunFolder.File.growing { record.files?[file.rawValue] = nil }
    try folder.write(record)
    try folder.write(plan.checkpoint?.epochs ?? [])
  }

  private func write(
    _ record: inout RunRecord, _ model: Model, _ epochs: [EpochRecord], _ logs: TrainingLogs,
    _ predictions: consuming TrainedPredictions, _ panel: [PanelMetrics]?,
    to folder: borrowing RunFolder
  ) throws {
    let pictures = RunPictures(
      record, epochs: epochs, predictions: predictions.last, tested: predictions.testedRows)
    var digests: [RunFolder.File: FileDigest] = [:]
    digests[.model] = try folder.write(model.weights)
    digests[.history] = try folder.write(epochs)
    digests.merge(try logs.finish(epochs)) { $1 }
    for (file, svg) in pictures.files {
      digests[file] = try AtomicFile.write(svg, to: folder.place(of: file))
    }
    let dataset = predictions.last.dataset
    digests[.predictions] = try predictions.commit()
    if digests[.predictions] == nil { try folder.remove(.predictions) }
    if let panel { digests[.series] = try folder.write(panel) }
    if record.settings.keepBest { digests[.best] = try? folder.digest(of: .best) }
    record.files = .init(uniqueKeysWithValues: digests.map { ($0.key.rawValue, $0.value) })
    let report = RunReport(record, model: model, pictures: pictures, dataset: dataset)
    // Without a digest, because it can be made anew at any time.
    try AtomicFile.write(report.html, to: folder.place(of: .report))
    // Last, so that a folder with a record of its results has everything.
    try folder.write(record)
  }
}
