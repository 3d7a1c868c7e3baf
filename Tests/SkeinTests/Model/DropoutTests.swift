import Skein
import Testing

@Suite("Dropout")
struct DropoutTests {
  private static func factors(
    _ rate: Double, _ use: DropMask.Use = .output, layer: Int = 0, seed: UInt64 = 1,
    epoch: Int = 0, step: Int = 0, row: Int = 0, vector: Int = 0, count: Int = 4000
  ) -> [Float] {
    let mask = DropMask(
      rate: rate, use, layer: layer,
      PassContext(rows: 1, isTraining: true, seed: seed, epoch: epoch, step: step))
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      mask.write(
        base, count: count, row: row, vector: vector,
        KernelSelection.available[0])
      initialized = count
    }
  }

  @Test("a mask drops its part and multiplies the rest so that the mean stays")
  func rate() {
    for rate in [0.0, 0.1, 0.2, 0.5, 0.9] {
      let factors = Self.factors(rate)
      let kept = factors.filter { $0 != 0 }
      #expect(kept.allSatisfy { abs(Double($0) - 1 / (1 - rate)) < 1e-3 })
      let share = Double(kept.count) / Double(factors.count)
      // Five standard deviations.
      let deviation = (rate * (1 - rate) / Double(factors.count)).squareRoot()
      #expect(abs(share - (1 - rate)) <= 5 * deviation + 1e-5, "\(rate)")
    }
  }

  @Test("each seed, epoch, step, layer, use, row and vector has a mask of its own")
  func addresses() {
    let all = [
      Self.factors(0.5), Self.factors(0.5, .input), Self.factors(0.5, .state),
      Self.factors(0.5, layer: 1), Self.factors(0.5, seed: 2), Self.factors(0.5, epoch: 1),
      Self.factors(0.5, step: 1), Self.factors(0.5, row: 1), Self.factors(0.5, vector: 1),
    ]
    for (i, a) in all.enumerated() {
      for b in all[..<i] {
        let same = zip(a, b).count { $0 == $1 }
        // Two that are independent agree in half of the places: five standard deviations.
        #expect(abs(same - a.count / 2) < 160, "mask \(i)")
      }
    }
    #expect(Self.factors(0.5) == all[0])
  }

  @Test("a mask's numbers depend on their place alone, whatever comes behind them")
  func prefixes() {
    let long = Self.factors(0.3, count: 4000)
    for count in 1...40 { #expect(Self.factors(0.3, count: count) == Array(long.prefix(count))) }
  }

  @Test("predictions drop nothing", arguments: ["lstm", "gru", "rnn"])
  func predictions(_ cell: String) throws {
    func predictions(_ specification: String) throws -> [Float] {
      let problem = try RandomProblem(
        Sequential(specification: specification), window: 5, windows: 7)
      return try problem.model.predict(problem.dataset.all, crew: TestMachine.crew(workers: 2))
    }
    let plain = try predictions("\(cell):5,dense:1")
    let dropping = try predictions("\(cell):5:dropout=0.5:recurrent-dropout=0.5,dense:1")
    #expect(plain == dropping)
  }

  @Test("a validation drops nothing: its loss is that of the predictions")
  func validation() throws {
    let problem = try RandomProblem(
      Sequential(specification: "dropout:0.5,lstm:5:dropout=0.5,dropout:0.5,dense:1"), window: 5,
      windows: 12)
    let trainer = try Trainer(
      problem.model, options: TrainingOptions(epochs: 1, batchSize: 6),
      crew: TestMachine.crew(workers: 2))
    let validation = WindowSet(dataset: problem.dataset, windows: 8..<12)
    let history = try trainer.fit(
      WindowSet(dataset: problem.dataset, windows: 0..<8), validation: validation)
    let found = try #require(history.epochs[0].validationLoss)
    let reference = DoubleModel(trainer.model)
    var sum = 0.0
    for window in validation.windows {
      let sequence = problem.dataset.windows.inputRows(window).map {
        [Double(problem.dataset.scaledSeries.value(row: $0, column: 0))]
      }
      let target = problem.dataset.scaledSeries.value(
        row: problem.dataset.windows.targetRow(window), column: 0)
      let difference = reference.output(sequence)[0] - Double(target)
      sum += difference * difference
    }
    #expect(abs(found - sum / 4) <= 1e-5 * found)
  }
}
