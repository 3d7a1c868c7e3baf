/// What `backtest.json` holds: what was asked, every fold that is done, and in the end the errors of all.
package struct BacktestRecord: Codable, Sendable, Equatable {
  /// The version of this layout; a reader refuses a later one.
  package static let currentFormat = 1

  /// The data that was forecast.
  package struct Subject: Codable, Sendable, Equatable {
    package var name: String
    package var rows: Int
    /// `Series.fingerprint` as 16 hexadecimal digits.
    package var fingerprint: String
    package var targets: [String]

    init(_ series: Series) {
      name = series.name
      rows = series.rows
      fingerprint = RunData.digits(series.fingerprint)
      targets = series.targetColumns.map { series.columns[$0] }
    }
  }

  package var format = Self.currentFormat
  /// The version of Skein that wrote the record.
  package var skein = SkeinVersion.current
  /// The run whose settings, or whose model, were taken; null for none.
  @NullIfMissing package var run: String?
  /// The digest of that model, where it was not trained anew; null otherwise.
  @NullIfMissing package var model: FileDigest?
  /// Those of each fold's training.
  package var settings: RunSettings
  package var data: Subject
  package var plan: BacktestPlan
  /// What the MASE of each target is scaled by: the mean |yₜ − yₜ₋₁| over the rows that the first fold
  /// knows; null if they are constant.
  package var naiveStepErrors: [Double?]
  /// Those that are done, in order of time.
  package var folds: [BacktestFold] = []
  /// Over all folds, of each target; null before all are done.
  @NullIfMissing package var results: [RunTarget]?

  package init(
    run: String?, model: FileDigest?, settings: RunSettings, series: Series, plan: BacktestPlan,
    firstOrigin: Int
  ) {
    _run = NullIfMissing(wrappedValue: run)
    _model = NullIfMissing(wrappedValue: model)
    _results = NullIfMissing(wrappedValue: nil)
    self.settings = settings
    self.plan = plan
    data = Subject(series)
    let runs = series.prefix(firstOrigin).runs
    naiveStepErrors = series.targetColumns.map { series.naiveStepError(column: $0, runs: runs) }
  }

  /// Whether the folds of another record are those that this one would get.
  package func goesOn(from other: BacktestRecord) -> Bool {
    skein == other.skein && model == other.model && data == other.data && plan == other.plan
      && settings.decidingBits == other.settings.decidingBits
  }

  /// The record in the bytes of a file.
  ///
  /// - Throws: `BacktestError` for what is none.
  package init(_ bytes: [UInt8], file: String) throws {
    do {
      let format = try RunJSON.value(of: Format.self, from: bytes).format
      guard format <= Self.currentFormat else {
        throw BacktestError.laterFormat(file: file, format: format)
      }
      self = try RunJSON.value(of: BacktestRecord.self, from: bytes)
    } catch let error as DecodingError {
      throw BacktestError.malformed(file: file, problem: StoredRun.sentence(error))
    }
    guard isWhole else {
      throw BacktestError.malformed(file: file, problem: "its folds are not those it names")
    }
  }

  private struct Format: Decodable {
    var format: Int
  }

  private var isWhole: Bool {
    func isWhole(_ target: BacktestFold.Target) -> Bool {
      let counts =
        [target.predicted.count, target.actual.count] + target.methods.map(\.predicted.count)
      return counts.allSatisfy { $0 == plan.horizon } && target.methods.first?.family == .lastValue
    }
    return naiveStepErrors.count == data.targets.count
      && Set(folds.map(\.fold)).count == folds.count
      && folds.allSatisfy { fold in
        fold.fold >= 1 && fold.fold <= plan.folds && fold.rows.count == plan.horizon
          && fold.targets.count == data.targets.count && fold.targets.allSatisfy(isWhole)
      }
  }

  /// Takes over folds that were done, and the errors of all once there are all.
  mutating func add(_ done: [BacktestFold], mayBeMixed: Bool) {
    folds = (folds + done).sorted { $0.fold < $1.fold }
    if folds.count == plan.folds { results = targets(mayBeMixed: mayBeMixed) }
  }
}

extension RunSettings {
  /// The same settings on any machine, wherever the data lies.
  var decidingBits: RunSettings {
    var settings = self
    let usual = RunSettings()
    settings.data = usual.data
    settings.columnFile = usual.columnFile
    settings.workers = usual.workers
    settings.placement = usual.placement
    settings.limits = usual.limits
    settings.team = usual.team
    return settings
  }
}
