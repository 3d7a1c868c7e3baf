import Skein
import Topology

/// `skein train --task …`: texts or sequences in, a run folder out.
struct TaskTraining {
  private let command: Train
  /// What a new run learns; nil where one goes on.
  private let asked: TaskSettings?

  /// Nil where the training is a forecast's.
  ///
  /// - Throws: `UsageError` for options that the run or the task does not have.
  init?(_ train: Train) throws {
    command = train
    guard let resume = train.resume else {
      guard let asked = try train.options.task.settings(data: train.options.data) else {
        return nil
      }
      if train.from != nil {
        throw UsageError("--from goes on from a model of a series; leave it out beside --task")
      }
      self.asked = asked
      return
    }
    let record = try StoredRun.record(in: resume)
    let task = record.task
    try train.options.task.check(
      resuming: task?.settings, isStateful: record.settings.stateful)
    if task == nil { return nil }
    asked = nil
  }

  /// - Parameters:
  ///   - ranks: the other processes that share each batch; nil for none.
  ///   - split: the part of the machine that this rank of several has; nil for none of its own.
  func run(among ranks: (any RankTransport)? = nil, split: String? = nil) throws {
    if let asked {
      let plan = try TaskPlan(asked, command.options)
      let path = try command.output ?? RunFolder.path(named: plan.settings.runName)
      if path.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
      let start = try prepare(plan, split: split)
      try train(
        plan, start, in: RunFolder(creating: path, overwrite: command.overwrite), among: ranks)
    } else if let resume = command.resume {
      try command.refuseFolders()
      let folder = try RunFolder(resuming: resume)
      let record = try StoredRun.record(in: resume)
      guard let task = record.task else { throw RunError.noRecord(path: resume) }
      let plan = try TaskPlan(resuming: folder.path, record, task, options: command.options)
      try train(plan, prepare(plan, split: split), in: folder, among: ranks)
    }
  }

  /// The same for a rank that writes nothing.
  func followed(split: String?) throws -> FollowedTraining {
    let plan: TaskPlan
    if let asked {
      plan = try TaskPlan(asked, command.options)
    } else {
      guard let resume = command.resume, let task = try StoredRun.record(in: resume).task else {
        throw RunError.noRecord(path: command.resume ?? "")
      }
      plan = try TaskPlan(
        resuming: resume, StoredRun.record(in: resume), task, options: command.options)
    }
    let start = try prepare(plan, split: split)
    return FollowedTraining(
      model: start.model, crew: start.crew, settings: plan.settings, checkpoint: plan.checkpoint,
      training: plan.material.training, validation: plan.material.validation)
  }

  private typealias Start = (model: Model, crew: Crew, wanted: Int, memory: Int?)

  private func prepare(_ plan: TaskPlan, split: String?) throws -> Start {
    try command.checkInterval()
    var settings = plan.settings
    if let split, settings.limits.split == nil { settings.limits.split = split }
    let architecture = try plan.architecture()
    let layout = try plan.layout(architecture)
    let training = plan.material.training
    let (lineup, wanted) = try settings.lineup(
      architecture, input: training.inputShape, samples: training.count)
    let memory = try MemoryNeed.check(
      architecture, layout: layout, training: training, options: plan.settings.trainingOptions,
      teams: lineup.teams)
    let weights =
      plan.checkpoint.flatMap { checkpoint in
        checkpoint.weights.count == layout.floats
          ? Weights(layout: layout, values: checkpoint.weights) : nil
      } ?? Weights(layout: layout, seed: plan.settings.seed)
    let model = try Model(architecture, input: training.inputShape, weights: weights)
    return (model, lineup.crew, wanted, memory)
  }

  private func train(
    _ plan: TaskPlan, _ start: Start, in folder: borrowing RunFolder,
    among ranks: (any RankTransport)?
  ) throws {
    let (settings, material) = (plan.settings, plan.material)
    let crew = try start.crew.mustered()
    let reporter = TrainReporter(
      settings, samples: material.training.count, checkpoint: plan.checkpoint,
      quiet: command.quiet, resultsToOutput: !command.json)
    for note in [folder.warning].compactMap(\.self) { reporter.warn(note) }
    for note in plan.notes { reporter.say("note: \(TerminalText.plain(note))") }
    try reporter.introduce(
      plan.text, model: start.model, crew: crew, wanted: start.wanted, memory: start.memory)
    if let ranks { for line in RankLines.gather(ranks, crew) { reporter.say(line) } }

    let data = RunData(
      plan.task.settings, settings.data, inputs: material.inputs, samples: material.samples,
      fingerprint: material.fingerprint)
    var record = RunRecord(
      settings: settings, data: data, model: RunModel(start.model),
      scaler: material.scaler(data.columns), machine: RunMachine(crew),
      workers: crew.placement.workers.map { RunWorker($0) }, task: plan.task)
    let trainer = try Trainer(start.model, options: settings.trainingOptions, crew: crew)
    trainer.ranks = ranks
    trainer.checkpoints = CheckpointFolder(folder.folder, interval: command.checkpointEvery)
    trainer.callbacks = settings.callbacks(best: folder.place(of: .best))
    let metrics = try command.metricsFile(
      settings, samples: material.training.count, workers: crew.count, plan.checkpoint,
      in: folder.path)
    try begin(&record, plan, trainer, in: folder)
    let logs = try TrainingLogs(
      settings, samples: material.training.count, in: folder,
      after: plan.checkpoint?.epochs ?? [])
    let observation = TrainObservation(
      command.tracing, counters: command.counters, metrics: metrics, settings, crew: crew)
    observation.watch(trainer, in: folder, reporter)
    let course = try TrainingCourse(
      trainer, settings, from: plan.checkpoint, material.training,
      validation: material.validation, reporter, logs, run: folder.path,
      observation: observation)

    let model = trainer.model
    record.workers = course.workers
    record.results = RunResults(
      history: course.epochs, targets: [], seconds: course.seconds,
      samplesPerSecond: course.samplesPerSecond, failure: course.failure?.description,
      stopped: course.stopped, restoredEpoch: course.restoredEpoch,
      classes: try material.classResults(model, loss: settings.loss, crew: crew),
      language: try material.languageResults(model, settings.trainingOptions, crew: crew))
    let written = try write(&record, model, course.epochs, logs, plan, crew, to: folder)
    let files = written.map { folder.path(of: $0) }
    if command.json { try StandardOutput.write(record.sealedText()) }
    try reporter.conclude(record, epochs: course.epochs, files: files)
    if let failure = course.failure { throw failure }
    if let best = trainer.callbacks.compactMap({ $0 as? BestModel }).first?.failure { throw best }
  }

  /// Writes what a resume needs.
  private func begin(
    _ record: inout RunRecord, _ plan: TaskPlan, _ trainer: Trainer, in folder: borrowing RunFolder
  ) throws {
    guard let former = plan.former else {
      try folder.begin(record)
      try folder.write([EpochRecord]())
      return
    }
    if let checkpoint = plan.checkpoint {
      try trainer.check(
        checkpoint, plan.material.training, validation: plan.material.validation)
    }
    record.results = former.results
    record.files = former.files
    for file in RunFolder.File.growing { record.files?[file.rawValue] = nil }
    try folder.write(record)
    try folder.write(plan.checkpoint?.epochs ?? [])
  }

  private func write(
    _ record: inout RunRecord, _ model: Model, _ epochs: [EpochRecord], _ logs: TrainingLogs,
    _ plan: TaskPlan, _ crew: Crew, to folder: borrowing RunFolder
  ) throws -> [RunFolder.File] {
    let settings = record.settings
    let chart = LineChart.losses(
      epochs, of: settings.runName, loss: settings.loss, scaling: .none)
    var digests: [RunFolder.File: FileDigest] = [:]
    digests[.model] = try folder.write(model.weights)
    var files: [RunFolder.File] = [.run, .model, .history, .loss]
    if let vocabulary = plan.material.vocabulary {
      digests[.vocabulary] = try AtomicFile.write(
        vocabulary.text, to: folder.place(of: .vocabulary))
      files.append(.vocabulary)
    }
    digests[.history] = try folder.write(epochs)
    digests.merge(try logs.finish(epochs)) { $1 }
    files += settings.log.map(\.file)
    digests[.loss] = try AtomicFile.write(chart.svg(), to: folder.place(of: .loss))
    if let table = try ClassTable(plan.material, model, loss: settings.loss, crew: crew) {
      digests[.predictions] = try table.write(to: folder.place(of: .predictions))
      files.append(.predictions)
    }
    if settings.keepBest { digests[.best] = try? folder.digest(of: .best) }
    record.files = .init(uniqueKeysWithValues: digests.map { ($0.key.rawValue, $0.value) })
    // Last, so that a folder with a record of its results has everything.
    try folder.write(record)
    return files
  }
}
