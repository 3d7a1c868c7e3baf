import Foundation
import Skein
import Testing

/// Files in Golden/PyTorch, made by make-golden.py there: what PyTorch computes in double precision.
@Suite("PyTorch agrees")
struct PyTorchTests {
  static let cases = [
    "lstm5", "lstm7-lstm4", "lstm33-tanh", "dense-lstm", "lstm-dense-lstm", "one-of-each",
    "dense-only-after-last", "ends-in-lstm", "gru5", "gru33-gru7", "rnn9-gru4", "relu-rnn",
    "bidirectional-gru", "bidirectional-rnn", "residual", "projected-lstm", "layernorm-lstm",
  ]

  /// Of the norm of a whole tensor, or of one loss.
  static let tolerance = 1e-5

  /// One file: a model, its data, and what comes out.
  struct Golden {
    let file: Safetensors
    let model: Model
    let dataset: Dataset

    init(_ name: String) throws {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/PyTorch/\(name)", withExtension: "safetensors"))
      let file = try Safetensors(path: url.path)
      func setting(_ key: String) throws -> String { try #require(file.metadata[key]) }
      let inputs = try #require(Int(try setting("inputs")))
      let targets = try #require(Int(try setting("targets")))
      let window = try #require(Int(try setting("window")))
      let horizon = try #require(Int(try setting("horizon")))

      let shape = try #require(file.entry(named: "series")).shape
      let values = try file.floats(named: "series", shape: shape)
      let columns = (0..<shape[1]).map { column in
        (
          name: "c\(column)",
          values: (0..<shape[0]).map { Double(values[$0 * shape[1] + column]) }
        )
      }
      let names = columns.map(\.name)
      let series = try Series(
        name: name, columns: columns,
        options: DataOptions(
          targets: Array(targets == 0 ? names[...] : names[inputs...]),
          inputs: Array(names[..<inputs])))
      dataset = try Dataset(
        series, window: window, step: horizon, testSplit: 0, validationSplit: 0)
      let architecture = try Sequential(specification: setting("specification"))
      let layout = try Model.layout(
        architecture, input: dataset.inputShape, targets: series.targetColumns.count)
      let weights = try Self.weights("weights", layout, in: file)
      self.file = file
      model = try Model(architecture, input: dataset.inputShape, weights: weights)
    }

    /// A set of tensors such as `gradients.layers.0.weight_hh`, in the layout of the weights.
    static func weights(
      _ prefix: String, _ layout: ParameterLayout, in file: Safetensors
    ) throws -> Weights {
      try Weights(layout: layout, available: layout.places.map(\.name)) { name in
        guard let shape = file.entry(named: "\(prefix).\(name)")?.shape else { return nil }
        return (shape, try file.floats(named: "\(prefix).\(name)", shape: shape))
      }
    }

    func weights(_ prefix: String) throws -> Weights {
      try Self.weights(prefix, model.weights.layout, in: file)
    }

    func doubles(_ name: String) throws -> [Double] {
      try file.doubles(named: name, shape: #require(file.entry(named: name)).shape)
    }

    /// Trains in full batches, so that an epoch is a step.
    func trainer(epochs: Int, clipped: Bool = false) throws -> Trainer {
      let rate = try #require(Double(file.metadata["learningRate"] ?? ""))
      let clip = try #require(Double(file.metadata["clipNorm"] ?? ""))
      let loss = try #require(Loss(rawValue: file.metadata["loss"] ?? ""))
      let options = TrainingOptions(
        epochs: epochs, batchSize: dataset.windows.count, learningRate: rate,
        clipNorm: clipped ? clip : nil, loss: loss, shuffle: false)
      return try Trainer(model, options: options, crew: TestMachine.crew(workers: 2))
    }

    /// Checks every tensor of the model's layout.
    func expect(_ found: [Double], near wanted: Weights, _ what: String) {
      for place in wanted.layout.places {
        let range = place.offset..<place.offset + place.parameter.count
        let distance = TensorDistance.relative(
          Array(found[range]), to: wanted.values[range].map(Double.init))
        #expect(distance <= PyTorchTests.tolerance, "\(what) of \(place.name)")
      }
    }
  }

  @Test("outputs of random weights are PyTorch's", arguments: cases)
  func outputs(_ name: String) throws {
    let golden = try Golden(name)
    let outputs = try golden.model.predict(golden.dataset.all, crew: TestMachine.crew(workers: 1))
    let distance = TensorDistance.relative(
      outputs.map(Double.init), to: try golden.doubles("outputs"))
    #expect(distance <= Self.tolerance)
  }

  @Test("the gradient of every parameter is PyTorch's", arguments: cases)
  func gradients(_ name: String) throws {
    let golden = try Golden(name)
    let trainer = try golden.trainer(epochs: 1)
    try trainer.fit(golden.dataset.all)
    golden.expect(
      trainer.gradientOfFirstStep(), near: try golden.weights("gradients"), "gradient")
  }

  @Test("ten Adam steps have PyTorch's losses and weights", arguments: cases, [false, true])
  func steps(_ name: String, clipped: Bool) throws {
    let golden = try Golden(name)
    let trainer = try golden.trainer(epochs: 10, clipped: clipped)
    let losses = try trainer.fit(golden.dataset.all).epochs.map(\.loss)
    let wanted = try golden.doubles(clipped ? "clippedLosses" : "losses")
    #expect(losses.count == wanted.count)
    for (found, wanted) in zip(losses, wanted) {
      #expect((found - wanted).magnitude <= Self.tolerance * wanted)
    }
    golden.expect(
      trainer.model.weights.values.map(Double.init),
      near: try golden.weights(clipped ? "clipped" : "trained"), "weights")
  }
}
