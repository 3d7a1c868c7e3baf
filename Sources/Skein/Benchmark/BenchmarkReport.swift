/// What `skein bench --json` writes about one shape: results beside all that they depend on.
package struct BenchmarkReport: Sendable, Codable, Equatable {
  /// The version of Skein that measured.
  package var skein = SkeinVersion.current
  package var machine: RunMachine
  package var settings: BenchmarkSettings
  /// One for each number of workers, ascending.
  package var results: [BenchmarkResult]
  /// What the results were made from, in the same order.
  package var samples: [BenchmarkSamples]
  package var bits: BenchmarkBits
  /// Null without a result for one worker and one for more.
  @NullIfMissing package var fit: ScalingFit?
  /// The largest number of workers of which the last still adds half of one worker's speed, by the
  /// fit; null when the fit sees no end.
  @NullIfMissing package var lastUsefulWorkers: Int?
  package var warnings: [String]
  /// What keeps the processor's own counters away; null where they were counted, or not asked for.
  @NullIfMissing package var noHardwareCounters: String?
}

/// What was measured.
package struct BenchmarkSettings: Sendable, Codable, Equatable {
  package var model: String
  package var inputSize: Int
  package var sequenceLength: Int
  package var batchSize: Int
  package var inference: Bool
  package var scaling: BenchmarkRun.Scaling
  package var placement: String
  package var isa: String
  package var seconds: Double

  /// What must be equal for two results to be compared; how long was measured need not be.
  package var subject: String {
    "\(model) i\(inputSize) t\(sequenceLength) b\(batchSize)\(inference ? " inference" : "")"
      + " \(scaling.rawValue) scaling \(placement) \(isa)"
  }
}

/// The numbers of one worker count.
package struct BenchmarkResult: Sendable, Codable, Equatable {
  package var workers: Int
  /// How the workers shared rows, such as “4 teams of 2”; null where each had its own.
  @NullIfMissing package var teams: String?
  package var placement: String
  package var isa: String
  /// The median.
  package var millisecondsPerStep: Double
  package var samplesPerSecond: Double
  package var timestepsPerSecond: Double
  package var gigaflopsPerSecond: Double
  /// Of pure FMAs, in the same process, on as many workers, with the same instructions.
  package var peakGigaflopsPerSecond: Double
  package var fractionOfPeak: Double
  /// In samples a second, over the smallest worker count, which counts as fully efficient.
  package var speedup: Double
  package var efficiency: Double
  package var phases: BenchmarkPhases
  package var workspaceBytes: Int
}

/// Where the workers' time went, as fractions that sum to one.
package struct BenchmarkPhases: Sendable, Codable, Equatable {
  package var gather: Double
  package var forward: Double
  package var backward: Double
  /// Summing gradients, Adam, and packing the new weights.
  package var update: Double
  package var waiting: Double

  package init(_ times: [PhaseTimes]) {
    let sum = times.reduce(PhaseTimes(), +)
    let total = Double(max(sum.total, 1))
    gather = Double(sum.gather) / total
    forward = Double(sum.forward) / total
    backward = Double(sum.backward) / total
    update = Double(sum.update) / total
    waiting = Double(sum.waiting) / total
  }
}

/// How one worker count's results scattered, and where it ran.
package struct BenchmarkSamples: Sendable, Codable, Equatable {
  package var workers: Int
  package var batchSize: Int
  package var steps: Int
  package var millisecondsPerStep: Quartiles
  /// The median step of each round, in milliseconds.
  package var rounds: [Double]
  package var peakGigaflopsPerSecond: [Double]
  /// The most bytes that were resident, the whole process together; null where it is unknown.
  @NullIfMissing package var residentBytes: Int?
  /// Of the process, on huge pages at the last step; null for predictions, and where it is unknown.
  @NullIfMissing package var hugePageBytes: Int?
  /// Where each worker ran, read back from the operating system.
  package var bindings: [RunWorker]
}

/// Whether all worker counts computed the same bits.
package struct BenchmarkBits: Sendable, Codable, Equatable {
  package var identical: Bool
  /// Steps after which the weights were compared; 0 when predictions were.
  package var steps: Int
  /// XXH64 of the weights, or of the predictions, for each worker count.
  package var fingerprints: [String]
}

extension BenchmarkReport {
  /// - Parameters:
  ///   - placement: as the user gave it.
  ///   - noHardwareCounters: what keeps them away, where they were asked for.
  package init(
    _ run: BenchmarkRun, placement: String, seconds: Double, noHardwareCounters: String? = nil
  ) {
    let problem = run.problem
    let isa = run.entries[0].crew.kernels.instructionSet.rawValue
    settings = BenchmarkSettings(
      model: problem.architecture.specification, inputSize: problem.inputSize,
      sequenceLength: problem.sequenceLength, batchSize: problem.batchSize,
      inference: problem.inference, scaling: run.scaling, placement: placement, isa: isa,
      seconds: seconds)
    machine = RunMachine(run.entries[run.entries.count - 1].crew)
    samples = run.entries.map { BenchmarkSamples($0) }
    var results: [BenchmarkResult] = []
    for entry in run.entries {
      results.append(BenchmarkResult(entry, placement: placement, base: results.first))
    }
    self.results = results
    bits = BenchmarkBits(
      identical: run.haveSameBits, steps: problem.inference ? 0 : BenchmarkProblem.checkedSteps,
      fingerprints: run.fingerprints.map { TensorFile.text($0) })
    let fit =
      results[0].workers == 1
      ? ScalingFit(results.map { (workers: $0.workers, speedup: $0.speedup) }) : nil
    self.fit = fit
    lastUsefulWorkers = fit?.lastUsefulWorkers()
    self.noHardwareCounters = noHardwareCounters
    warnings = []
    warnings = BenchmarkWarnings.sentences(for: self, othersProcessors: run.othersProcessors)
  }
}

extension BenchmarkResult {
  init(_ entry: BenchmarkRun.Entry, placement: String, base: BenchmarkResult?) {
    let measurement = entry.measurement
    let nanoseconds = Quartiles(measurement.steps)?.median ?? .nan
    let peak = Quartiles(measurement.peaks)?.median ?? .nan
    let rate = Double(entry.problem.batchSize) * 1e9 / nanoseconds
    let gigaflops = Double(entry.flopsPerStep) / nanoseconds
    let speedup = base.map { Double($0.workers) * rate / $0.samplesPerSecond }
    let own = Double(entry.crew.count)
    self.init(
      workers: entry.crew.count, teams: entry.crew.fixedTeams.text, placement: placement,
      isa: entry.crew.kernels.instructionSet.rawValue, millisecondsPerStep: nanoseconds / 1e6,
      samplesPerSecond: rate,
      timestepsPerSecond: rate * Double(entry.problem.sequenceLength),
      gigaflopsPerSecond: gigaflops, peakGigaflopsPerSecond: peak,
      fractionOfPeak: gigaflops / peak, speedup: speedup ?? own,
      efficiency: (speedup ?? own) / own, phases: BenchmarkPhases(measurement.phases),
      workspaceBytes: measurement.workspaceBytes)
  }
}

extension BenchmarkSamples {
  init(_ entry: BenchmarkRun.Entry) {
    let measurement = entry.measurement
    let none = Quartiles(lower: .nan, median: .nan, upper: .nan)
    self.init(
      workers: entry.crew.count, batchSize: entry.problem.batchSize,
      steps: measurement.steps.count,
      millisecondsPerStep: Quartiles(measurement.steps)?.scaled(by: 1e-6) ?? none,
      rounds: measurement.roundMedians.map { $0 / 1e6 },
      peakGigaflopsPerSecond: measurement.peaks, residentBytes: measurement.residentBytes,
      hugePageBytes: measurement.hugePageBytes,
      bindings: RunWorker.counted(measurement.workers, measurement.counters))
  }
}
