import Foundation
import Skein
import Testing

@Suite("Schedules")
struct ScheduleTests {
  @Test("the cosine is a cosine, from 1 to its least")
  func cosine() {
    let schedule = CosineSchedule(steps: 1000, least: 0.1)
    #expect(schedule.factor(at: 0) == 1 && schedule.factor(at: 1000) == 0.1)
    #expect(schedule.factor(at: 1_000_000) == 0.1)
    for step in 0...1000 {
      let wanted = 0.1 + 0.9 * (1 + cos(.pi * Double(step) / 1000)) / 2
      #expect((schedule.factor(at: step) - wanted).magnitude < 1e-15)
    }
  }

  @Test("steps fall and a warm-up rises where they should")
  func others() {
    let falling = StepSchedule(every: 3, factor: 0.5)
    #expect((0..<10).map(falling.factor) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125])
    let rising = WarmUpSchedule(steps: 4)
    #expect((0..<6).map(rising.factor) == [0.25, 0.5, 0.75, 1, 1, 1])
    #expect(ConstantSchedule().factor(at: 7) == 1)
  }

  /// Golden/Optimizers/schedules.json, made by make-golden.py there.
  @Test("are PyTorch's, step by step")
  func golden() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Optimizers/schedules", withExtension: "json"))
    let all = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: url))
    #expect(all.count == 7)
    for (specification, factors) in all {
      let schedule = try ScheduleCatalog.schedule(of: specification)
      for (step, wanted) in factors.enumerated() {
        let found = schedule.factor(at: step)
        #expect((found - wanted).magnitude < 1e-14, "\(specification) at \(step)")
      }
    }
  }

  @Test("a warm-up leads into any other one, whose steps begin at its end")
  func composed() {
    let next = StepSchedule(every: 2, factor: 0.5)
    let schedule = WarmUpSchedule(steps: 4, then: next)
    #expect((0..<4).map(schedule.factor) == [0.25, 0.5, 0.75, 1])
    #expect((4..<9).map(schedule.factor) == (0..<5).map(next.factor))
  }

  @Test("after its end a cycle stays at its least, and an exponential goes on falling")
  func ends() {
    let cycle = OneCycleSchedule(steps: 20)
    #expect(cycle.factor(at: 19) == cycle.factor(at: 1_000_000))
    #expect((cycle.factor(at: 19) - 4e-6).magnitude < 1e-15)
    let falling = ExponentialSchedule(over: 10)
    #expect((falling.factor(at: 100) - 1e-10).magnitude < 1e-24)
    #expect(falling.factor(at: 100_000) == 0)
  }

  @Test(
    "each is what its specification says",
    arguments: [
      "constant", "cosine:90", "cosine:90:0.25", "step:7", "step:7:0.5", "warmup:12",
      "warmup:12:cosine:90", "warmup:3:warmup:4:step:9", "exponential:7", "exponential:7:0.5",
      "onecycle:60", "onecycle:60:0.4:0.1:0.01",
    ])
  func specifications(text: String) throws {
    #expect(try ScheduleCatalog.schedule(of: text).specification == text)
  }

  @Test(
    "a name that makes no sense is refused",
    arguments: [
      "cosine", "cosine:0", "step:3:2", "warm", "warmup", "warmup:3:", "warmup:3:cosine",
      "warmup:3:4", "exponential", "exponential:0", "exponential:3:0", "exponential:3:1.5",
      "onecycle:1", "onecycle:9:1", "onecycle:9:0.5:2", "constant:1",
    ])
  func refused(text: String) {
    #expect(throws: SettingsError.self) { try ScheduleCatalog.schedule(of: text) }
  }

  @Test("a step takes the rate of the schedule, counted over trainings")
  func rates() throws {
    let source = ArraySource.random(
      samples: 8, input: LayerShape(features: 2), targets: 1)
    let model = try Model(
      Sequential(specification: "dense:1"), input: source.inputShape, targets: 1)
    func trainer(_ schedule: any Schedule, rate: Double) throws -> Trainer {
      try Trainer(
        model,
        options: TrainingOptions(
          epochs: 1, batchSize: 4, learningRate: rate, shuffle: false, optimizer: SGD(),
          schedule: schedule),
        crew: TestMachine.crew(workers: 2))
    }
    // Four steps in two trainings, of which the last two have no rate.
    let scheduled = try trainer(StepSchedule(every: 2, factor: 0), rate: 0.5)
    try scheduled.fit(source)
    let first = scheduled.model.weights.values
    try scheduled.fit(source)
    #expect(scheduled.model.weights.values == first)
    let plain = try trainer(ConstantSchedule(), rate: 0.5)
    try plain.fit(source)
    #expect(plain.model.weights.values == first)
    #expect(scheduled.progress.steps == 4)
  }
}
