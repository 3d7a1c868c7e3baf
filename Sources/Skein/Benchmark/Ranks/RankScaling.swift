import Topology

/// How much faster several ranks train than one, and where the time of each goes.
package struct RankScaling: Sendable, Encodable {
  /// One of them.
  package struct Rank: Sendable, Encodable {
    package let host: String
    package let workers: Int
    /// Seconds of a step in which it computes, exchanges, and waits for the slowest.
    package let compute: Double
    package let exchange: Double
    package let waiting: Double
  }

  package let problem: String
  package let scaling: BenchmarkRun.Scaling
  /// Windows of a step, of all ranks and of one that trains alone.
  package let batchSize: Int
  package let aloneBatchSize: Int
  /// Seconds of a step: of all, and of rank 0 without the others.
  package let stepSeconds: Double
  package let aloneSeconds: Double
  package let ranks: [Rank]
  package let links: RankLinks
  /// What the exchange should take by the links.
  package let exchangeByModel: Double

  /// Windows a second beside those of one rank; under weak scaling, with its own batch each.
  package var speedup: Double {
    Double(batchSize) / stepSeconds / (Double(aloneBatchSize) / aloneSeconds)
  }

  /// Measures for about `seconds` with all ranks, which call it together, and with one.
  ///
  /// - Parameters:
  ///   - problem: its batch is that of all ranks, or of each under weak scaling.
  ///   - host: of this rank.
  /// - Throws: what making a model or a training throws; `BenchmarkError.interrupted` where any rank was.
  package init(
    _ problem: BenchmarkProblem, scaling: BenchmarkRun.Scaling, crew: Crew,
    ranks: any RankTransport,
    host: String, seconds: Double, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws {
    let links = RankLinks(ranks)
    let shared =
      scaling == .weak ? try problem.with(batchSize: problem.batchSize * ranks.count) : problem
    let clock = RankClock(skipping: BenchmarkProblem.checkedSteps)
    let sample = try StepSession(shared).sample(
      crew, seconds: seconds, ranks: ranks, clock: clock, isInterrupted: isInterrupted)
    // Alone, while the others are still.
    let alone =
      ranks.rank == 0
      ? try StepSession(problem).sample(crew, seconds: seconds, isInterrupted: isInterrupted) : nil
    let times = clock.times ?? RankClock.Times()
    let step = sample.map { Double(shared.batchSize) / $0.samplesPerSecond } ?? 0
    let aloneStep = alone.map { Double(problem.batchSize) / $0.samplesPerSecond } ?? 0
    let all = ranks.gather([step, aloneStep, times.waiting, times.exchange, Double(crew.count)])
    let hosts = ranks.gather(host)
    guard all[0][0] > 0, all[0][1] > 0 else { throw BenchmarkError.interrupted }
    self.problem = problem.description
    self.scaling = scaling
    batchSize = shared.batchSize
    aloneBatchSize = problem.batchSize
    stepSeconds = all[0][0]
    aloneSeconds = all[0][1]
    self.ranks = zip(all, hosts).map { numbers, host in
      Rank(
        host: host, workers: Int(numbers[4]), compute: max(numbers[0] - numbers[2] - numbers[3], 0),
        exchange: numbers[3], waiting: numbers[2])
    }
    self.links = links
    exchangeByModel = links.exchangeSeconds(
      floats: problem.layout.denseFloats, ranks: ranks.count)
  }
}
