import KernelInterface
import Topology

extension CoreProfile {
  /// Sizes of shares that are measured at most; those between them are interpolated.
  private static let mostShares = 8
  private static let rounds = 3

  /// Measures one worker of `crew`'s machine with the whole batch and with the shares of it that some
  /// numbers of workers would have, in turn, so that drift meets all alike.
  ///
  /// - Parameters:
  ///   - shares: numbers of rows.
  ///   - seconds: about how long to measure all of them together.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package static func measure(
    _ problem: BenchmarkProblem, shares: Set<Int>, on machine: Machine, kernels: KernelTable,
    seconds: Double, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> CoreProfile {
    let crew = Crew(
      machine: machine, placement: try machine.place(workers: 1, policy: .spread),
      kernels: kernels)
    let counts = chosen(shares.union([problem.batchSize]), keeping: problem.batchSize)
    let sessions = try counts.map {
      try StepSession(problem.with(batchSize: $0), isInterrupted: isInterrupted)
    }
    var measurements = counts.map { _ in StepMeasurement() }
    let checks = try sessions.map { try $0.check(crew) }
    let slice = seconds / Double(rounds * counts.count)
    for round in 0..<rounds {
      let turns = round.isMultiple(of: 2) ? Array(counts.indices) : counts.indices.reversed()
      for index in turns {
        try sessions[index].measure(
          crew, seconds: slice, stepSeconds: checks[index].stepSeconds, into: &measurements[index])
      }
    }
    let exchange = try ExchangeMeasurement.run(on: machine, kernels: kernels)
    let whole = counts.firstIndex(of: problem.batchSize) ?? 0
    let step = StepPhases(measurements[whole])
    let compiled = CompiledModel(
      sessions[whole].model, kernels: kernels, innerBlock: crew.innerBlock,
      isTraining: !problem.inference)
    let weights = 4 * compiled.weights.count
    // Beside the layers' workspaces: weights, packed weights, and for training the gradient and two
    // moments.
    let fixed = compiled.packedBytes + (problem.inference ? 1 : 4) * weights
    let rows = Double(problem.batchSize)
    return CoreProfile(
      batchSize: problem.batchSize, sequenceLength: problem.sequenceLength,
      shares: zip(counts, measurements).map {
        Share(rows: $0, seconds: StepPhases($1).computing)
      },
      updateSeconds: step.update,
      blockFloats: compiled.blocks.map(\.count), packedBytes: compiled.packedBytes,
      bytesPerRow: Double(max(measurements[whole].workspaceBytes - fixed, 0)) / rows,
      exchange: exchange, inference: problem.inference)
  }

  /// The rows of the largest share when so many workers divide a batch.
  package static func share(
    of batchSize: Int, workers: Int, scaling: BenchmarkRun.Scaling
  ) -> Int {
    let batch =
      scaling == .weak ? min(batchSize * workers, TrainingOptions.largestBatch) : batchSize
    let shards = ShardPlan.shardCount(rows: batch, batchSize: batch)
    let working = min(workers, shards, Crew.mostThatMeet)
    return ShardPlan(rows: batch, batchSize: batch, teams: working).largestShare
  }

  /// The counts, or where they are many, evenly spaced ones among them.
  package static func chosen(_ counts: Set<Int>, keeping batchSize: Int) -> [Int] {
    let sorted = counts.sorted()
    guard sorted.count > mostShares else { return sorted }
    let picked = (0..<mostShares - 1).map { index in
      sorted[index * (sorted.count - 1) / (mostShares - 2)]
    }
    return Set(picked + [batchSize]).sorted()
  }
}

/// The median step of one worker, divided by where its time went.
///
/// One worker waits for nobody; what its phases call waiting is the end of each short epoch.
private struct StepPhases {
  let computing: Double
  let update: Double

  init(_ measurement: StepMeasurement) {
    let seconds = (Quartiles(measurement.steps)?.median ?? 0) / 1e9
    let phases = BenchmarkPhases(measurement.phases)
    update = seconds * phases.update / max(1 - phases.waiting, 1e-9)
    computing = seconds - update
  }
}
