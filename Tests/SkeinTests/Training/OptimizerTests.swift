import Foundation
import Skein
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  /// Golden/Optimizers/optimizers.safetensors, made by make-golden.py there: what ten random gradients
  /// make of random weights, computed in double precision.
  private struct Golden {
    let cases: [String]
    let start: [Float]
    /// [steps][parameters]
    let gradients: [[Float]]
    /// Parameters of the matrix; those of a bias follow.
    let matrix: Int
    let rate: Double
    private let file: Safetensors

    init() throws {
      let url = try #require(
        Bundle.module.url(
          forResource: "Golden/Optimizers/optimizers", withExtension: "safetensors"))
      file = try Safetensors(path: url.path)
      cases = try #require(file.metadata["cases"]).split(separator: " ").map(String.init)
      matrix = try #require(Int(file.metadata["matrix"] ?? ""))
      rate = try #require(Double(file.metadata["rate"] ?? ""))
      let shape = try #require(file.entry(named: "gradients")).shape
      start = try file.floats(named: "start", shape: [shape[1]])
      let all = try file.floats(named: "gradients", shape: shape)
      gradients = (0..<shape[0]).map { Array(all[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }

    func weights(_ index: Int) throws -> [Double] {
      try file.doubles(named: "weights.\(index)", shape: [start.count])
    }
  }

  /// The weights after all gradients, in runs that end at `cuts`.
  private func weights(
    _ given: any Optimizer, _ golden: Golden, scale: Float, cuts: [Int]
  ) -> [Float] {
    var optimizer = given
    let count = golden.start.count
    let weights = SharedBuffer(golden.start)
    let slots = optimizer.slots.map { _ in SharedBuffer<Float>(zeroed: count) }
    let bases = SharedBuffer(slots.map(\.base))
    for gradient in golden.gradients {
      optimizer.advance()
      let gradient = SharedBuffer(gradient.map { $0 / scale })
      var first = 0
      for end in cuts + [golden.matrix, count] {
        // A task holds pointers alone.
        withExtendedLifetime((weights, slots, bases, gradient)) {
          optimizer.update(
            ParameterRun(
              count: end - first, offset: first, weights: weights.base + first,
              gradient: UnsafePointer(gradient.base + first), gradientScale: scale,
              learningRate: golden.rate, isBias: first >= golden.matrix,
              slots: UnsafePointer(bases.base), kernels: KernelSelection.available[0]))
        }
        first = end
      }
    }
    return Array(weights.elements)
  }

  @Test("ten steps of each have PyTorch's weights, its decay apart and sparing biases")
  func golden() throws {
    let golden = try Golden()
    for (index, specification) in golden.cases.enumerated() {
      let optimizer = try OptimizerCatalog.optimizer(of: specification)
      let found = weights(optimizer, golden, scale: 0.25, cuts: [])
      let distance = TensorDistance.relative(
        found.map(Double.init), to: try golden.weights(index))
      #expect(distance < 1e-6, "\(specification)")
      // In runs of other owners: remainders of one to three after whole fours.
      for cuts in [[1], [3, 7, 30], [2, 4, 21]] {
        #expect(weights(optimizer, golden, scale: 0.25, cuts: cuts) == found, "\(specification)")
      }
    }
    #expect(Set(golden.cases.map { $0.prefix { $0 != ":" } }).count == OptimizerCatalog.kinds.count)
  }

  @Test(
    "a gradient that is no number leaves a mark in the weights",
    arguments: OptimizerCatalog.kinds.map { $0.keyword })
  func ruined(keyword: String) throws {
    let golden = try Golden()
    var optimizer = try OptimizerCatalog.optimizer(of: keyword)
    let weights = SharedBuffer(golden.start)
    let gradient = SharedBuffer<Float>(repeating: .nan, count: golden.start.count)
    let slots = optimizer.slots.map { _ in SharedBuffer<Float>(zeroed: golden.start.count) }
    let bases = SharedBuffer(slots.map(\.base))
    optimizer.advance()
    withExtendedLifetime((weights, slots, bases, gradient)) {
      optimizer.update(
        ParameterRun(
          count: weights.count, offset: 0, weights: weights.base,
          gradient: UnsafePointer(gradient.base), gradientScale: 1, learningRate: 0.1,
          slots: UnsafePointer(bases.base), kernels: KernelSelection.available[0]))
    }
    #expect(weights.elements.allSatisfy { $0.isNaN })
  }

  @Test(
    "each gives the same bits for any workers and instruction set, and lowers the loss",
    arguments: [
      "sgd", "sgd:0.9", "sgd:0.9:nesterov:decay=0.5", "adam",
      "adam:0.8:0.99:1e-05", "adamw:decay=0.5",
      "amsgrad:decay=0.25", "rmsprop:momentum=0.5:centered", "adagrad", "lion:decay=0.125",
    ])
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
      "sgd:0:nesterov", "sgd:decay=-1", "sgd:0.9:0.9:0.9", "adamw:-1", "rmsprop:1",
      "rmsprop:momentum=1", "rmsprop:centred", "rmsprop:epsilon=0", "adagrad:-1", "lion:2",
      "lion:decay=inf", "sgd:momentum=0.9:momentum=0.8",
    ])
  func refused(text: String) {
    let error = #expect(throws: SettingsError.self) {
      try OptimizerCatalog.optimizer(of: text)
    }
    #expect(error?.description.contains("; write ") == true)
  }
}
