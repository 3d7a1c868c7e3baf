import Skein
import Topology

extension Train {
  /// The plan of a run that is not there yet, and its folder.
  func newRun() throws -> (plan: TrainPlan, path: String) {
    guard let from else {
      let settings = try options.settings()
      _ = try Sequential(specification: settings.model)
      let path = try output ?? RunFolder.path(named: settings.runName)
      if path.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
      return (try TrainPlan(settings, options: options), path)
    }
    let stored = try StoredRun(path: from)
    let path = try newFolder(after: stored)
    return (try TrainPlan(from: stored, options: options), path)
  }

  /// Where a run goes that goes on from the model of another one.
  func newFolder(after stored: StoredRun) throws(UsageError) -> String {
    let path = output ?? RunFolder.next(after: stored.path)
    if path.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
    if FilePath.absolute(path) == FilePath.absolute(stored.path) {
      throw UsageError("--output is the run whose model is taken; give another folder")
    }
    return path
  }

  /// The file of `--metrics`, written for the first time; nil where nobody asks for one.
  ///
  /// - Parameters:
  ///   - samples: of the training part.
  ///   - checkpoint: where the training goes on; nil at its start.
  ///   - path: the run's folder, by whose name the metrics are told apart.
  func metricsFile(
    _ settings: RunSettings, samples: Int, workers: Int, _ checkpoint: Checkpoint?, in path: String
  ) throws(FileError) -> MetricsFile? {
    guard let metrics else { return nil }
    return try MetricsFile(
      metrics,
      TrainingMetrics(
        run: FilePath.name(of: FilePath.absolute(path)), settings, samples: samples,
        workers: workers, last: checkpoint?.epochs.last))
  }

  /// Trains a new run.
  func train(_ plan: TrainPlan, to path: String) throws {
    var plan = plan
    if !noTuning, options.crew.workers == nil, options.crew.place.placement == nil {
      plan.takeTunedChoice(try Machine.discover().narrowed(by: plan.settings.limits))
    }
    // All that can be wrong with the settings is said before anything is overwritten.
    let start = try prepare(plan)
    try train(plan, start, in: RunFolder(creating: path, overwrite: overwrite))
  }
}
