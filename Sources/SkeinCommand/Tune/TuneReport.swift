import Skein
import Topology

/// What `skein tune --json` prints.
struct TuneReport: Encodable {
  struct Row: Encodable {
    let workers: Int
    let placement: String
    let team: String
    let samplesPerSecond: Double
    let ratioToDefault: Double
    @NullIfMissing var interval: [Double]?
    let passes: Int
    /// Whether it was in the last round, whose passes alone are counted then.
    let isFinalist: Bool
    let isDefault: Bool
    let isChosen: Bool
  }

  let machine: String
  let model: String
  let inputSize: Int
  let sequenceLength: Int
  let batchSize: Int
  let workers: Int
  let placement: String
  let team: String
  let isFasterThanDefault: Bool
  @NullIfMissing var ratioToDefault: Double?
  @NullIfMissing var interval: [Double]?
  let candidates: [Row]
  /// Processors that other programs kept busy meanwhile.
  @NullIfMissing var othersProcessors: Double?
  let isKept: Bool
  let seconds: Double
  let wasStopped: Bool
  let notes: [String]
  let files: [String]

  init(
    _ outcome: Tuner.Outcome, problem: BenchmarkProblem, machine: Machine, notes: [String],
    load: TuningLoad, files: [String]
  ) {
    self.machine = machine.topologyHash
    model = problem.architecture.specification
    inputSize = problem.inputSize
    sequenceLength = problem.sequenceLength
    batchSize = problem.batchSize
    workers = outcome.chosen.workers
    placement = outcome.chosen.policy.description
    team = outcome.chosen.team.description
    isFasterThanDefault = outcome.verdict.isFaster
    ratioToDefault = outcome.verdict.estimate?.ratio
    interval = outcome.verdict.estimate?.interval.map { [$0.lowerBound, $0.upperBound] }
    candidates = outcome.rows.map { row in
      Row(
        workers: row.workers, placement: row.policy.description, team: row.team.description,
        samplesPerSecond: row.samplesPerSecond, ratioToDefault: row.estimate.ratio,
        interval: row.estimate.interval.map { [$0.lowerBound, $0.upperBound] }, passes: row.count,
        isFinalist: row.isFinalist, isDefault: row.isStandard, isChosen: row.isChosen)
    }
    othersProcessors = load.processors
    isKept = files.contains { $0.hasSuffix(".json") }
    seconds = outcome.seconds
    wasStopped = outcome.wasStopped
    self.notes = notes
    self.files = files
  }
}
