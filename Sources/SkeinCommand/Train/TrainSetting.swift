import Skein

/// An option of `skein train` and the setting of a run that it is about.
///
/// What is done with every option follows from the list `all`: the settings of a new run, what a
/// resumed one takes over, and what it refuses.
struct TrainSetting: Sendable {
  typealias Option<Value> = KeyPath<TrainOptions, Value> & Sendable
  typealias Setting<Value> = WritableKeyPath<RunSettings, Value> & Sendable

  enum Role {
    /// Another value would make it another run.
    case identity
    /// A run may go on with another value.
    case course
  }

  /// The option's name without its hyphens.
  let name: String
  let role: Role
  /// Takes the option over where it was given, and says whether it was.
  let take: @Sendable (TrainOptions, inout RunSettings) throws -> Bool
  /// The setting as people write it.
  let text: @Sendable (RunSettings) -> String

  /// A test checks that no option of `TrainOptions` is missing here.
  static let all: [TrainSetting] = [
    TrainSetting("data", .course, \.data, \.data),
    TrainSetting(columns: "target", \.target, \.target),
    TrainSetting(columns: "inputs", \.inputs, \.inputs),
    TrainSetting("time", .identity, \.time, \.time),
    TrainSetting("window", .identity, \.window, \.window),
    TrainSetting("horizon", .identity, \.horizon, \.horizon),
    TrainSetting("model", .identity, \.model, \.model),
    TrainSetting("epochs", .course, \.epochs, \.epochs),
    TrainSetting("batch-size", .identity, \.batchSize, \.batchSize),
    TrainSetting("learning-rate", .identity, \.learningRate, \.learningRate),
    TrainSetting("optimizer", .identity, \.optimizer, text: { $0.specification }) { options in
      try options.optimizer.map { try OptimizerCatalog.optimizer(of: $0) }
    },
    TrainSetting("schedule", .identity, \.schedule, text: { $0.specification }) { options in
      try options.schedule.map { try ScheduleCatalog.schedule(of: $0) }
    },
    TrainSetting("clip-norm", .identity, \.clipNorm, \.clipNorm),
    TrainSetting("validation-split", .identity, \.validationSplit, \.validationSplit),
    TrainSetting("test-split", .identity, \.testSplit, \.testSplit),
    TrainSetting(flag: "no-shuffle", \.keepsOrder, \.shuffle, gives: false),
    TrainSetting("scale", .identity, \.scale, \.scale),
    TrainSetting("missing", .identity, \.missing, \.missing),
    TrainSetting("loss", .identity, \.loss, \.loss),
    TrainSetting("seed", .identity, \.seed, \.seed),
    TrainSetting("early-stopping", .identity, \.callbacks.earlyStopping, \.earlyStopping),
    TrainSetting("reduce-on-plateau", .identity, \.callbacks.reduceOnPlateau, \.reduceOnPlateau),
    TrainSetting(flag: "keep-last", \.callbacks.keepLast, \.keepLast, gives: true),
    TrainSetting(flag: "keep-best", \.callbacks.keepBest, \.keepBest, gives: true),
    TrainSetting("workers", .course, \.workers) { options in
      options.crew.workers == nil ? nil : .some(try options.crew.count())
    },
    TrainSetting("placement", .course, \.placement) { options in
      options.crew.place.placement == nil ? nil : try options.crew.place.policy().description
    },
    TrainSetting("team", .course, \.team) { try $0.crew.team.size() },
  ]
}

extension TrainSetting {
  /// - Parameter value: what the option says; nil where it was not given.
  private init<Value>(
    _ name: String, _ role: Role, _ setting: Setting<Value>,
    text: @escaping @Sendable (Value) -> String = { "\($0)" },
    value: @escaping @Sendable (TrainOptions) throws -> Value?
  ) {
    self.init(
      name: name, role: role,
      take: { options, run in
        guard let value = try value(options) else { return false }
        run[keyPath: setting] = value
        return true
      }, text: { text($0[keyPath: setting]) })
  }

  /// An option whose value is the setting.
  private init<Value>(
    _ name: String, _ role: Role, _ option: Option<Value?>, _ setting: Setting<Value>
  ) {
    self.init(name, role, setting) { $0[keyPath: option] }
  }

  /// An option whose value is the setting, which may be none.
  private init<Value>(
    _ name: String, _ role: Role, _ option: Option<Value?>, _ setting: Setting<Value?>
  ) {
    self.init(name, role, setting, text: { $0.map { "\($0)" } ?? "none" }) { options in
      options[keyPath: option].map { .some($0) }
    }
  }

  /// A flag, which gives the setting one value; the text says whether the run has it.
  private init(flag: String, _ option: Option<Bool>, _ setting: Setting<Bool>, gives value: Bool) {
    self.init(flag, .identity, setting, text: { "\($0 == value)" }) {
      $0[keyPath: option] ? value : nil
    }
  }

  /// An option that lists columns, separated by commas; several of them add up.
  private init(columns: String, _ option: Option<[String]>, _ setting: Setting<[String]>) {
    self.init(columns, .identity, setting, text: { $0.joined(separator: ",") }) { options in
      let lists = options[keyPath: option]
      guard !lists.isEmpty else { return nil }
      let names = lists.flatMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard names.allSatisfy({ !$0.isEmpty }) else {
        throw UsageError(
          "--\(columns) has an empty name; separate columns by single commas, and choose a column"
            + " whose name holds a comma by its number")
      }
      return names
    }
  }
}

extension TrainOptions {
  /// The settings of a new run.
  ///
  /// - Throws: `SettingsError`, `TopologyError` or `UsageError` for what makes no sense with any
  ///   data.
  func settings() throws -> RunSettings {
    var run = RunSettings()
    for setting in TrainSetting.all { _ = try setting.take(self, &run) }
    if model == nil { run.model = "lstm:60,lstm:50,dense:\(max(run.target.count, 1))" }
    try run.validate()
    return run
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
