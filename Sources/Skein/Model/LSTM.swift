import KernelInterface

/// A long short-term memory layer (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000).
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Weights stand as in PyTorch (gates i, f, g, o). Initial values are those of Keras: Glorot uniform,
/// orthogonal recurrent weight, zero bias with 1 in the forget gate.
public struct LSTM: Layer {
  public static let keyword = "lstm"
  public static let usage = "UNITS[:sequence]"
  public static let wantsSequence = true

  public let units: Int
  public let returnSequences: Bool

  /// - Parameter units: H, at least 1.
  public init(_ units: Int, returnSequences: Bool = false) {
    precondition(units >= 1, "an LSTM with \(units) units")
    self.units = units
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    let units = try LayerArguments.units(arguments, of: Self.self)
    if arguments.count == 2, arguments[1] != "sequence" {
      throw ModelError.badArgument(layer: Self.keyword, argument: arguments[1], usage: Self.usage)
    }
    self.init(units, returnSequences: sequenceWanted || arguments.count == 2)
  }

  public var specification: String { "lstm:\(units)" + (returnSequences ? ":sequence" : "") }

  public var title: String { "LSTM" }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    guard let steps = input.steps else { throw ModelError.needsSequence(layer: specification) }
    return LayerShape(steps: returnSequences ? steps : nil, features: units)
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    [
      Parameter(
        name: "weight_ih", rows: input.features, gates: 4, gateSize: units,
        initializer: .glorotUniform),
      Parameter(
        name: "weight_hh", rows: units, gates: 4, gateSize: units, initializer: .orthogonal),
      Parameter(
        name: "bias", rows: 1, gates: 4, gateSize: units, initializer: .oneInGate(1),
        isVector: true),
    ]
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    8 * units * (input.features + units) * input.vectors
  }

  public func packedFloats(for input: LayerShape) -> Int {
    PackedWeights(units: units, inputSize: input.features).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let inputSize = site.input.features
    let layout = PackedWeights(units: units, inputSize: inputSize)
    let weights = site.weights + site.parameterOffsets[parameter]
    var task = PackTask(
      weights: weights, weightRows: [inputSize, units, 1][parameter], gates: 4, gateSize: units,
      rows: rows, panelRows: 1 + inputSize + units,
      panelRowOffset: [1, 1 + inputSize, 0][parameter], panels: site.packed)
    site.kernels.packGatePanels(task)
    if parameter == 2 { return }
    task.panels =
      site.packed + (parameter == 0 ? layout.transposedInput : layout.transposedRecurrent)
    site.kernels.packTransposedPanels(task)
  }

  public func makeExecution(
    at site: LayerSite, maximumRows: Int, training: Bool
  ) -> any LayerExecution {
    LSTMExecution(layer: self, site: site, maximumRows: maximumRows, training: training)
  }

  /// Offsets of the packed weights: gate panels of the bias and both weights, then the transposed
  /// panels of each weight for the backward pass.
  struct PackedWeights {
    let transposedRecurrent: Int
    let transposedInput: Int
    let total: Int

    init(units: Int, inputSize: Int) {
      transposedRecurrent = PackTask.gatePanelFloats(
        rows: 1 + inputSize + units, gates: 4, gateSize: units)
      transposedInput =
        transposedRecurrent + PackTask.columnPanelFloats(rows: 4 * units, columns: units)
      total = transposedInput + PackTask.columnPanelFloats(rows: 4 * units, columns: inputSize)
    }
  }
}
