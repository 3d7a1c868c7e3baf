import ArgumentParser
import Skein

/// Every option of `skein train` that is a setting of a run.
enum TrainSetting {
  /// A test checks that no option of `TrainOptions` is missing here.
  static let all: [OptionSetting<TrainOptions>] =
    [
      .init("data", .course, \.data) { options in
        options.data.isEmpty ? nil : DataNames(options.data)
      },
      .init(columns: "target", \.target, \.target),
      .init(columns: "inputs", \.inputs, \.inputs),
      .init(columns: "future", \.known.future, \.future),
      .init(columns: "static", \.known.statics, \.statics),
      .init("series-embedding", .identity, \.known.seriesEmbedding, \.seriesEmbedding),
      .init("calendar", .identity, \.calendar) { options in
        try options.known.calendar.map { try RunSettings.calendar($0) }
      },
      .init("window", .identity, \.window) { options in
        // The data decides about `auto`, when it is read.
        if case .rows(let rows) = options.window { rows } else { nil }
      },
      .init("horizon", .identity, \.horizon, \.horizon),
      .init("step", .identity, \.step, \.step),
      .init("recipe", .identity, \.recipe.recipe, \.recipe),
      .init("normalize", .identity, \.recipe.normalize, \.normalize),
      .init("linear-path", .identity, \.linearPath, text: RecipeOptions.text) {
        $0.recipe.linearPath.map { .some($0.count) }
      },
      .init("season", .identity, \.season, text: RecipeOptions.text) {
        $0.recipe.season.map { .some($0.count) }
      },
      .init(flag: "whole-network", \.recipe.wholeNetwork, \.wholeNetwork, gives: true),
      .init(
        "interval", .course, \.interval,
        text: { $0.isEmpty ? "none" : $0.map { NumberText.short($0) }.joined(separator: ",") }
      ) { $0.interval?.levels },
      .init("model", .identity, \.model, \.model),
      .init("epochs", .course, \.epochs, \.epochs),
      .init("batch-size", .identity, \.batchSize, \.batchSize),
      .init("accumulate", .identity, \.accumulate, \.accumulate),
      .init("steps-per-epoch", .identity, \.stepsPerEpoch, \.stepsPerEpoch),
      .init("learning-rate", .identity, \.learningRate, \.learningRate),
      .init("optimizer", .identity, \.optimizer, text: { $0.specification }) { options in
        try options.optimizer.map { try OptimizerCatalog.optimizer(of: $0) }
      },
      .init("schedule", .identity, \.schedule, text: { $0.specification }) { options in
        try options.schedule.map { try ScheduleCatalog.schedule(of: $0) }
      },
      .init("average", .identity, \.average, text: { $0?.specification ?? "none" }) { options in
        try options.average.map { .some(try AverageCatalog.average(of: $0)) }
      },
      .init("clip-norm", .identity, \.clipNorm, \.clipNorm),
      .init("clip-value", .identity, \.clipValue, \.clipValue),
      .init("validation-split", .identity, \.validationSplit, \.validationSplit),
      .init("test-split", .identity, \.testSplit, \.testSplit),
      .init(flag: "no-shuffle", \.keepsOrder, \.shuffle, gives: false),
      .init("scale", .identity, \.scale, \.scale),
      .init("loss", .identity, \.loss, \.loss),
      .init("seed", .identity, \.seed, \.seed),
      .init("early-stopping", .identity, \.callbacks.earlyStopping, \.earlyStopping),
      .init("reduce-on-plateau", .identity, \.callbacks.reduceOnPlateau, \.reduceOnPlateau),
      .init(flag: "keep-last", \.callbacks.keepLast, \.keepLast, gives: true),
      .init(flag: "keep-best", \.callbacks.keepBest, \.keepBest, gives: true),
      .init("predictions", .course, \.predictions, \.predictions),
      .init(
        "log", .course, \.log,
        text: { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: ",") }
      ) { options in
        let words = options.callbacks.log
        return words.isEmpty ? nil : try RunSettings.logs(words.joined(separator: ","))
      },
      .init("workers", .course, \.workers) { options in
        options.crew.workers == nil ? nil : .some(try options.crew.count())
      },
      .init("placement", .course, \.placement) { options in
        options.crew.place.placement == nil ? nil : try options.crew.place.policy().description
      },
      .init("like", .course, \.limits.like, text: LimitOptions.text) {
        try $0.crew.place.limits.mask()
      },
      .init("cores", .course, \.limits.cores, text: LimitOptions.text) {
        $0.crew.place.limits.cores.map { .some($0) }
      },
      .init("exclude", .course, \.limits.exclude, text: LimitOptions.text) {
        try $0.crew.place.limits.excluded()
      },
      .init("leave", .course, \.limits.leave) { try $0.crew.place.limits.free() },
      .init("split", .course, \.limits.split, text: LimitOptions.text) {
        try $0.crew.place.limits.share()
      },
      .init("team", .course, \.team) { try $0.crew.team.size() },
    ] + ReadingSetting.all.map { $0.within(\.reading) }
}

extension TrainSetting {
  /// Options that a training may have anew which goes on from a model; all others are the model's.
  fileprivate static let free: Set<String> = Set(
    all.filter { $0.role == .course }.map(\.name) + [
      "batch-size", "accumulate", "learning-rate", "optimizer", "schedule", "average", "clip-norm",
      "clip-value", "validation-split", "test-split", "no-shuffle", "seed", "early-stopping",
      "reduce-on-plateau", "keep-last", "keep-best", "whole-network",
    ] + ReadingSetting.all.map(\.name))
}

extension TrainOptions {
  /// Whether the data decides about the window.
  var findsWindow: Bool {
    if case .auto = window { true } else { false }
  }

  /// Whether the data decides about the calendar.
  var findsCalendar: Bool { known.calendar == nil }

  /// The names of the options that were given.
  var chosen: Set<String> {
    var run = RunSettings()
    return Set(
      TrainSetting.all.filter { (try? $0.take(self, &run)) ?? true }.map(\.name))
  }

  /// The settings of a new run.
  ///
  /// - Throws: `SettingsError`, `TopologyError` or `UsageError` for what makes no sense with any
  ///   data.
  func settings() throws -> RunSettings {
    var run = RunSettings()
    for setting in TrainSetting.all { _ = try setting.take(self, &run) }
    if let step, let horizon, step != horizon {
      throw UsageError(
        "--step predicts one row, the one --horizon rows ahead; leave one of them out")
    }
    // The built-in sine is the reference job, with and without its name; counts and classes stay what
    // they are.
    if recipe.recipe == nil, !data.isEmpty, data != [RunSettings().data.description],
      run.loss.head.domain == .numbers
    {
      run.recipe = .auto
    }
    if model == nil { run.model = Self.usualModel(run, targets: max(run.target.count, 1)) }
    try run.validate()
    if let interval, !interval.levels.isEmpty {
      if run.validationSplit == 0 {
        throw UsageError(
          "--interval is learnt from the validation part, and --validation-split 0 leaves none")
      }
      if !run.loss.head.reading.hasBands {
        throw UsageError(
          "--interval is about numbers, but --loss \(run.loss) tells classes; leave one of them out"
        )
      }
    }
    return run
  }

  /// The settings of a new run that goes on from the model of another one.
  ///
  /// - Parameters:
  ///   - run: that one's.
  ///   - path: its folder.
  /// - Throws: `UsageError` for the first option that the model or its preparation contradicts.
  func settings(from run: RunSettings, of path: String) throws -> RunSettings {
    let usual = RunSettings()
    var settings = run
    settings.workers = usual.workers
    settings.placement = usual.placement
    settings.limits = usual.limits
    settings.team = usual.team
    func refuse(_ name: String, _ now: String, _ then: String) -> UsageError {
      UsageError(
        "--\(name) is \(now), but the model of \(path) was made with \(then); a training that goes on"
          + " from it keeps its layers and its preparation, so leave it out, or train a new model")
    }
    for setting in TrainSetting.all {
      guard try setting.take(self, &settings), !TrainSetting.free.contains(setting.name)
      else { continue }
      let (now, then) = (setting.text(settings), setting.text(run))
      if now != then { throw refuse(setting.name, now, then) }
    }
    if findsWindow { throw refuse("window", "auto", "\(run.window)") }
    try settings.validate()
    return settings
  }

  /// The layers that are taken where none are given.
  static func usualModel(_ run: RunSettings, targets: Int) -> String {
    let numbers = targets * run.predictedRows
    let outputs = run.loss.head.outputs(forTargets: numbers) ?? numbers
    return "lstm:60,lstm:50,dense:\(outputs)"
  }

  /// The settings with which a run goes on.
  ///
  /// - Throws: `UsageError` for the first option that would make it another run; what `settings()`
  ///   throws.
  func settings(resuming run: RunSettings) throws -> RunSettings {
    var resumed = run
    for setting in TrainSetting.all {
      guard try setting.take(self, &resumed), setting.role == .identity else { continue }
      let (now, then) = (setting.text(resumed), setting.text(run))
      guard now == then else {
        throw UsageError(
          "--\(setting.name) is \(now), but the run was started with \(then); leave it out, or start"
            + " a new run")
      }
    }
    try resumed.validate()
    return resumed
  }
}
