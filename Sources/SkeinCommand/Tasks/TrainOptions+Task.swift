import Skein

extension TrainOptions {
  /// Options of forecasts, which no other task has.
  private static let ofForecasts: Set<String> = [
    "target", "inputs", "horizon", "step", "recipe", "normalize", "linear-path", "season",
    "whole-network", "scale", "time", "time-format", "series", "sort", "duplicates", "gaps",
    "missing", "column-file", "na", "decimal", "comment", "interval", "future", "static",
    "series-embedding", "calendar", "predictions",
  ]
  /// Those of them that sequences of numbers have, too.
  private static let ofNumbers: Set<String> = [
    "inputs", "scale", "missing", "na", "decimal", "comment",
  ]
  /// Parts of the samples that validate and test where nobody says.
  private static let usualPart = 0.1
  private static let usualEpochs = 10
  private static let usualWindow = 100

  /// The settings of a new run on texts or sequences.
  ///
  /// - Throws: as `settings()`.
  func settings(for task: TaskSettings) throws -> RunSettings {
    var run = RunSettings()
    let chosen = chosen
    for setting in TrainSetting.all {
      guard try setting.take(self, &run) else { continue }
      let isOfNumbers = task.input == .numbers && Self.ofNumbers.contains(setting.name)
      if Self.ofForecasts.contains(setting.name) && !isOfNumbers
        || setting.name == "window" && task.kind != .generate
      {
        throw UsageError(
          "--\(setting.name) is for forecasts and cannot go with --task \(task.kind.rawValue); leave it"
            + " out")
      }
    }
    if data.isEmpty { throw UsageError("--task \(task.kind.rawValue) needs data: --data FILE") }
    if loss == nil { run.loss = Loss(CategoricalCrossEntropy()) }
    guard run.loss.head.reading == .probabilities else {
      throw UsageError(
        "--loss \(run.loss) gives no probabilities of classes, which --task \(task.kind.rawValue) needs;"
          + " leave it out, or give crossentropy")
    }
    run.stateful = self.task.stateful
    if run.stateful {
      if run.accumulate > 1 {
        throw UsageError("--stateful takes one batch a step; leave out --accumulate")
      }
      if run.stepsPerEpoch != nil {
        throw UsageError("--stateful goes through all of the text; leave out --steps-per-epoch")
      }
    }
    if task.input != .numbers { run.scale = .none }
    if !chosen.contains("validation-split") { run.validationSplit = Self.usualPart }
    if !chosen.contains("test-split") { run.testSplit = Self.usualPart }
    if !chosen.contains("epochs") { run.epochs = Self.usualEpochs }
    if !chosen.contains("window") { run.window = Self.usualWindow }
    try run.validate()
    return run
  }
}
