import Skein
import Topology

/// `skein tune --predict`: the tuner's candidates, the fastest predicted one first.
struct TuneScaling {
  /// More time for the core's rates does not make the prediction better.
  static let mostSeconds = 10.0

  let problem: BenchmarkProblem
  let here: Machine
  /// Nil predicts this machine.
  let other: Machine?
  let nodeBandwidth: Double?
  let candidates: TuningCandidates
  let seconds: Double

  /// - Parameter measure: measures the same candidates; gives nothing for another machine.
  /// - Throws: what the machines and the model throw, and `BenchmarkError.interrupted`.
  func report(measure: () throws -> [Tuner.Row]) throws -> ScalingReport {
    try problem.checkMemory(workers: 1)
    let kernels = try KernelSelection.preferred()
    // Where teams are chosen for each batch, the other candidates tell what they are worth.
    let plans = try candidates.all.map { candidate in
      try ScalingPlan(
        workers: candidate.workers, team: candidate.team.fixed ?? 1, policy: candidate.policy,
        batchSize: problem.batchSize, on: other ?? here)
    }
    let profile = try CoreProfile.measure(
      problem, parts: plans.reduce(into: []) { $0.formUnion($1.parts) }, on: here, kernels: kernels,
      seconds: seconds,
      isInterrupted: { StopSignals.isRequested })
    let model = ScalingModel(profile, on: other ?? here, nodeBandwidth: nodeBandwidth)
    let rows = try measure()
    let lines = zip(candidates.all, plans).map { candidate, plan in
      ScalingReport.Line(
        model.predict(plan),
        measured: rows.first { $0.candidate == candidate }?.samplesPerSecond)
    }
    let single = try here.place(workers: 1)
    let standard = candidates.all[candidates.standard]
    return ScalingReport(
      model, of: problem, scaling: .strong,
      crew: Crew(machine: here, placement: single, kernels: kernels),
      lines: lines.sorted { $0.prediction.samplesPerSecond > $1.prediction.samplesPerSecond },
      notes: [
        "The default is \(NumberText.count(standard.workers, "worker")), placement"
          + " \(standard.policy)."
      ] + (try (other ?? here).place().notes))
  }
}
