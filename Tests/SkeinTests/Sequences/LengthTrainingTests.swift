import Foundation
import Skein
import Testing

@Suite("Training on rows of different lengths")
struct LengthTrainingTests {
  /// What make-golden.py wrote: PyTorch's packed sequences.
  private static func golden() throws -> Safetensors {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Lengths/lengths", withExtension: "safetensors"))
    return try Safetensors(path: url.path)
  }

  @Test("losses and weights are those of PyTorch's packed sequences", arguments: [false, true])
  func pytorch(atEachStep: Bool) throws {
    let file = try Self.golden()
    func floats(_ name: String) throws -> [Float] {
      try file.floats(named: name, shape: #require(file.entry(named: name)).shape)
    }
    let (steps, inputs) = (6, 2)
    let lengths = try floats("lengths").map { Int($0) }
    let x = try floats("x")
    let targets = try floats(atEachStep ? "stepLabels" : "labels")
    let width = atEachStep ? steps : 1
    let source = LengthSource(
      samples: ArraySource(
        inputShape: LayerShape(steps: steps, features: inputs),
        inputs: lengths.indices.map {
          Array(x[$0 * steps * inputs..<($0 + 1) * steps * inputs])
        }, targets: lengths.indices.map { Array(targets[$0 * width..<($0 + 1) * width]) }),
      lengths: lengths)
    let layers = try Sequential(specification: "lstm:5,dense:3")
    let architecture = atEachStep ? layers.atEachStep : layers
    let loss = Loss(CategoricalCrossEntropy())
    let layout = try Model.layout(
      architecture, input: source.inputShape, targets: width, loss: loss, atEachStep: atEachStep)
    let prefix = atEachStep ? "steps" : "class"
    func weights(_ which: String) throws -> Weights {
      try PyTorchTests.Golden.weights("\(prefix).\(which)", layout, in: file)
    }
    let model = try Model(architecture, input: source.inputShape, weights: weights("weights"))
    for workers in [1, 2] {
      let options = TrainingOptions(
        epochs: 5, batchSize: lengths.count, learningRate: 0.01, loss: loss, shuffle: false)
      let trainer = try Trainer(
        model, options: options, crew: TestMachine.crew(workers: workers))
      let history = try trainer.fit(source, validation: source)
      let losses = try file.doubles(named: "\(prefix).losses", shape: [5])
      for (epoch, loss) in zip(history.epochs, losses) {
        #expect(abs(epoch.loss - loss) < 1e-5, "epoch \(epoch.epoch)")
      }
      // The validation comes after the step, with the next one's weights.
      for (epoch, loss) in zip(history.epochs, losses.dropFirst()) {
        #expect(abs((epoch.validationLoss ?? .nan) - loss) < 1e-5, "epoch \(epoch.epoch)")
      }
      let trained = try weights("trained")
      let distance = TensorDistance.relative(
        trainer.model.weights.values.map(Double.init), to: trained.values.map(Double.init))
      #expect(distance < 1e-5)
    }
  }

  @Test("the bits are the same for any number of workers and for teams")
  func sameBits() throws {
    for atEachStep in [false, true] {
      let source = LengthSource.random(41, steps: 9, classes: 3, atEachStep: atEachStep)
      let layers = try Sequential(
        specification: atEachStep
          ? "bidirectional(gru:6),lstm:5:recurrent-dropout=0.3,dense:3"
          : "lstm:7:dropout=0.2,bidirectional(gru:6),max,dense:3")
      let architecture = atEachStep ? layers.atEachStep : layers
      let loss = Loss(CategoricalCrossEntropy())
      let layout = try Model.layout(
        architecture, input: source.inputShape, targets: source.targetCount, loss: loss,
        atEachStep: atEachStep)
      let model = try Model(
        architecture, input: source.inputShape, weights: Weights(layout: layout, seed: 1))
      var results: [([Float], [Double?], [Float])] = []
      for (workers, team) in [
        (1, TeamSize.auto), (2, .auto), (3, .auto), (5, .auto), (4, .fixed(2)),
      ] {
        let crew = try TestMachine.crew(workers: workers, team: team)
        let trainer = try Trainer(
          model, options: TrainingOptions(epochs: 3, batchSize: 8, loss: loss), crew: crew)
        let history = try trainer.fit(source, validation: source)
        results.append(
          (
            trainer.model.weights.values, history.epochs.map(\.validationLoss),
            try trainer.model.unread.predict(source, crew: crew)
          ))
      }
      for result in results.dropFirst() {
        #expect(result.0 == results[0].0)
        #expect(result.1 == results[0].1)
        // What follows a row's end is nobody's.
        let width = results[0].2.count / source.count
        for sample in 0..<source.count {
          let living = atEachStep ? source.lengths[sample] * 3 : 3
          let first = sample * width
          #expect(
            result.2[first..<first + living] == results[0].2[first..<first + living])
        }
      }
    }
  }

  @Test("a prediction is that of the row alone, cut at its length")
  func predictions() throws {
    let source = LengthSource.random(23, steps: 7, classes: 3)
    let architecture = try Sequential(specification: "lstm:6:sequence,gru:5,dense:3")
    let model = try Model(architecture, input: source.inputShape, seed: 2)
    let together = try model.predict(source, crew: TestMachine.crew(workers: 2))
    for sample in 0..<source.count {
      let length = source.lengths[sample]
      let alone = ArraySource(
        inputShape: LayerShape(steps: length, features: 2),
        inputs: [Array(source.samples.inputs[sample].prefix(2 * length))], targets: [[0]])
      let short = try Model(architecture, input: alone.inputShape, weights: model.weights)
      #expect(
        try short.predict(alone, crew: TestMachine.crew(workers: 1))
          == Array(together[3 * sample..<3 * sample + 3]), "sample \(sample)")
    }
  }
}
