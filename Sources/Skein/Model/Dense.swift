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

  /// - Parameter units: outputs, at least 1.
  public init(_ units: Int, activation: Activation = .linear) {
    precondition(units >= 1, "a dense layer with \(units) units")
    self.units = units
    self.activation = activation
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    let units = try LayerArguments.units(arguments, of: Self.self)
    guard arguments.count == 2 else {
      self.init(units)
      return
    }
    guard let activation = Activation(rawValue: arguments[1]) else {
      throw ModelError.badArgument(layer: Self.keyword, argument: arguments[1], usage: Self.usage)
    }
    self.init(units, activation: activation)
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

  public func packedFloats(for input: LayerShape) -> Int {
    PackedWeights(units: units, inputSize: input.features).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let layout = PackedWeights(units: units, inputSize: site.input.features)
    let weights = site.weights + site.parameterOffsets[parameter]
    if parameter == 1 {
      (site.packed + layout.bias).update(from: weights, count: units)
      return
    }
    var task = PackTask(
      weights: weights, weightRows: site.input.features, gates: 1, gateSize: units, rows: rows,
      panels: site.packed)
    site.kernels.packColumnPanels(task)
    task.panels = site.packed + layout.transposed
    site.kernels.packTransposedPanels(task)
  }

  public func makeExecution(
    at site: LayerSite, maximumRows: Int, training: Bool
  ) -> any LayerExecution {
    DenseExecution(layer: self, site: site, maximumRows: maximumRows, training: training)
  }

  /// Offsets of the packed weights: column panels, those of the transpose, and the padded bias.
  struct PackedWeights {
    let transposed: Int
    let bias: Int
    let total: Int

    init(units: Int, inputSize: Int) {
      transposed = PackTask.columnPanelFloats(rows: inputSize, columns: units)
      bias = transposed + PackTask.columnPanelFloats(rows: units, columns: inputSize)
      total = bias + paddedFeatures(units)
    }
  }
}
