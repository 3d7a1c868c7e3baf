import Skein
import Topology

/// What is seen of a training's workers beside its results: a trace, counters, and the status that
/// `skein top` reads.
struct TrainObservation {
  private let path: String?
  private let book: TraceBook?
  private let counters: Bool
  private let title: String
  private let places: [WorkerPlace]

  private static let steps = 100

  init(_ tracing: TraceOptions, counters: Bool, _ settings: RunSettings, crew: Crew) {
    path = tracing.trace
    book = tracing.trace.map { _ in
      TraceBook(
        steps: tracing.traceSteps ?? Self.steps,
        hasTeams: crew.fixedTeams.mostMembers > 1)
    }
    self.counters = counters
    title = "\(settings.runName): \(settings.model), batch \(settings.batchSize)"
    places = crew.placement.workers
  }

  /// Makes a trainer show what it does. Nothing of this stops a training that can do without.
  func watch(_ trainer: Trainer, in folder: borrowing RunFolder, _ reporter: TrainReporter) {
    trainer.trace = book
    if counters {
      if let obstacle = HardwareAccess.here.obstacle {
        reporter.warn("no cycles, instructions and misses are counted: \(obstacle)")
        trainer.counting = .pages
      } else {
        trainer.counting = .hardware
      }
    }
    do throws(FileError) {
      StatusGuard.install()
      trainer.board = try StatusFile.board(in: folder.folder)
    } catch {
      reporter.warn("`skein top` cannot look at this training: \(error)")
    }
  }

  /// Writes the trace of what was trained, however that ended.
  func writeTrace(_ reporter: TrainReporter) {
    guard let book, let path else { return }
    do throws(FileError) {
      let (paths, lines) = try TraceFiles.write(
        book.lanes(), to: path, title: title, places: places)
      for line in lines { reporter.say(line) }
      reporter.say(FilesText.wrote(paths))
    } catch {
      reporter.warn("the trace is lost: \(error)")
    }
  }
}
