/// The phases of a training step on one worker; for the package `Benchmarks`.
@_spi(Benchmarks) public struct PhaseWorkload {
  public enum Phase: String, CaseIterable, Sendable {
    case gather, forward, backward, update
  }

  private let problem: BenchmarkProblem
  private let crew: Crew

  /// - Throws: what making the model and the crew throws.
  public init(_ preset: BenchmarkProblem.Preset) throws {
    problem = try BenchmarkProblem(preset: preset)
    crew = try Crew(workers: 1)
  }

  /// The phase's part of some steps, in millionths.
  ///
  /// Costs about a tenth of a second, and more where a step does.
  public func millionthsOfStep(_ phase: Phase) throws -> Int {
    let measured = try StepMeasurement.run(problem, crew: crew, seconds: 0.05, rounds: 1)
    let phases = BenchmarkPhases(measured.phases)
    let part =
      switch phase {
      case .gather: phases.gather
      case .forward: phases.forward
      case .backward: phases.backward
      case .update: phases.update
      }
    return Int((1e6 * part).rounded())
  }
}
