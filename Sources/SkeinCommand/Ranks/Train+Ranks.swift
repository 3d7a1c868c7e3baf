import Foundation
import Skein
import Topology

extension Train {
  /// One training of all ranks, of which the first writes the run folder.
  func run(among ranks: MPIRanks) throws {
    try ranks.run(self) {
      let split = try RankPlace(
        ranks, Machine.discover(), given: options.crew.place.limits.split
      ).split
      if let task = try TaskTraining(self) {
        try ranks.rank == 0
          ? task.run(among: ranks, split: split) : follow(ranks, task.followed(split: split))
      } else {
        try ranks.rank == 0 ? lead(ranks, split: split) : follow(ranks, followed(split: split))
      }
    }
  }

  /// A new run that all ranks train, as `train(_:to:)` does alone.
  ///
  /// - Parameter path: its folder, which the first rank writes.
  func train(_ plan: TrainPlan, to path: String, among ranks: MPIRanks) throws {
    let split = try RankPlace(ranks, Machine.discover(), given: nil).split
    let start = try prepare(plan, split: split)
    if ranks.rank == 0 {
      try train(plan, start, in: RunFolder(creating: path, overwrite: overwrite), among: ranks)
    } else {
      try follow(ranks, FollowedTraining(plan, start))
    }
  }

  private func lead(_ ranks: MPIRanks, split: String?) throws {
    if let resume {
      try refuseFolders()
      let folder = try RunFolder(resuming: resume)
      let plan = try TrainPlan(resuming: folder.path, options: options)
      try train(plan, prepare(plan, split: split), in: folder, among: ranks)
    } else {
      let (plan, path) = try newRun()
      let start = try prepare(plan, split: split)
      try train(
        plan, start, in: RunFolder(creating: path, overwrite: overwrite), among: ranks)
    }
  }

  private func followed(split: String?) throws -> FollowedTraining {
    let plan =
      try resume.map { try TrainPlan(resuming: $0, options: options) } ?? newRun().plan
    return try FollowedTraining(plan, prepare(plan, split: split))
  }

  /// What any other rank does: its part of each step.
  private func follow(_ ranks: MPIRanks, _ training: FollowedTraining) throws {
    let settings = training.settings
    let crew = try training.crew.mustered()
    _ = RankLines.gather(ranks, crew)
    let trainer = try Trainer(training.model, options: settings.trainingOptions, crew: crew)
    trainer.ranks = ranks
    trainer.callbacks = settings.callbacks(best: nil)
    let history: History? = try StopSignals.watching(.training) { request in
      trainer.stopRequest = request
      do {
        if let checkpoint = training.checkpoint {
          return try trainer.resume(
            from: checkpoint, training.training, validation: training.validation)
        }
        return try trainer.fit(training.training, validation: training.validation)
      } catch let error as TrainingError where error.isDivergence {
        // The first one keeps what was good and says so; it must not be ended meanwhile.
        return nil
      }
    }
    if let history, case .interrupted(let signal) = history.ending {
      throw Interruption(
        signal: signal, run: output ?? resume ?? "",
        epoch: min(history.epochs.count + 1, settings.epochs), epochs: settings.epochs)
    }
  }
}

/// What a rank trains that is not the first: the same data and the same checkpoint.
struct FollowedTraining {
  let model: Model
  let crew: Crew
  let settings: RunSettings
  let checkpoint: Checkpoint?
  let training: any SampleSource
  let validation: (any SampleSource)?
}

extension FollowedTraining {
  init(_ plan: TrainPlan, _ start: Train.Start) {
    self.init(
      model: start.model, crew: start.crew, settings: plan.settings, checkpoint: plan.checkpoint,
      training: plan.dataset.training.source, validation: plan.dataset.validation.source)
  }
}
