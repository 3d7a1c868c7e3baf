import Foundation
import Skein
import Testing

@Suite("Tuning search")
struct TuningSearchTests {
  @Test("a table's line of a finalist rests on the passes of the verdict, and on no other")
  func samePasses() throws {
    var search = TuningSearch(.imagined(9), budget: 60)
    var pass = 0
    while let (candidate, seconds) = search.next() {
      pass += 1
      // Candidate 1 looks fast at first and is not; the drift goes on all the time.
      let isLate = search.spent > 33
      let gain = candidate == 1 ? (isLate ? 0.9 : 3) : candidate == 4 ? 1.3 : 1
      search.record(throughput: gain * (100 + Double(pass)), seconds: seconds)
    }
    let verdict = search.verdict
    let line = try #require(search.line(verdict.candidate))
    #expect(line.isFinalist && line.estimate == search.decidingEstimate(verdict.candidate))
    #expect(line.estimate == verdict.estimate && line.count < search.count(verdict.candidate))
    for candidate in search.candidates.all.indices {
      guard let line = search.line(candidate) else { continue }
      let expected =
        line.isFinalist ? search.decidingEstimate(candidate) : search.estimate(candidate)
      #expect(line.estimate == expected)
    }
    let outcome = Tuner.outcome(search, wasStopped: false)
    let row = try #require(outcome.rows.first { $0.isChosen })
    #expect(row.estimate == outcome.verdict.estimate)
  }

  @Test("without noise the fastest candidate wins, wherever it stands and however many there are")
  func findsTheBest() {
    for count in 1...33 {
      for best in 0..<count {
        var truth = (0..<count).map { 100 + Double($0 * 7 % 13) }
        truth[best] = 150
        var search = TuningSearch(.imagined(count), budget: 60)
        _ = SimulatedMachine(truth: truth).run(&search)
        #expect(search.verdict.candidate == best, "\(best) of \(count)")
        #expect(search.verdict.isFaster == (best != 0))
      }
    }
  }

  @Test("a drift that doubles the machine's speed does not change the choice")
  func drift() {
    for best in 0..<12 {
      var truth = [Double](repeating: 100, count: 12)
      truth[best] = 110
      for factor in [0.5, 2.0] {
        var machine = SimulatedMachine(truth: truth)
        machine.drift = { time in pow(factor, time / 60) }
        var search = TuningSearch(.imagined(12), budget: 60)
        _ = machine.run(&search)
        #expect(search.verdict.candidate == best)
      }
    }
  }

  @Test("the choice is never slower than one worker by the passes that decide")
  func neverSlowerThanOne() throws {
    for seed in 0..<200 {
      let random = RandomStream(seed: UInt64(seed), purpose: .noise, stream: 3)
      var machine = SimulatedMachine(
        truth: (0..<9).map { 50 + 100 * random.uniform(at: UInt64($0)) }, noise: 0.2)
      machine.seed = UInt64(seed)
      for budget in [0.3, 2, 20] {
        for stop in [1, 5, 12, .max] {
          var search = TuningSearch(.imagined(9), budget: budget)
          _ = machine.run(&search, stopAfter: stop)
          let verdict = search.verdict
          let isStandard = verdict.candidate == search.candidates.standard
          if verdict.isFaster { #expect((verdict.estimate?.interval?.lowerBound ?? 0) > 1) }
          guard verdict.candidate != search.candidates.single else { continue }
          // The single worker's ratio over the same passes is not above the choice's.
          let rival = search.decidingEstimate(search.candidates.single)?.ratio ?? 0
          let chosen = isStandard ? 1 : verdict.estimate?.ratio ?? 0
          #expect(chosen >= rival, "seed \(seed), budget \(budget), stop \(stop)")
        }
      }
    }
  }

  @Test("among equals the default stays, but for the one time in twenty that chance allows")
  func equals() {
    var changes = 0
    for seed in 0..<200 {
      var machine = SimulatedMachine(truth: [Double](repeating: 100, count: 8), noise: 0.05)
      machine.seed = UInt64(seed)
      var search = TuningSearch(.imagined(8), budget: 60)
      _ = machine.run(&search)
      if search.verdict.isFaster { changes += 1 }
    }
    // Two rivals, each above a two-sided 95 % interval by chance in one of forty searches.
    #expect(changes <= 20)
  }

  @Test("ten per cent are found through five per cent of noise")
  func smallDifference() {
    var found = 0
    for seed in 0..<100 {
      var truth = [Double](repeating: 80, count: 8)
      (truth[0], truth[5]) = (100, 110)
      var machine = SimulatedMachine(truth: truth, noise: 0.05)
      machine.seed = UInt64(seed)
      var search = TuningSearch(.imagined(8), budget: 60)
      _ = machine.run(&search)
      if search.verdict.candidate == 5, search.verdict.isFaster { found += 1 }
    }
    #expect(found >= 90)
  }

  @Test("the budget is kept to within one measurement")
  func budget() {
    for count in [1, 2, 3, 8, 40] {
      for budget in [0.2, 1, 7.5, 60, 600] {
        for overhead in [0, 0.01, 2] {
          var machine = SimulatedMachine(truth: [Double](repeating: 100, count: count))
          machine.overhead = overhead
          var search = TuningSearch(.imagined(count), budget: budget)
          let steps = machine.run(&search)
          let longest = (steps.map(\.seconds).max() ?? 0) + overhead
          #expect(search.spent <= budget + longest + 1e-9)
          #expect(!steps.isEmpty)
          if count > 1 { #expect(search.next() == nil) }
        }
      }
    }
  }

  @Test("every pass measures its candidates once, forwards and backwards in turn")
  func interleaved() {
    var search = TuningSearch(.imagined(6), budget: 60)
    let steps = SimulatedMachine(truth: [1, 1, 1, 1, 1, 1]).run(&search).map(\.candidate)
    #expect(Array(steps.prefix(12)) == [0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0])
    // The default and the single worker are in every pass.
    #expect(search.count(0) == search.count(1))
    #expect((2..<6).allSatisfy { search.count($0) <= search.count(0) })
  }

  @Test("the same measurements give the same search")
  func deterministic() {
    var machine = SimulatedMachine(truth: (0..<10).map { 90 + Double($0) }, noise: 0.1)
    machine.seed = 4
    var first = TuningSearch(.imagined(10), budget: 30)
    var second = first
    #expect(machine.run(&first) == machine.run(&second))
    #expect(first.verdict == second.verdict)
  }

  @Test("a search that is stopped at once keeps the default")
  func stopped() {
    var search = TuningSearch(.imagined(5), budget: 60)
    #expect(search.verdict.candidate == 0 && !search.verdict.isFaster)
    #expect(Tuner.outcome(search, wasStopped: true).rows.isEmpty)
    _ = SimulatedMachine(truth: [1, 2, 3, 4, 5]).run(&search, stopAfter: 2)
    let outcome = Tuner.outcome(search, wasStopped: true)
    #expect(outcome.rows.count == 2)
    // One pair: one worker is twice as fast by what is known, which is not beyond doubt.
    #expect(outcome.chosen.workers == 2 && !outcome.verdict.isFaster)
    #expect(!outcome.isConclusive)
    _ = SimulatedMachine(truth: [1, 2, 3, 4, 5]).run(&search)
    #expect(Tuner.outcome(search, wasStopped: false).isConclusive)
  }

  @Test("a candidate that cannot be measured is passed over")
  func failures() {
    var search = TuningSearch(.imagined(4), budget: 20)
    while let (candidate, seconds) = search.next() {
      search.record(throughput: candidate == 3 ? nil : 100 - Double(candidate), seconds: seconds)
    }
    #expect(search.verdict.candidate == 0)
    #expect(search.estimate(3) == nil)
  }

  @Test("the estimate is the geometric mean, with Student's interval from three pairs on")
  func estimate() throws {
    #expect(TuningEstimate(logarithms: []) == nil)
    let two = try #require(TuningEstimate(logarithms: [log(2), log(8)]))
    #expect(abs(two.ratio - 4) < 1e-12 && two.interval == nil && !two.isFaster)
    // Mean 0.2, standard error 0.1/√3, t = 4.303: by hand.
    let three = try #require(TuningEstimate(logarithms: [0.1, 0.2, 0.3]))
    let interval = try #require(three.interval)
    let half = 4.303 * 0.1 / 3.0.squareRoot()
    #expect(abs(log(interval.lowerBound) - (0.2 - half)) < 1e-12)
    #expect(abs(log(interval.upperBound) - (0.2 + half)) < 1e-12)
    #expect(!three.isFaster)
    #expect(try #require(TuningEstimate(logarithms: [0.2, 0.2, 0.2])).isFaster)
  }
}
