import KernelInterface
import Topology

extension CoreProfile {
  /// Parts that are measured at most, for each size of team; those between them are interpolated.
  private static let mostShares = 8
  private static let rounds = 3

  /// Measures one worker of a machine with the whole batch and with the parts of it that some workers
  /// have, in turn, so that drift meets all alike.
  ///
  /// - Parameters:
  ///   - parts: what workers have to do. Members of a team are stood in for.
  ///   - seconds: about how long to measure all of them together.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package static func measure(
    _ problem: BenchmarkProblem, parts: Set<Part>, on machine: Machine, kernels: KernelTable,
    seconds: Double, ways: CoreWays = .assumed,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> CoreProfile {
    let parts = chosen(parts, keeping: problem.batchSize)
    let sessions = try parts.map {
      try StepSession(problem.with(batchSize: $0.rows), isInterrupted: isInterrupted)
    }
    let standIns = parts.map { $0.members > 1 ? TeamStandIn(members: $0.members) : nil }
    let crews = try standIns.map { try Crew(machine: machine, kernels: kernels, standIn: $0) }
    var measurements = parts.map { _ in StepMeasurement() }
    let checks = try zip(sessions, crews).map { try $0.check($1) }
    var meetings = 0
    if let index = standIns.firstIndex(where: { $0 != nil }), let standIn = standIns[index] {
      meetings = try sessions[index].meetings(of: standIn, crew: crews[index])
    }
    let slice = seconds / Double(rounds * parts.count)
    for round in 0..<rounds {
      let turns = round.isMultiple(of: 2) ? Array(parts.indices) : parts.indices.reversed()
      for index in turns {
        try sessions[index].measure(
          crews[index], seconds: slice, stepSeconds: checks[index].stepSeconds,
          into: &measurements[index])
      }
    }
    let exchange = try ExchangeMeasurement.run(on: machine, kernels: kernels, ways: ways)
    let whole = parts.firstIndex(of: Part(rows: problem.batchSize)) ?? 0
    let step = StepPhases(measurements[whole])
    let compiled = CompiledModel(
      sessions[whole].model, kernels: kernels, innerBlock: crews[whole].innerBlock,
      isTraining: !problem.inference)
    let weights = 4 * compiled.weights.count
    // Beside the layers' workspaces: weights, packed weights, and for training the gradient and two
    // moments.
    let fixed = compiled.packedBytes + (problem.inference ? 1 : 4) * weights
    let rows = Double(problem.batchSize)
    return CoreProfile(
      batchSize: problem.batchSize, sequenceLength: problem.sequenceLength,
      shares: zip(parts, measurements).map {
        Share(rows: $0.rows, members: $0.members, seconds: StepPhases($1).computing)
      },
      meetings: meetings, teamBytesPerRow: try problem.work().teamBytesPerRow,
      updateSeconds: step.update,
      blockFloats: compiled.blocks.map(\.count), packedBytes: compiled.packedBytes,
      bytesPerRow: Double(max(measurements[whole].workspaceBytes - fixed, 0)) / rows,
      exchange: exchange, inference: problem.inference)
  }

  /// The parts, or where those of one size of team are many, evenly spaced ones among them.
  package static func chosen(_ parts: Set<Part>, keeping batchSize: Int) -> [Part] {
    let parts = parts.union([Part(rows: batchSize)])
    return Set(parts.map(\.members)).sorted().flatMap { members in
      let sorted = parts.filter { $0.members == members }.map(\.rows).sorted()
      guard sorted.count > mostShares else {
        return sorted.map { Part(rows: $0, members: members) }
      }
      let picked = (0..<mostShares - 1).map { index in
        sorted[index * (sorted.count - 1) / (mostShares - 2)]
      }
      return Set(picked + (members == 1 ? [batchSize] : [])).sorted().map {
        Part(rows: $0, members: members)
      }
    }
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
