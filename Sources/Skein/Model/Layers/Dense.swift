import KernelInterface

/// A fully connected layer: activation(x·W + b), at every step when the input is a sequence.
///
/// Input [B, I] or [B, T, I]; output [B, units] or [B, T, units]. Glorot uniform weight, zero bias.
public struct Dense: Layer {
  public static let keyword = "dense"
  public static let usage =
    "UNITS[:" + Activation.allCases.map(\.rawValue).joined(separator: "|") + "]"
  public static let wantsSequence = false

  public let units: Int
  public let activation: Activation

  /// - Parameters:
  ///   - units: outputs, at least 1.
  ///   - activation: what is done to each sum.
  public init(_ units: Int, activation: Activation = .linear) {
    precondition(units >= 1, "a dense layer with \(units) units")
    self.units = units
    self.activation = activation
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let activation = arguments.take(Activation.self) ?? .linear
    try arguments.finish()
    self.init(arguments.units, activation: activation)
  }

  public var specification: String {
    "dense:\(units)" + (activation == .linear ? "" : ":\(activation.rawValue)")
  }

  public var title: String { "Dense" }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    LayerShape(steps: input.steps, features: units)
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    [
      Parameter(
        name: "weight", rows: input.features, gateSize: units, initializer: .glorotUniform),
      Parameter(name: "bias", rows: 1, gateSize: units, initializer: .zeros, isVector: true),
    ]
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    2 * units * input.features * input.vectors
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    PackedWeights(units: units, inputSize: input.features, backward: backward).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let layout = PackedWeights(
      units: units, inputSize: site.input.features, backward: site.backward)
    let weights = site.weights + site.parameterOffsets[parameter]
    if parameter == 1 {
      (site.packed + layout.bias).update(from: weights, count: units)
      return
    }
    var task = PackTask(
      weights: weights, weightRows: site.input.features, gates: 1, gateSize: units, rows: rows,
      panels: site.packed)
    site.kernels.packColumnPanels(task)
    if site.backward != .weightsAndInput { return }
    task.panels = site.packed + layout.transposed
    site.kernels.packTransposedPanels(task)
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let scratch =
      size.isTraining
      ? WeightGradientTask.scratchFloats(
        steps: input.vectors, shardRows: size.shardRows, operandRows: input.features + 1,
        shards: size.nodeShards) : 0
    return WorkspaceNeed(
      kept: input.vectors * size.rows * featureStride(units), scratch: scratch)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    DenseExecution(self, at: site, workspace: workspace)
  }

  /// Offsets of the packed weights: column panels, those of the transpose where the gradient of the
  /// input is wanted, and the padded bias.
  struct PackedWeights {
    let transposed: Int
    let bias: Int
    let total: Int

    init(units: Int, inputSize: Int, backward: BackwardNeed) {
      transposed = PackTask.columnPanelFloats(rows: inputSize, columns: units)
      bias =
        transposed
        + (backward == .weightsAndInput
          ? PackTask.columnPanelFloats(rows: units, columns: inputSize) : 0)
      total = bias + paddedFeatures(units)
    }
  }
}
