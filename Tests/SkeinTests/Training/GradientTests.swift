import Skein
import Testing

@Suite("Gradients by central differences")
struct GradientTests {
  /// A model, the number of its inputs and separate targets, steps and windows.
  struct Case: CustomTestStringConvertible, Sendable {
    var specification: String
    var inputs = 1
    var targets = 0
    var window: Int
    var windows: Int

    var testDescription: String {
      "\(specification), \(inputs) inputs, \(window) steps, \(windows) windows"
    }
  }

  /// Every layer, activation and position of a layer; one step, one window, odd counts. An even
  /// number of windows would let the signs of the mean absolute error cancel, and then there is
  /// nothing left to be relative to.
  static let cases = [
    Case(specification: "lstm:1,dense:1", window: 1, windows: 1),
    Case(specification: "lstm:5,dense:1", window: 7, windows: 3),
    Case(specification: "lstm:17,dense:1:tanh", window: 3, windows: 5),
    Case(specification: "lstm:3,lstm:4,lstm:2,dense:1:sigmoid", window: 5, windows: 5),
    Case(specification: "lstm:4,dense:3:relu,dense:2", inputs: 2, window: 4, windows: 7),
    Case(
      specification: "dense:5:tanh,lstm:4,dense:2", inputs: 3, targets: 2, window: 4, windows: 5),
    Case(specification: "lstm:6:sequence,dense:3:sigmoid,lstm:3", inputs: 3, window: 6, windows: 3),
    Case(specification: "dense:4:relu,dense:3,lstm:5,dense:1", window: 9, windows: 9),
    Case(specification: "lstm:2", inputs: 2, window: 2, windows: 31),
    Case(specification: "gru:1,dense:1", window: 1, windows: 1),
    Case(specification: "gru:17,dense:1:tanh", window: 3, windows: 5),
    Case(
      specification: "dense:5:tanh,gru:19,gru:3,dense:2", inputs: 3, targets: 2, window: 5,
      windows: 7),
    Case(
      specification: "dense:5:softplus,bidirectional(lstm:3),dense:2:gelu", inputs: 2, window: 4,
      windows: 5),
    Case(
      specification: "bidirectional(gru:4:sequence):sum,dense:3:softmax,mean,dense:1", window: 5,
      windows: 3),
    Case(specification: "bidirectional(rnn:17):mean,layernorm,dense:1", window: 3, windows: 5),
    Case(specification: "lstm:4,layernorm,max,dense:2", inputs: 2, window: 5, windows: 5),
    Case(
      specification: "dense:4,residual(lstm:4,dense:5:tanh,dense:4),last,dense:1", window: 4,
      windows: 5),
    Case(
      specification: "dense:3,residual(residual(gru:3),bidirectional(lstm:3):sum),rnn:2,dense:1",
      window: 4, windows: 3),
    Case(
      specification: "dense:3,ensemble(rnn:3,dense:4:tanh):3,ensemble(gru:3,dense:2):2,dense:1",
      window: 4, windows: 5),
    Case(
      specification: "ensemble(lstm:3:recurrent-dropout=0.3,dropout:0.5,dense:2):3", inputs: 2,
      targets: 2, window: 4, windows: 7),
    Case(specification: "dense:3,lstm:5:dropout=0.3,dense:1", window: 4, windows: 7),
    Case(specification: "lstm:17:recurrent-dropout=0.4,dense:1", window: 5, windows: 5),
    Case(
      specification: "dense:4,gru:5:dropout=0.2:recurrent-dropout=0.5,dropout:0.25,rnn:3,dense:1",
      window: 6, windows: 9),
    Case(
      specification: "dropout:0.1,bidirectional(rnn:4:dropout=0.3:recurrent-dropout=0.3),dense:1",
      inputs: 2, targets: 1, window: 3, windows: 7),
    Case(
      specification: "dense:3,residual(dropout:0.5,lstm:3:recurrent-dropout=0.5),last,dense:1",
      window: 4, windows: 5),
    Case(specification: "gru:5:reset-before,dense:1", window: 5, windows: 5),
    Case(
      specification: "dense:3,gru:17:reset-before,gru:3:reset-before,dense:2", inputs: 2, window: 4,
      windows: 7),
    Case(specification: "gru:3,rnn:4:relu,gru:2", inputs: 2, window: 6, windows: 5),
    Case(specification: "lstm:5:projection=3,dense:1", window: 5, windows: 5),
    Case(specification: "lstm:17:zoneout=0.3,dense:1", window: 4, windows: 5),
    Case(specification: "lstm:5:layernorm,dense:1", window: 4, windows: 5),
    Case(
      specification:
        "dense:3,lstm:17:projection=4:layernorm,lstm:3:layernorm:zoneout=0.3,dense:2",
      inputs: 2, window: 5, windows: 7),
    Case(
      specification:
        "dense:3,lstm:7:projection=5:zoneout=0.2,lstm:4:projection=1:zoneout=0.5,dense:2",
      inputs: 2, window: 5, windows: 7),
  ]

  /// A Huber loss of which most differences are beyond its corner, too.
  static let losses = Loss.elementwise + [Loss(Huber(delta: 0.25))]

  @Test("of every parameter agree to 1e-5 of a tensor's largest", arguments: cases, losses)
  func agree(_ one: Case, loss: Loss) throws {
    let problem = try RandomProblem(
      Sequential(specification: one.specification), inputs: one.inputs,
      separateTargets: one.targets, window: one.window, windows: one.windows)
    try Self.check(problem, loss: loss)
  }

  static func check(_ problem: RandomProblem, loss: Loss) throws {
    let trainer = try Trainer(
      problem.model,
      options: TrainingOptions(
        epochs: 1, batchSize: problem.dataset.windows.count, loss: loss, shuffle: false, seed: 3),
      crew: TestMachine.crew(workers: 3))
    let history = try trainer.fit(problem.dataset.all)
    let found = trainer.gradientOfFirstStep()

    var reference = DoubleModel(problem.model)
    let value = reference.loss(loss, of: problem.dataset, seed: 3)
    #expect((history.epochs[0].loss - value).magnitude <= 1e-6 * value)
    let wanted = reference.gradient(loss, of: problem.dataset, seed: 3)
    #expect(wanted.contains { $0 != 0 })
    for place in problem.model.weights.layout.places {
      let range = place.offset..<place.offset + place.parameter.count
      let distance = TensorDistance.largest(Array(found[range]), to: Array(wanted[range]))
      #expect(distance <= 1e-5, "\(place.name)")
    }
  }
}
