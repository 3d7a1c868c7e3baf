import Skein
import Topology

/// `skein bench --predict`: what some numbers of workers should do on this machine or another one.
struct BenchScaling {
  let options: BenchOptions
  let prediction: ScalingOptions
  let problem: BenchmarkProblem
  /// Tells people what is going on.
  let tell: (String) throws -> Void
  /// The ways between cores, measured on the machine that is here if somebody wants that.
  let ways: (Machine) throws -> CoreWays

  private var scaling: BenchmarkRun.Scaling { options.scaling ?? .strong }

  /// Measures one core, predicts, and on this machine measures the same workers.
  ///
  /// - Throws: what the machines and the model throw, and `BenchmarkError.interrupted`.
  func report() throws -> ScalingReport {
    let other = try prediction.otherMachine().map(options.place.narrowed)
    // The limits are the predicted machine's.
    let discovered = try Machine.discover()
    let here = other == nil ? try options.place.narrowed(discovered) : discovered
    let crews = try crews(of: other, here: here)
    try problem.checkMemory(workers: 1)
    try tell(BenchText.heading(problem, crews: crews))
    let plans = try crews.crews.map {
      try ScalingPlan($0, scaling: scaling, batchSize: problem.batchSize)
    }
    let ways = try ways(here)
    let profile = try CoreProfile.measure(
      problem, parts: plans.reduce(into: []) { $0.formUnion($1.parts) }, on: here,
      kernels: crews.crews[0].kernels, seconds: options.secondsPerCrew, ways: ways,
      isInterrupted: { StopSignals.isRequested })
    let model = ScalingModel(
      profile, on: other ?? here, nodeBandwidth: prediction.nodeBandwidth, ways: ways)
    let measured = other == nil ? try rates(crews) : [:]
    let lines = plans.map { plan in
      ScalingReport.Line(model.predict(plan), measured: measured[plan.workers])
    }
    return ScalingReport(
      model, of: problem, scaling: scaling,
      crew: Crew(
        machine: here, placement: try here.place(workers: 1), kernels: crews.crews[0].kernels),
      lines: lines, notes: [])
  }

  /// The workers in their teams; on a machine that is not here teams are chosen as if their members met
  /// as fast as two cores do here.
  private func crews(of other: Machine?, here: Machine) throws -> BenchCrews {
    guard let other else { return try BenchCrews(options, problem: problem, machine: here) }
    let pair = try ExchangeMeasurement.meetingSeconds(
      on: here, kernels: try KernelSelection.preferred())
    return try BenchCrews(options, problem: problem, machine: other) { members in
      pair * Double(members - 1)
    }
  }

  /// Samples a second of each number of workers.
  private func rates(_ crews: BenchCrews) throws -> [Int: Double] {
    let run = try BenchmarkRun(
      problem, crews: crews.crews, scaling: scaling, seconds: options.secondsPerCrew,
      isInterrupted: { StopSignals.isRequested },
      checked: { fingerprints in
        try tell(BenchText.bits(fingerprints, problem: problem))
        if Set(fingerprints).count > 1 { throw BenchFailure.differentBits }
      })
    let report = BenchmarkReport(
      run, placement: options.place.text, seconds: options.secondsPerCrew)
    for warning in report.warnings { try tell("  warning: \(warning)\n") }
    return Dictionary(
      report.results.map { ($0.workers, $0.samplesPerSecond) }, uniquingKeysWith: { $1 })
  }
}
