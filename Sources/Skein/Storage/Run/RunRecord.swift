import Foundation
import Topology

/// What `run.json` holds: every setting of a run, what it was trained on and where, and its results.
package struct RunRecord: Codable, Sendable, Equatable {
  /// The version of this layout; a reader refuses a later one. 1 had no digests, 2 no recipes.
  package static let currentFormat = 3

  package var format = Self.currentFormat
  /// The version of Skein that wrote the record.
  package var skein = SkeinVersion.current
  package var settings: RunSettings
  package var data: RunData
  package var model: RunModel
  package var scaler: Scaler
  /// What stands between the numbers and the network; null where that is the scaler alone.
  @NullIfMissing package var recipe: WindowRecipe?
  /// The series of a panel; null for one series.
  @NullIfMissing package var panel: RunPanel?
  /// What makes intervals of forecasts; null where none were learnt.
  @NullIfMissing package var intervals: Intervals?
  /// The simple methods that the model is judged beside; null in records of earlier versions.
  @NullIfMissing package var company: Company?
  /// The model that the training went on from; null for one that began at random, and in records of
  /// earlier versions.
  @NullIfMissing package var from: RunOrigin?
  /// What a run on texts or sequences learns; null for a forecast.
  @NullIfMissing package var task: RunTask?
  package var machine: RunMachine
  package var workers: [RunWorker]
  /// Of the last training that ended; null before the first one has.
  @NullIfMissing package var results: RunResults?
  /// The digests of the run's files, by name, as they were when that training ended; checkpoints carry
  /// their own.
  @NullIfMissing package var files: [String: FileDigest]?

  package init(
    settings: RunSettings, data: RunData, model: RunModel, scaler: Scaler, machine: RunMachine,
    workers: [RunWorker], results: RunResults? = nil, recipe: WindowRecipe? = nil,
    company: Company? = nil, panel: RunPanel? = nil, task: RunTask? = nil
  ) {
    _panel = NullIfMissing(wrappedValue: panel)
    _task = NullIfMissing(wrappedValue: task)
    _recipe = NullIfMissing(wrappedValue: recipe)
    _company = NullIfMissing(wrappedValue: company)
    self.settings = settings
    self.data = data
    self.model = model
    self.scaler = scaler
    self.machine = machine
    self.workers = workers
    self.results = results
  }
}

/// The series that a run was trained on.
package struct RunData: Codable, Sendable, Equatable {
  /// The absolute path of the file, the folder or the pattern; null for a built-in series, and where
  /// several names were given.
  @NullIfMissing package var path: String?
  package var columns: [String]
  package var inputs: [String]
  package var targets: [String]
  /// Inputs whose values are known before they come; null where there are none.
  @NullIfMissing package var future: [String]?
  /// What of the calendar is among the inputs; null where nothing is.
  @NullIfMissing package var calendar: [CalendarFeature]?
  /// Which inputs are the same in all rows of each of many series; null where none is.
  @NullIfMissing package var statics: [StaticColumn]?
  package var rows: Int
  /// `Series.fingerprint` as 16 hexadecimal digits.
  package var fingerprint: String
  /// Half-open ranges of windows, `[first, end]`.
  package var training: Range<Int>
  package var validation: Range<Int>
  package var test: Range<Int>
  /// What the MASE of each target is scaled by: the mean |yₜ − yₜ₋₁| over the training rows; null
  /// if they are constant.
  package var naiveStepErrors: [Double?]
  /// How the file was read; null for arrays and in records of earlier versions.
  @NullIfMissing package var dialect: Dialect?
  /// By which the fitted rows are found again; null in records of earlier versions.
  @NullIfMissing package var trained: TrainedRows?
  /// The files that were read, with absolute paths and their digests; null for what is no file and in
  /// records of earlier versions.
  @NullIfMissing package var files: [DataFile]?

  package init(_ dataset: Dataset) {
    let series = dataset.series
    let runs = dataset.splits.training.runs
    path = series.path.map(FilePath.absolute)
    columns = series.columns
    inputs = Array(series.columns[series.inputColumns])
    targets = series.targetColumns.map { series.columns[$0] }
    future = series.futureColumns.isEmpty ? nil : series.futureNames
    calendar = series.calendar.isEmpty ? nil : series.calendar
    statics = series.statics.isEmpty ? nil : series.statics
    self.rows = series.rows
    fingerprint = Self.digits(series.fingerprint)
    training = dataset.splits.training.windows
    validation = dataset.splits.validation.windows
    test = dataset.splits.test.windows
    dialect = series.path == nil && series.files.isEmpty ? nil : series.reading?.dialect
    files =
      series.files.isEmpty
      ? nil
      : series.files.map { file in
        var file = file
        file.path = FilePath.absolute(file.path)
        return file
      }
    trained = TrainedRows(dataset)
    // Those of a panel are of each series.
    naiveStepErrors = series.targetColumns.map {
      series.panel == nil ? series.naiveStepError(column: $0, runs: runs) : nil
    }
  }

  /// Of a task: the columns of its texts or inputs and that of its labels, and how many samples each part
  /// has.
  package init(
    _ task: TaskSettings, _ names: DataNames, inputs numbers: [String], samples: [Int],
    fingerprint: UInt64
  ) {
    let text = task.text ?? LabelledTexts.usualText
    let seen = numbers.isEmpty ? [text] : numbers
    let learned = task.kind == .generate ? text : Self.label(task, beside: seen)
    let count = samples.reduce(0, +)
    inputs = seen
    targets = [learned]
    columns = numbers.isEmpty && learned == text ? seen : seen + [learned]
    rows = count
    path = names.only.flatMap { $0 == "-" ? nil : FilePath.absolute($0) }
    self.fingerprint = Self.digits(fingerprint)
    training = 0..<samples[0]
    validation = samples[0]..<samples[0] + samples[1]
    test = samples[0] + samples[1]..<count
    naiveStepErrors = [nil]
    dialect = nil
    trained = nil
    files = nil
    future = nil
    calendar = nil
    statics = nil
  }

  /// The inputs as their table names them, and those of its columns that are known ahead.
  var named: (inputs: [String], future: [String]) {
    let made = made
    return (inputs.filter { !made.contains($0) }, (future ?? []).filter { !made.contains($0) })
  }

  /// Inputs that are no columns of the table, or not as they stand there.
  var made: Set<String> {
    Set((calendar ?? []).flatMap(\.columns) + (statics ?? []).flatMap(\.columns))
  }

  /// Options that choose these columns of a table, and add those of the calendar.
  func choose(in options: inout DataOptions) {
    options.targets = targets
    (options.inputs, options.future) = named
    options.calendar = calendar.map { .features($0) } ?? .none
    options.statics = (statics ?? []).filter { !$0.isNumber }.map(\.name)
    options.numbersSeries = (statics ?? []).contains(where: \.isNumber)
    options.knownStatics = statics ?? []
  }

  package static func digits(_ hash: UInt64) -> String { TensorFile.text(hash) }
}

/// The architecture of a run's model; its weights are in `model.safetensors`.
package struct RunModel: Codable, Sendable, Equatable {
  /// What `Sequential(specification:)` reads.
  package var layers: String
  package var parameters: Int
  package var flopsPerPrediction: Int

  package init(_ model: Model) {
    layers = model.architecture.specification
    parameters = model.weights.layout.parameterCount
    flopsPerPrediction = model.forwardFlopsPerRow
  }
}

/// The machine that a run was trained on.
package struct RunMachine: Codable, Sendable, Equatable {
  /// The operating system and its version, as `uname -srm` prints them.
  package var system: String
  package var topologyHash: String
  package var packages: Int
  package var numaNodes: Int
  package var cores: Int
  package var processors: Int
  package var allowedProcessors: [Int]
  /// Processors' worth of time that a cgroup allows.
  @NullIfMissing package var quota: Double?
  /// The instruction set of the kernels.
  package var instructionSet: String
  /// hwloc's environment variables that were set and not followed; null where there were none.
  @NullIfMissing package var ignoredVariables: [String]?

  package init(_ crew: Crew) {
    let machine = crew.machine
    var name = utsname()
    uname(&name)
    system = [Self.text(name.sysname), Self.text(name.release), Self.text(name.machine)]
      .joined(separator: " ")
    topologyHash = machine.topologyHash
    packages = machine.packages
    numaNodes = machine.numaNodes
    cores = machine.cores
    processors = machine.processors
    allowedProcessors = Array(machine.allowedProcessors)
    quota = machine.quota
    instructionSet = crew.kernels.instructionSet.rawValue
    ignoredVariables = machine.ignoredVariables.isEmpty ? nil : machine.ignoredVariables
  }

  /// The text in one of `uname`'s fields, an array of characters that ends with a zero.
  private static func text<Field>(_ field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// Where a worker was placed, and where it was read back to run.
package struct RunWorker: Codable, Sendable, Equatable {
  package var worker: Int
  /// The operating system's numbers of the processors asked for.
  package var processors: [Int]
  @NullIfMissing package var core: Int?
  @NullIfMissing package var numaNode: Int?
  /// The processors that the system said it may run on; null when it was not asked.
  @NullIfMissing package var obtained: [Int]?
  /// The number of its team; null where it had rows of its own.
  @NullIfMissing package var team: Int?
  /// How the scheduler treated it; null before the training has ended, and where it does not tell.
  @NullIfMissing package var scheduling: ThreadScheduling?
  /// How many pages of its memory lie on each NUMA node; null as above.
  @NullIfMissing package var pages: [Int: Int]?
  /// Where else it ran, the first move first; null in records of earlier versions.
  @NullIfMissing package var moves: [WorkerMove]?
  /// What the system counted on its thread while it trained; null before it has.
  @NullIfMissing package var counters: RunCounters?

  package init(_ place: WorkerPlace) {
    worker = place.worker
    processors = Array(place.processors)
    core = place.core
    numaNode = place.numaNode
    obtained = nil
    team = nil
    counters = nil
  }

  package init(_ report: WorkerReport) {
    worker = report.worker
    processors = Array(report.processors)
    core = report.core
    numaNode = report.numaNode
    obtained = report.obtained.map { Array($0) }
    team = report.team
    scheduling = report.scheduling
    pages = report.pages?.nodes
    moves = report.moves
    counters = nil
  }
}
