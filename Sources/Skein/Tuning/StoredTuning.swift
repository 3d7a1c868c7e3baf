import Foundation
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
  /// The instruction set of the kernels, and the version of Skein: both change what a core gives.
  package var kernels: String
  package var skein: String

  package init(
    _ machine: Machine, architecture: Sequential, inputSize: Int, sequenceLength: Int,
    batchSize: Int, kernels: String
  ) {
    self.machine = machine.topologyHash
    processors = machine.allowedProcessors
    quota = machine.quota
    model = architecture.specification
    self.inputSize = inputSize
    self.sequenceLength = sequenceLength
    self.batchSize = batchSize
    self.kernels = kernels
    skein = SkeinVersion.current
  }

  package init(_ machine: Machine, _ problem: BenchmarkProblem, kernels: String) {
    self.init(
      machine, architecture: problem.architecture, inputSize: problem.inputSize,
      sequenceLength: problem.sequenceLength, batchSize: problem.batchSize, kernels: kernels)
  }

  /// The name of the key's file: the machine, and a hash of the rest.
  var fileName: String {
    let text = [
      processors.description, quota.map { "\($0)" } ?? "", model, "\(inputSize)",
      "\(sequenceLength)", "\(batchSize)", kernels, skein,
    ].joined(separator: "|")
    let digits = String(XXHash64.digest(Array(text.utf8)), radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return "\(machine)-\(padded).json"
  }
}

/// The tuner's choice for one machine and one shape.
package struct StoredTuning: Sendable, Codable, Equatable {
  /// 1 did not know the kernels, the version, the time and the load.
  package static let currentFormat = 2

  package var format = currentFormat
  package var key: TuningKey
  /// When it was measured, in UTC: `2026-11-29T11:20:54Z`.
  package var made: String
  /// Processors that other programs kept busy meanwhile; null where the system does not tell.
  @NullIfMissing package var othersProcessors: Double?
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
    samplesPerSecond: Double, ratioToDefault: Double?, isFasterThanDefault: Bool,
    othersProcessors: Double? = nil, made: Date = Date()
  ) {
    self.key = key
    self.made = made.ISO8601Format()
    self.othersProcessors = othersProcessors
    self.workers = workers
    self.placement = placement
    if case .fixed(let size) = team { self.team = size } else { self.team = nil }
    self.samplesPerSecond = samplesPerSecond
    self.ratioToDefault = ratioToDefault
    self.isFasterThanDefault = isFasterThanDefault
  }
}

extension StoredTuning {
  /// “2026-11-29”.
  package var day: String { String(made.prefix(10)) }

  /// Days since it was measured; nil where the time cannot be read or lies ahead.
  package func age(at now: Date = Date()) -> Double? {
    guard let date = try? Date(made, strategy: .iso8601) else { return nil }
    let days = now.timeIntervalSince(date) / 86_400
    return days >= 0 ? days : nil
  }

  /// “2 workers, placement spread, teams of 2”.
  package var crewText: String {
    MachineText.crew(workers, placement: placement) + (team.map { ", teams of \($0)" } ?? "")
  }
}
