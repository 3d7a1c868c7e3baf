import Dispatch
import Topology

/// Trains a made-up problem for a moment, again and again, to compare crews.
///
/// Weights are the same at the start of every measurement, so what is measured does not depend on
/// what was measured before.
package struct TrainingProbe: Sendable {
  /// One measurement.
  package struct Sample: Sendable {
    /// Windows a second, over whole steps.
    package var samplesPerSecond: Double
    package var steps: Int
    /// Wall time of the whole measurement, warm-up included.
    package var seconds: Double
    package var phases: [PhaseTimes]
  }

  package let problem: BenchmarkProblem
  private let model: Model
  private let dataset: Dataset

  /// - Throws: what the dataset and the model throw.
  package init(_ problem: BenchmarkProblem) throws {
    self.problem = problem
    dataset = try problem.dataset(steps: 4)
    model = try Model(problem.architecture, for: dataset)
  }

  /// Trains for about `seconds` after a warm-up of one epoch of four steps.
  ///
  /// - Parameter shouldStop: asked after each epoch; true ends the measurement early.
  /// - Returns: nil when it was ended before a step had been measured.
  package func run(
    _ crew: Crew, seconds: Double, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Sample? {
    let clock = Locked(StepClock())
    let limit = UInt64(max(1e-9, min(seconds, 1e6)) * 1e9)
    let events = TrainingEvents(
      stepEnded: { _ in
        let now = DispatchTime.now().uptimeNanoseconds
        clock.withLock { $0.stepEnded(at: now) }
      },
      epochEnded: { _ in
        let now = DispatchTime.now().uptimeNanoseconds
        let elapsed = clock.withLock { $0.epochEnded(at: now) }
        return elapsed >= limit || shouldStop() ? .stop : .goOn
      })
    let options = TrainingOptions(
      epochs: 1_000_000, batchSize: problem.batchSize, learningRate: 1e-4, shuffle: false)
    let begun = DispatchTime.now().uptimeNanoseconds
    let trainer = try Trainer(model, options: options, pool: crew)
    let history = try trainer.fit(dataset.training, events: events, warmUpEpochs: 1)
    let whole = Double(DispatchTime.now().uptimeNanoseconds - begun) / 1e9
    let (steps, nanoseconds) = clock.withLock { ($0.steps, $0.nanoseconds) }
    guard steps > 0, nanoseconds > 0 else { return nil }
    let windows = Double(steps) * Double(problem.batchSize)
    return Sample(
      samplesPerSecond: windows / (Double(nanoseconds) / 1e9), steps: steps, seconds: whole,
      phases: history.phases)
  }

  /// Adds up the times between the steps of one epoch; what lies between epochs is left out.
  private struct StepClock {
    var steps = 0
    var nanoseconds: UInt64 = 0
    private var isWarm = false
    private var lastStep: UInt64?
    private var start: UInt64 = 0

    mutating func stepEnded(at now: UInt64) {
      if isWarm, let lastStep {
        steps += 1
        nanoseconds &+= now &- lastStep
      }
      lastStep = now
    }

    /// Gives the time since the warm-up.
    mutating func epochEnded(at now: UInt64) -> UInt64 {
      lastStep = nil
      if !isWarm {
        isWarm = true
        start = now
        return 0
      }
      return max(now &- start, 1)
    }
  }
}
