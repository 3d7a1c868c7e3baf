import Topology

/// What a choice was measured for: it holds for nothing else.
package struct TuningKey: Sendable, Codable, Equatable {
  /// `Machine.topologyHash`.
  package var machine: String
  /// The processors that the process could use.
  package var processors: CPUSet
  /// The cgroup quota.
  @NullIfMissing package var quota: Double?
  package var model: String
  package var inputSize: Int
  package var sequenceLength: Int
  package var batchSize: Int

  package init(
    _ machine: Machine, architecture: Sequential, inputSize: Int, sequenceLength: Int,
    batchSize: Int
  ) {
    self.machine = machine.topologyHash
    processors = machine.allowedProcessors
    quota = machine.quota
    model = architecture.specification
    self.inputSize = inputSize
    self.sequenceLength = sequenceLength
    self.batchSize = batchSize
  }

  package init(_ machine: Machine, _ problem: BenchmarkProblem) {
    self.init(
      machine, architecture: problem.architecture, inputSize: problem.inputSize,
      sequenceLength: problem.sequenceLength, batchSize: problem.batchSize)
  }

  /// The name of the key's file: the machine, and a hash of the rest.
  var fileName: String {
    let text = [
      processors.description, quota.map { "\($0)" } ?? "", model, "\(inputSize)",
      "\(sequenceLength)", "\(batchSize)",
    ].joined(separator: "|")
    let digits = String(XXHash64.digest(Array(text.utf8)), radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return "\(machine)-\(padded).json"
  }
}

/// The tuner's choice for one machine and one shape.
package struct StoredTuning: Sendable, Codable, Equatable {
  package static let currentFormat = 1

  package var format = currentFormat
  package var skein = SkeinVersion.current
  package var key: TuningKey
  package var workers: Int
  package var placement: PlacementPolicy
  /// The size of teams; null where it is chosen for each batch.
  @NullIfMissing package var team: Int?
  package var samplesPerSecond: Double
  /// How many times as fast as the default; null when that was not measured.
  @NullIfMissing package var ratioToDefault: Double?
  /// Whether that is above 1 beyond doubt.
  package var isFasterThanDefault: Bool

  package init(
    key: TuningKey, workers: Int, placement: PlacementPolicy, team: TeamSize = .auto,
    samplesPerSecond: Double, ratioToDefault: Double?, isFasterThanDefault: Bool
  ) {
    self.key = key
    self.workers = workers
    self.placement = placement
    if case .fixed(let size) = team { self.team = size } else { self.team = nil }
    self.samplesPerSecond = samplesPerSecond
    self.ratioToDefault = ratioToDefault
    self.isFasterThanDefault = isFasterThanDefault
  }
}
