import Foundation
import Skein
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  /// Some steps over made-up gradients, in double precision by the textbook.
  private func reference(_ optimizer: SGD, rate: Double, steps: Int, count: Int) -> [Double] {
    var weights = (0..<count).map { Double($0) / 10 }
    var velocity = [Double](repeating: 0, count: count)
    for step in 0..<steps {
      for index in 0..<count {
        let gradient = Self.gradient(step, index)
        velocity[index] = optimizer.momentum * velocity[index] + gradient
        let direction =
          optimizer.isNesterov
          ? gradient + optimizer.momentum * velocity[index] : velocity[index]
        weights[index] -= rate * direction
      }
    }
    return weights
  }

  private static func gradient(_ step: Int, _ index: Int) -> Double {
    Double((step * 7 + index * 3) % 11 - 5) / 8
  }

  @Test(
    "gradient descent takes the steps of the textbook, its momentum too",
    arguments: [
      SGD(), SGD(momentum: 0.9), SGD(momentum: 0.9, nesterov: true), SGD(momentum: 0.5),
    ])
  func descent(optimizer: SGD) {
    let count = 7
    let weights = SharedBuffer((0..<count).map { Float($0) / 10 })
    let slots = optimizer.slots.map { _ in SharedBuffer<Float>(zeroed: count) }
    let bases = SharedBuffer(slots.map(\.base))
    // A task holds pointers alone.
    withExtendedLifetime((weights, slots, bases)) {
      for step in 0..<9 {
        let gradient = SharedBuffer((0..<count).map { Float(Self.gradient(step, $0) * 4) })
        // In two runs, as two owners would.
        for range in [0..<3, 3..<count] {
          withExtendedLifetime(gradient) {
            optimizer.update(
              ParameterRun(
                count: range.count, offset: range.lowerBound,
                weights: weights.base + range.lowerBound,
                gradient: UnsafePointer(gradient.base + range.lowerBound), gradientScale: 0.25,
                learningRate: 0.1, slots: UnsafePointer(bases.base),
                kernels: KernelSelection.available[0]))
          }
        }
      }
      let wanted = reference(optimizer, rate: 0.1, steps: 9, count: count)
      let found = weights.elements.map(Double.init)
      #expect(TensorDistance.largest(found, to: wanted) < 1e-6)
    }
  }

  @Test(
    "each gives the same bits for any workers and instruction set, and lowers the loss",
    arguments: ["sgd", "sgd:0.9", "sgd:0.9:nesterov", "adam", "adam:0.8:0.99:1e-05"])
  func sameBits(specification: String) throws {
    let optimizer = try OptimizerCatalog.optimizer(of: specification)
    #expect(optimizer.specification == specification)
    let job = TrainingRecord.Job(
      problem: try RandomProblem(Sequential([LSTM(9), Dense(1)]), window: 5, windows: 37),
      trainingWindows: 31,
      options: TrainingOptions(
        epochs: 3, batchSize: 8, learningRate: 0.05, optimizer: optimizer))
    let first = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1, instructionSet: 0))
    #expect(first.slots.count == optimizer.slots.count)
    #expect(Double(bitPattern: first.losses[2]) < Double(bitPattern: first.losses[0]))
    for set in KernelSelection.available.indices {
      for workers in [2, 3] {
        let crew = try TestMachine.crew(workers: workers, instructionSet: set)
        #expect(try TrainingRecord(of: job, on: crew) == first)
      }
    }
  }

  @Test(
    "a name that makes no sense is refused with what may be written",
    arguments: [
      "", "sdg", "sgd:1", "sgd:-0.1", "sgd:0.9:nestrov", "adam:2", "adam:0.9:0.9:0", "sgd:nan",
    ])
  func refused(text: String) {
    let error = #expect(throws: SettingsError.self) {
      try OptimizerCatalog.optimizer(of: text)
    }
    #expect(error?.description.contains("; write ") == true)
  }
}
