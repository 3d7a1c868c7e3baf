import Skein
import Topology

/// What is seen of a training beside its results: a trace and counters of its workers, the status that
/// `skein top` reads, and metrics.
struct TrainObservation {
  private let path: String?
  private let book: TraceBook?
  private let metrics: MetricsFile?
  private let counters: Bool
  private let title: String
  private let places: [WorkerPlace]

  private static let steps = 100

  init(
    _ tracing: TraceOptions, counters: Bool, metrics: MetricsFile?, _ settings: RunSettings,
    crew: Crew
  ) {
    self.metrics = metrics
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

  /// The events of a training, with what is told at them elsewhere.
  func following(_ events: TrainingEvents, _ reporter: TrainReporter) -> TrainingEvents {
    metrics?.following(events) { reporter.warn($0) } ?? events
  }

  /// Writes the last metrics, and the trace of what was trained, however that ended.
  func end(_ reporter: TrainReporter) {
    metrics?.end { reporter.warn($0) }
    writeTrace(reporter)
  }

  private func writeTrace(_ reporter: TrainReporter) {
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
