import KernelInterface

/// A model made ready to be asked again and again, on the calling thread: its weights are packed once,
/// and it keeps two states of each layer instead of a history.
///
/// Numbers go in and come out in the scale in which the model was trained. The bits are those of
/// `Model.predict`.
///
/// Not for several threads at once: each has its own predictor.
public final class Predictor {
  public let model: Model
  private let kernels: KernelTable
  private let window: NetworkPass
  /// The same weights for one step at a time; made when the first one is taken.
  private var single: NetworkPass?
  private var goesOn = false

  /// - Throws: `KernelError` for a bad `SKEIN_ISA`.
  public convenience init(_ model: Model) throws {
    self.init(model, kernels: try KernelSelection.preferred())
  }

  package init(_ model: Model, kernels: KernelTable) {
    self.model = model
    self.kernels = kernels
    window = Self.pass(model, kernels)
  }

  private static func pass(_ model: Model, _ kernels: KernelTable) -> NetworkPass {
    NetworkPass(
      CompiledModel(model, kernels: kernels, innerBlock: 512, isTraining: false),
      size: .inference(rows: 1))
  }

  /// The model's output for one window.
  ///
  /// - Parameter inputs: [T, I] row-major, T and I those of `model.input`.
  /// - Returns: [features] of the model's output, or [T, features] where it gives a sequence.
  /// - Throws: `TokenError` for the first input that should be the number of a token and is none.
  public func predict(_ inputs: [Float]) throws -> [Float] {
    try check(inputs)
    return output(of: inputs)
  }

  /// The same for inputs of a model that reads no tokens.
  func output(of inputs: [Float]) -> [Float] {
    precondition(
      inputs.count == window.input.count,
      "\(inputs.count) numbers for a window of \(model.input)")
    return Self.run(window, inputs, PassContext(rows: 1))
  }

  /// - Throws: `TokenError` where the model reads tokens and the inputs are none.
  private func check(_ inputs: [Float]) throws {
    let features = model.input.features
    if let error = TokenError(inputs, features: features, for: model.architecture) { throw error }
  }

  /// The model's output after one more step of a series: the states go on from the step before, or
  /// begin as zero after `reset`. After T steps from there it is what `predict` gives for them.
  ///
  /// - Parameter inputs: [I], the numbers of one step.
  /// - Returns: [features] of the model's output.
  /// - Throws: `ModelError` when a layer cannot work on single steps, `TokenError` for an input that should
  ///   be the number of a token and is none.
  public func step(_ inputs: [Float]) throws -> [Float] {
    try check(inputs)
    precondition(
      inputs.count == model.input.features,
      "\(inputs.count) numbers for a step of \(model.input.features)")
    let pass = try stepPass()
    defer { goesOn = true }
    return Self.run(pass, inputs, PassContext(rows: 1, continues: goesOn))
  }

  /// Forgets the steps taken so far.
  public func reset() { goesOn = false }

  /// The states that the steps so far have left: what comes next can be taken again, and otherwise, by
  /// this predictor or another one of the same model.
  ///
  /// Cost: a copy of two states of each layer.
  ///
  /// - Throws: `ModelError` when a layer cannot work on single steps.
  public func state() throws -> PredictorState {
    let kept = try stepPass().memory.kept
    return PredictorState(kept: goesOn ? Array(kept.elements) : [], model: specification)
  }

  /// Has the next step go on from states that `state()` gave.
  ///
  /// - Throws: `ModelError` when a layer cannot work on single steps.
  public func goOn(from state: PredictorState) throws {
    precondition(
      state.model == specification, "states of \(state.model) in a predictor of \(specification)")
    let kept = try stepPass().memory.kept
    goesOn = !state.kept.isEmpty
    kept.base.update(from: state.kept, count: state.kept.count)
  }

  private var specification: String { model.architecture.specification }

  private func stepPass() throws -> NetworkPass {
    let pass = try single ?? singleStep()
    single = pass
    return pass
  }

  private func singleStep() throws -> NetworkPass {
    let input = LayerShape(steps: 1, features: model.input.features)
    let layout = try ParameterLayout(model.architecture, input: input)
    guard layout == model.weights.layout,
      model.architecture.layers.allSatisfy(\.goesByStep)
    else {
      throw ModelError.needsWholeSequence(model: model.architecture.specification)
    }
    let single = try Model(model.architecture, input: input, weights: model.weights)
    return Self.pass(single, kernels)
  }

  private static func run(
    _ pass: NetworkPass, _ inputs: [Float], _ context: PassContext
  ) -> [Float] {
    withSubnormalsFlushed {
      pass.input.base.update(from: inputs, count: inputs.count)
      let output = pass.forward(context)
      return (0..<output.vectors).flatMap { vector in
        (0..<output.features).map { output.values[vector * output.stride + $0] }
      }
    }
  }
}

/// The states between two steps of a predictor.
public struct PredictorState: Sendable, Equatable {
  /// As a pass keeps them; empty before the first step.
  let kept: [Float]
  /// The specification of the model that they are of.
  let model: String
}
