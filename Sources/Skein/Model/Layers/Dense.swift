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

  /// It gives a sequence where it gets one.
  public func needsSequence(whereNextDoes next: Bool) -> Bool { next }

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
    product(for: input, backward: backward).floats
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let product = product(for: site.input, backward: site.backward)
    if parameter == 1 {
      product.packBias(of: parameter, at: site)
    } else {
      product.packWeight(rows, of: parameter, at: site)
    }
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    // The output, and the sums where the way back needs them.
    let arrays = size.isTraining && activation.keepsSums ? 2 : 1
    return WorkspaceNeed(
      kept: arrays * input.vectors * size.rows * Activations.stride(of: units),
      scratch: WeightGradientPass.scratchFloats(
        steps: input.vectors, operandRows: input.features + 1, size: size))
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    DenseExecution(self, at: site, size: size, workspace: workspace)
  }

  func product(for input: LayerShape, backward: BackwardNeed) -> PackedProduct {
    PackedProduct(inputs: input.features, units: units, backward: backward)
  }
}
