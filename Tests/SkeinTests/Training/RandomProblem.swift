import Skein

/// A small training problem of random numbers between −0.9 and 0.9.
struct RandomProblem {
  let model: Model
  let dataset: Dataset

  /// - Parameters:
  ///   - separateTargets: columns that are no inputs; zero predicts the inputs themselves.
  ///   - windows: how many there are, all in `dataset.all`.
  init(
    _ architecture: Sequential, inputs: Int = 1, separateTargets: Int = 0, window: Int,
    windows: Int, horizon: Int = 1, seed: UInt64 = 1
  ) throws {
    let series = try Self.series(
      inputs: inputs, separateTargets: separateTargets,
      rows: windows + window + horizon - 1, seed: seed)
    dataset = try Dataset(
      series, window: window, step: horizon, testSplit: 0, validationSplit: 0)
    let initial = try Model(architecture, for: dataset, seed: seed)
    var weights = initial.weights
    // Biases that are not zero, so that a forgotten bias shows.
    let stream = RandomStream(seed: seed, purpose: .noise, stream: 2)
    for place in weights.layout.places where place.parameter.isVector {
      for index in place.offset..<place.offset + place.parameter.count {
        weights.values[index] += Float(stream.uniform(at: UInt64(index)) - 0.5)
      }
    }
    model = try Model(architecture, input: initial.input, weights: weights)
  }

  static func series(inputs: Int, separateTargets: Int, rows: Int, seed: UInt64) throws -> Series {
    let stream = RandomStream(seed: seed, purpose: .noise, stream: 1)
    let names = (0..<inputs + separateTargets).map { "c\($0)" }
    let columns = names.indices.map { column in
      (
        name: names[column],
        values: (0..<rows).map {
          1.8 * stream.uniform(at: UInt64(column * rows + $0)) - 0.9
        }
      )
    }
    return try Series(
      name: "random", columns: columns,
      options: DataOptions(
        targets: Array(separateTargets == 0 ? names[...] : names[inputs...]),
        inputs: Array(names[..<inputs])))
  }
}
