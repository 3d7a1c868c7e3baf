import Dispatch

/// One problem with its model and data, measured on any crew, round by round.
package struct StepSession: Sendable {
  /// What a crew computed, and about how long a step took it.
  package struct Check: Sendable, Equatable {
    /// Of the weights after some steps, or of the predictions.
    package var fingerprint: UInt64
    package var stepSeconds: Double
  }

  /// What a moment of training gave.
  package struct Sample: Sendable {
    /// Windows a second, over the steps after the warm-up.
    package var samplesPerSecond: Double
    package var phases: [PhaseTimes]
    /// Where the workers ran.
    package var workers: [WorkerReport] = []
    /// What the system counted for them; empty for predictions.
    package var counters: [WorkerCounters] = []
  }

  package let problem: BenchmarkProblem
  package let model: Model
  /// Few windows, for the check, which must be the same for every crew.
  private let checked: Dataset
  private let isInterrupted: @Sendable () -> Bool

  /// - Throws: what making a model throws.
  package init(
    _ problem: BenchmarkProblem, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.problem = problem
    self.isInterrupted = isInterrupted
    checked = try problem.dataset(steps: BenchmarkProblem.checkedSteps)
    model = try Model(problem.architecture, for: checked)
  }

  /// Computes a few steps, or predictions, and takes the fingerprint of every bit of the result.
  ///
  /// - Throws: `BenchmarkError.interrupted`.
  package func check(_ crew: Crew) throws -> Check {
    if isInterrupted() { throw BenchmarkError.interrupted }
    if problem.inference {
      let start = DispatchTime.now().uptimeNanoseconds
      let predictions = try model.predict(checked.all, crew: crew)
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
      return Check(
        fingerprint: Self.fingerprint(predictions),
        stepSeconds: Double(nanoseconds) / 1e9 / Double(BenchmarkProblem.checkedSteps))
    }
    let stamps = StepStamps(warmUpEpochs: 0, seconds: 0, isInterrupted: isInterrupted)
    let trainer = try Trainer(model, options: options(epochs: 1), crew: crew)
    try trainer.fit(checked.training, events: stamps.events)
    if isInterrupted() { throw BenchmarkError.interrupted }
    return Check(
      fingerprint: Self.fingerprint(trainer.model.weights.values),
      stepSeconds: (stamps.steps.min() ?? 0) / 1e9)
  }

  /// How often the member that a worker stands in for would meet its team in a step.
  ///
  /// - Parameter crew: of the worker.
  /// - Throws: `BenchmarkError.interrupted`.
  package func meetings(of standIn: TeamStandIn, crew: Crew) throws -> Int {
    let before = standIn.meetings
    var steps = BenchmarkProblem.checkedSteps
    if problem.inference {
      let loop = try PredictionLoop(
        model, dataset: checked, batchSize: problem.batchSize, crew: crew)
      let outcome = try loop.run(seconds: 0, isInterrupted: isInterrupted)
      steps = outcome.steps.count + PredictionLoop.warmUp
    } else {
      _ = try check(crew)
    }
    // Whoever begins meets the others once more.
    return (standIn.meetings - before) / max(steps, 1)
  }

  /// One round: the peak, steps for about `seconds`, the peak again.
  ///
  /// - Parameters:
  ///   - stepSeconds: about how long a step takes, as `check` found.
  ///   - watching: what is observed beside the times.
  /// - Throws: `BenchmarkError.interrupted`.
  package func measure(
    _ crew: Crew, seconds: Double, stepSeconds: Double, watching: StepWatching = StepWatching(),
    into result: inout StepMeasurement
  ) throws {
    if isInterrupted() { throw BenchmarkError.interrupted }
    ResidentMemory.resetPeak()
    if result.peaks.isEmpty { result.peaks.append(try PeakMeasurement.gigaflopsPerSecond(crew)) }
    if problem.inference {
      let loop = try PredictionLoop(
        model, dataset: checked, batchSize: problem.batchSize, crew: crew, watching: watching)
      let outcome = try loop.run(seconds: seconds, isInterrupted: isInterrupted)
      result.add(
        steps: outcome.steps, phases: outcome.phases,
        workspaceBytes: outcome.workspaceBytes + weightBytes, workers: outcome.workers,
        counters: outcome.counters)
    } else {
      try train(
        crew, seconds: seconds, stepSeconds: stepSeconds, watching: watching, into: &result)
    }
    if isInterrupted() { throw BenchmarkError.interrupted }
    result.peaks.append(try PeakMeasurement.gigaflopsPerSecond(crew))
    if let peak = ResidentMemory.peakBytes() {
      result.residentBytes = max(result.residentBytes ?? 0, peak)
    }
  }

  private func train(
    _ crew: Crew, seconds: Double, stepSeconds: Double, watching: StepWatching,
    into result: inout StepMeasurement
  ) throws {
    // The training can end only with an epoch: short ones keep to the time.
    let count = Self.stepsPerEpoch(stepSeconds: stepSeconds)
    let dataset =
      count == BenchmarkProblem.checkedSteps ? checked : try problem.dataset(steps: count)
    let (steps, history) = try train(
      crew, dataset, seconds: seconds, watching: watching, isInterrupted: isInterrupted)
    // Weights, the last good and the best ones, and Adam's two moments.
    result.add(
      steps: steps, phases: history.phases,
      workspaceBytes: history.workspaceBytes + 5 * weightBytes, workers: history.workers,
      counters: history.counters)
    result.hugePageBytes = history.hugePageBytes
  }

  /// Trains for about `seconds`, from the same weights each time, after a warm-up of one epoch.
  private func train(
    _ crew: Crew, _ dataset: Dataset, seconds: Double, watching: StepWatching = StepWatching(),
    ranks: (any RankTransport)? = nil, clock: RankClock? = nil,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> (steps: [Double], history: History) {
    let stamps = StepStamps(warmUpEpochs: 1, seconds: seconds, isInterrupted: isInterrupted)
    let trainer = try Trainer(model, options: options(epochs: 1_000_000), crew: crew)
    trainer.trace = watching.trace
    trainer.counting = watching.counting
    (trainer.ranks, trainer.rankClock) = (ranks, clock)
    let history = try trainer.fit(dataset.training, events: stamps.events, warmUpEpochs: 1)
    return (stamps.steps, history)
  }

  /// Trains or predicts for a moment, to compare crews: about `seconds` after a short warm-up.
  ///
  /// - Parameters:
  ///   - ranks: those that share each training step; all of them call this. Nil for none.
  ///   - clock: of their exchange.
  ///   - isInterrupted: asked after each epoch; true ends the measurement early.
  /// - Returns: nil when it was ended before a step had been measured.
  package func sample(
    _ crew: Crew, seconds: Double, ranks: (any RankTransport)? = nil, clock: RankClock? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> Sample? {
    if problem.inference {
      let outcome = try PredictionLoop(
        model, dataset: checked, batchSize: problem.batchSize, crew: crew
      ).run(seconds: seconds, isInterrupted: isInterrupted)
      return sample(outcome.steps, outcome.phases, outcome.workers)
    }
    let (steps, history) = try train(
      crew, checked, seconds: seconds, ranks: ranks, clock: clock, isInterrupted: isInterrupted)
    var sample = sample(steps, history.phases, history.workers)
    sample?.counters = history.counters
    return sample
  }

  private func sample(
    _ steps: [Double], _ phases: [PhaseTimes], _ workers: [WorkerReport]
  ) -> Sample? {
    let nanoseconds = steps.reduce(0, +)
    guard nanoseconds > 0 else { return nil }
    let windows = Double(steps.count) * Double(problem.batchSize)
    return Sample(
      samplesPerSecond: windows / (nanoseconds / 1e9), phases: phases, workers: workers)
  }

  private var weightBytes: Int { 4 * model.weights.values.count }

  /// About a fiftieth of a second, which also warms the caches before the first sample; several steps
  /// unless they are long, because an epoch's first one keeps the weights as well.
  static func stepsPerEpoch(stepSeconds: Double) -> Int {
    guard stepSeconds > 0 else { return 64 }
    return Int(min(max(0.02 / stepSeconds, stepSeconds < 0.1 ? 8 : 1), 64))
  }

  /// A small learning rate: thousands of steps on noise must not end in infinities.
  private func options(epochs: Int) -> TrainingOptions {
    // Windows that follow each other have their tokens in common, and would be less to do.
    TrainingOptions(
      epochs: epochs, batchSize: problem.batchSize, learningRate: 1e-4,
      shuffle: problem.architecture.vocabulary != nil)
  }

  package static func fingerprint(_ values: [Float]) -> UInt64 {
    var hash = XXHash64()
    values.withUnsafeBytes { hash.update($0) }
    return hash.digest
  }
}

/// Takes the time of every step of a training, and ends it.
private final class StepStamps: Sendable {
  private struct State {
    var epochsLeft: Int
    var last: UInt64
    var begun: UInt64
    var steps: [Double] = []
  }

  private let state: Locked<State>
  private let seconds: Double
  private let isInterrupted: @Sendable () -> Bool

  init(warmUpEpochs: Int, seconds: Double, isInterrupted: @escaping @Sendable () -> Bool) {
    let now = DispatchTime.now().uptimeNanoseconds
    state = Locked(State(epochsLeft: warmUpEpochs, last: now, begun: now))
    self.seconds = seconds
    self.isInterrupted = isInterrupted
  }

  /// Nanoseconds of each step after the warm-up.
  var steps: [Double] { state.withLock { $0.steps } }

  var events: TrainingEvents {
    TrainingEvents(
      stepEnded: { _ in
        let now = DispatchTime.now().uptimeNanoseconds
        self.state.withLock { state in
          if state.epochsLeft == 0 { state.steps.append(Double(now - state.last)) }
          state.last = now
        }
      },
      epochEnded: { _ in
        if self.isInterrupted() { return .stop }
        let now = DispatchTime.now().uptimeNanoseconds
        return self.state.withLock { state in
          // The epoch's end is no part of the next step.
          state.last = now
          if state.epochsLeft > 0 {
            state.epochsLeft -= 1
            state.begun = now
            return .goOn
          }
          return Double(now - state.begun) < self.seconds * 1e9 ? .goOn : .stop
        }
      })
  }
}
