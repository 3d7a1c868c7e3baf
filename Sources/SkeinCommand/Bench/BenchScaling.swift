import Skein
import Topology

/// `skein bench --predict`: what some numbers of workers should do on this machine or another one.
struct BenchScaling {
  let options: BenchOptions
  let prediction: ScalingOptions
  let problem: BenchmarkProblem
  /// Tells people what is going on.
  let tell: (String) throws -> Void

  private var scaling: BenchmarkRun.Scaling { options.scaling ?? .strong }

  /// Measures one core, predicts, and on this machine measures the same workers.
  ///
  /// - Throws: what the machines and the model throw, and `BenchmarkError.interrupted`.
  func report() throws -> ScalingReport {
    let other = try prediction.otherMachine()
    let here = try Machine.discover()
    let crews = try BenchCrews(
      options, problem: problem, machine: other ?? here, team: .fixed(1))
    try problem.checkMemory(workers: 1)
    try tell(BenchText.heading(problem, crews: crews))
    let counts = crews.crews.map(\.count)
    let shares = counts.map {
      CoreProfile.share(of: problem.batchSize, workers: $0, scaling: scaling)
    }
    let profile = try CoreProfile.measure(
      problem, shares: Set(shares), on: here, kernels: crews.crews[0].kernels,
      seconds: options.secondsPerCrew, isInterrupted: { StopSignals.isRequested })
    let model = ScalingModel(
      profile, on: other ?? here, nodeBandwidth: prediction.nodeBandwidth)
    let policy = try options.place.policy()
    let measured = other == nil ? try rates(crews) : [:]
    let lines = try counts.map { count in
      ScalingReport.Line(
        try model.predict(workers: count, policy: policy, scaling: scaling),
        measured: measured[count])
    }
    return ScalingReport(
      model, of: problem, scaling: scaling,
      crew: Crew(
        machine: here, placement: try here.place(workers: 1), kernels: crews.crews[0].kernels),
      lines: lines, notes: [])
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
