#if MPI
  import Foundation
  import Skein
  import Topology

  extension Train {
    /// One training of all ranks, of which the first writes the run folder.
    func run(among ranks: MPIRanks) throws {
      do {
        if options.task.task ?? .forecast != .forecast {
          throw RankError.alone("--task \(options.task.task?.rawValue ?? "")")
        }
        let place = try RankPlace(
          ranks, Machine.discover(), given: options.crew.place.limits.split)
        try ranks.rank == 0 ? lead(ranks, place) : follow(ranks, place)
        ranks.finish()
      } catch let error as Interruption {
        // All ranks have ended the same step.
        ranks.finish()
        if ranks.rank > 0 { ranks.leave(error.exitCode) }
        throw error
      } catch {
        end(ranks, error)
      }
    }

    /// Tells what is wrong and ends all ranks; what every rank finds wrong is told once, by the first.
    private func end(_ ranks: MPIRanks, _ error: any Error) {
      let failure = Failure(error, of: self)
      if ranks.rank > 0 { Thread.sleep(forTimeInterval: 1) }
      if let sentence = failure.sentence {
        let rank = ranks.rank == 0 ? "" : "rank \(ranks.rank): "
        StandardError.write("skein: \(rank)\(sentence)\n")
      }
      ranks.abort(failure.exitCode)
    }

    private func lead(_ ranks: MPIRanks, _ place: RankPlace) throws {
      if let resume {
        try refuseFolders()
        let folder = try RunFolder(resuming: resume)
        let plan = try TrainPlan(resuming: folder.path, options: options)
        try train(plan, prepare(plan, split: place.split), in: folder, among: ranks)
      } else {
        let (plan, path) = try newRun()
        let start = try prepare(plan, split: place.split)
        try train(
          plan, start, in: RunFolder(creating: path, overwrite: overwrite), among: ranks)
      }
    }

    /// What any other rank does: its part of each step, with the data and the checkpoint that the first one
    /// reads, too.
    private func follow(_ ranks: MPIRanks, _ place: RankPlace) throws {
      let plan =
        try resume.map { try TrainPlan(resuming: $0, options: options) } ?? newRun().plan
      let start = try prepare(plan, split: place.split)
      let crew = try start.crew.mustered()
      _ = RankLines.gather(ranks, crew)
      let trainer = try Trainer(
        start.model, options: plan.settings.trainingOptions, crew: crew)
      trainer.ranks = ranks
      trainer.callbacks = plan.settings.callbacks(best: nil)
      let (dataset, settings) = (plan.dataset, plan.settings)
      let history = try StopSignals.watching(.training) { request in
        trainer.stopRequest = request
        let validation = dataset.validation.source
        do {
          if let checkpoint = plan.checkpoint {
            return try trainer.resume(
              from: checkpoint, dataset.training.source, validation: validation)
          }
          return try trainer.fit(dataset.training.source, validation: validation)
        } catch let error as TrainingError where error.isDivergence {
          // The first one keeps what was good and says so; it must not be ended meanwhile.
          return trainer.history ?? History()
        }
      }
      if case .interrupted(let signal) = history.ending {
        throw Interruption(
          signal: signal, run: output ?? resume ?? "",
          epoch: min(history.epochs.count + 1, settings.epochs), epochs: settings.epochs)
      }
    }
  }
#endif
