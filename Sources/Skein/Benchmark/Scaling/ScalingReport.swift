import Topology

/// What `skein bench --predict` and `skein tune --predict` write: predictions beside all that they
/// rest on, and beside measurements where the machine is this one.
package struct ScalingReport: Sendable, Codable, Equatable {
  /// The machine that is predicted.
  package struct Target: Sendable, Codable, Equatable {
    /// `this machine`, a file's path or a synthetic description.
    package var source: String
    package var topologyHash: String
    package var packages: Int
    package var numaNodes: Int
    package var cores: Int
    package var processors: Int
    @NullIfMissing package var quota: Double?
    /// Bytes a second that each NUMA node is taken to have.
    package var nodeBandwidth: Double
    /// Where that figure comes from.
    package var bandwidthSource: BandwidthSource

    package init(_ machine: Machine, nodeBandwidth: Double, bandwidthSource: BandwidthSource) {
      self.bandwidthSource = bandwidthSource
      source = machine.source
      topologyHash = machine.topologyHash
      packages = machine.packages
      numaNodes = machine.numaNodes
      cores = machine.cores
      processors = machine.processors
      quota = machine.quota
      self.nodeBandwidth = nodeBandwidth
    }
  }

  /// Where a figure of memory's speed comes from.
  package enum BandwidthSource: String, Sendable, Codable {
    /// The machine that is predicted.
    case measured
    /// Measured here, and assumed of a machine that is elsewhere.
    case assumed
    case given
  }

  /// A prediction, and what was measured of the same workers.
  package struct Line: Sendable, Codable, Equatable {
    package var prediction: ScalingPrediction
    /// In samples a second; null for a machine that is not here.
    @NullIfMissing package var measured: Double?
    /// The predicted rate over the measured one, less 1.
    @NullIfMissing package var error: Double?

    package init(_ prediction: ScalingPrediction, measured: Double? = nil) {
      self.prediction = prediction
      self.measured = measured
      error = measured.map { prediction.samplesPerSecond / $0 - 1 }
    }
  }

  package var skein = SkeinVersion.current
  package var target: Target
  /// Where the core was measured.
  package var machine: RunMachine
  package var model: String
  package var inputSize: Int
  package var scaling: BenchmarkRun.Scaling
  package var profile: CoreProfile
  /// How far cores are from each other, and which distances were measured.
  package var ways: CoreWays
  package var lines: [Line]
  /// What limits the placements and what was assumed, one sentence each.
  package var notes: [String]

  /// - Parameters:
  ///   - crew: the one that was measured.
  ///   - notes: of the placements.
  package init(
    _ model: ScalingModel, of problem: BenchmarkProblem, scaling: BenchmarkRun.Scaling,
    crew: Crew, lines: [Line], notes: [String]
  ) {
    target = Target(
      model.machine, nodeBandwidth: model.nodeBandwidth, bandwidthSource: model.bandwidthSource)
    machine = RunMachine(crew)
    self.model = problem.architecture.specification
    inputSize = problem.inputSize
    self.scaling = scaling
    profile = model.profile
    ways = model.ways
    self.lines = lines
    self.notes = notes + Self.assumptions(model)
  }

  private static func assumptions(_ model: ScalingModel) -> [String] {
    var notes: [String] = []
    if !model.machine.isThisMachine {
      notes.append(
        "Nothing ran on that machine: its cores are taken to be as fast as the one measured here.")
    }
    if !model.profile.exchange.isMeasured {
      notes.append(
        "Only one processor may be used here, so the cost of barriers and of data that another core"
          + " wrote is assumed, not measured.")
    }
    let assumed = ["same cache", "same package", "other package"].filter {
      !model.ways.measured.contains($0)
    }
    if !model.ways.measured.isEmpty, !assumed.isEmpty {
      notes.append(
        "The pairs of cores that were measured have no distance \(assumed.joined(separator: " or ")):"
          + " its way is assumed.")
    }
    return notes
  }
}
