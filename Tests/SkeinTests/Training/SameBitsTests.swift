import Foundation
import Skein
import Support
import Testing

/// A cell in plain Swift.
private enum Alone: ElementwiseCell {
  static let keyword = "alone"
  static let gates = 2

  static func forward(_ row: CellRow) {
    row.sigmoid(0)
    row.tanh(1)
    for u in 0..<row.units { row.hidden[u] = row.gate(0)[u] * row.gate(1)[u] }
  }

  static func backward(_ row: CellGradientRow) {
    for u in 0..<row.units {
      let (a, b) = (row.gate(0)[u], row.gate(1)[u])
      let gradient = row.hiddenGradient[u]
      row.gate(0)[u] = gradient * b * a * (1 - a)
      row.gate(1)[u] = gradient * a * (1 - b * b)
    }
  }
}

@Suite("The same bits")
struct SameBitsTests {
  /// Sizes that leave remainders everywhere: registers, tiles, shards, batches.
  struct Shape: CustomTestStringConvertible, Sendable {
    var units: Int
    var batchSize: Int
    var window: Int
    var inputs: Int
    /// Counts the shapes; its bits choose the options.
    var index: Int

    var testDescription: String {
      "H \(units), B \(batchSize), T \(window), I \(inputs), options \(index % 16)"
    }

    /// One input predicts itself; three predict two others through dense layers at every step.
    var architecture: Sequential {
      if inputs == 1 {
        return Sequential {
          LSTM(units, returnSequences: true)
          if index & 2 == 0 { GRU(max(1, units / 2)) } else { LSTM(max(1, units / 2)) }
          Dense(1)
        }
      }
      return Sequential {
        Dense(5, activation: .relu)
        LSTM(units)
        Dense(2, activation: .tanh)
      }
    }

    /// The few shapes that would take most of the time meet fewer crews each.
    var workers: [Int] {
      let all = [1, 2, 3, 5, 8]
      if units * batchSize * window < 30_000 { return all }
      return [all[index % 5], all[(index + 2) % 5]]
    }

    func job() throws -> TrainingRecord.Job {
      // A whole batch, then one of about half its size, so that each follows the other.
      let training = batchSize + batchSize / 2 + 1
      let validates = index & 4 == 0
      let problem = try RandomProblem(
        architecture, inputs: inputs, separateTargets: inputs == 1 ? 0 : 2, window: window,
        windows: training + (validates ? 7 : 0), seed: UInt64(index))
      let options = TrainingOptions(
        epochs: 2, batchSize: batchSize, learningRate: 0.01,
        clipNorm: index & 1 == 0 ? nil : 0.05, loss: index & 8 == 0 ? .mse : .mae,
        shuffle: index & 2 == 0, seed: 7)
      return TrainingRecord.Job(problem: problem, trainingWindows: training, options: options)
    }
  }

  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    for units in [1, 7, 33, 60] {
      for batchSize in [1, 5, 31, 50] {
        for window in [1, 2, 37] {
          for inputs in [1, 3] {
            // The stride is odd, so that every shape list meets every choice of options.
            shapes.append(
              Shape(
                units: units, batchSize: batchSize, window: window, inputs: inputs,
                index: shapes.count * 7))
          }
        }
      }
    }
    // What a sanitizer looks for is in every shape.
    return Sanitizer.isPresent ? shapes.filter { $0.index % 11 == 0 } : shapes
  }()

  @Test("for any workers, placement, instruction set and cache block", arguments: shapes)
  func everywhere(_ shape: Shape) throws {
    let job = try shape.job()
    let first = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1, instructionSet: 0))
    let policies = try TestMachine.policies()
    let blocks = [nil, 1, 16, 61, 2048]
    let teams: [TeamSize] = [.auto, .fixed(1), .fixed(2), .fixed(3), .fixed(5)]
    var turn = shape.index
    for set in KernelSelection.available.indices {
      for workers in shape.workers {
        turn += 1
        let policy = policies[turn % policies.count]
        let block = blocks[turn / policies.count % blocks.count]
        let team = teams[(turn + turn / teams.count) % teams.count]
        let crew = try TestMachine.crew(
          workers: workers, policy: policy, instructionSet: set, innerBlock: block, team: team)
        let record = try TrainingRecord(of: job, on: crew)
        let place: Comment =
          "\(workers) workers, team \(team), \(policy), set \(set), block \(block ?? 0)"
        #expect(record == first, place)
      }
    }
  }

  /// Layers whose units fall into 1 to 17 cache lines, for the members of a team to split.
  @Test(
    "for any team, on odd sizes",
    arguments: Sanitizer.isPresent ? [33] : [1, 7, 33, 60, 130])
  func teams(units: Int) throws {
    for (turn, batchSize) in [1, 2, 3, 5, 31].enumerated() {
      let problem = try RandomProblem(
        Sequential([
          LSTM(units, returnSequences: true), Recurrent<Alone>(5, returnSequences: true),
          Bidirectional(
            GRU(
              units + 1, dropout: CellDropout(input: 0.2, recurrent: 0.3), returnSequences: true)),
          LayerNormalization(), Dropout(0.25),
          Residual {
            LSTM(7, dropout: CellDropout(recurrent: 0.4))
            Dense(2 * units + 2, activation: .gelu)
          },
          Ensemble(of: 3) {
            GRU(9, returnSequences: true)
            Dropout(0.25)
            Dense(7, activation: .tanh)
          },
          RNN(units + 3, returnSequences: true),
          LSTM(units + 2, projection: units, zoneout: 0.3, returnSequences: true),
          LSTM(units + 1, isNormalized: true, zoneout: 0.2, returnSequences: true),
          GRU(9, resetsBefore: true, returnSequences: true), Pooling<MaximumOverTime>(),
          Dense(3, activation: .tanh),
          Dense(2),
        ]), inputs: 3, separateTargets: 2, window: 5, windows: batchSize + batchSize / 2 + 2)
      let job = TrainingRecord.Job(
        problem: problem, trainingWindows: batchSize + batchSize / 2 + 1,
        options: TrainingOptions(epochs: 2, batchSize: batchSize, learningRate: 0.01))
      let first = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1))
      for workers in [2, 3, 5, 8] {
        for team in [2, 3, 5] {
          let set = (turn + workers + team) % KernelSelection.available.count
          let crew = try TestMachine.crew(
            workers: workers, policy: .compact, instructionSet: set, team: .fixed(team))
          let record = try TrainingRecord(of: job, on: crew)
          #expect(record == first, "B \(batchSize), \(workers) workers, team \(team)")
        }
      }
    }
  }

  @Test("a second training after the first, whose last batch was smaller, starts from zero states")
  func smallerBatchLeavesNothing() throws {
    let job = TrainingRecord.Job(
      problem: try RandomProblem(
        Sequential([LSTM(4), Dense(1)]), window: 3, windows: 13),
      trainingWindows: 13,
      options: TrainingOptions(epochs: 1, batchSize: 8, shuffle: false))
    let crew = try TestMachine.crew(workers: 1)
    // A new trainer's buffers are new, so its second epoch cannot see the first one's states.
    let long = try Trainer(
      job.problem.model, options: TrainingOptions(epochs: 2, batchSize: 8, shuffle: false),
      crew: crew)
    try long.fit(job.problem.dataset.all)
    let short = try Trainer(job.problem.model, options: job.options, crew: crew)
    try short.fit(job.problem.dataset.all)
    try short.fit(job.problem.dataset.all)
    let areEqual = short.model.weights == long.model.weights
    #expect(areEqual)
  }
}
