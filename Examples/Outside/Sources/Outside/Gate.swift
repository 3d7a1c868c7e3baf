import Skein

/// x ⊙ σ(x·W + b): lets each feature through by as much as the others say. As many out as in.
struct Gate: Layer {
  static let keyword = "gate"
  static let usage = ""
  static let wantsSequence = false

  init() {}

  init(arguments: [String], sequenceWanted: Bool) throws {
    if let word = arguments.first {
      throw ModelError.badArgument(layer: Self.keyword, argument: word, usage: Self.usage)
    }
  }

  var specification: String { Self.keyword }
  var title: String { "Gate" }

  func outputShape(for input: LayerShape) throws -> LayerShape { input }

  func parameters(for input: LayerShape) -> [Parameter] {
    let count = input.features
    return [
      Parameter(name: "weight", rows: count, gateSize: count, initializer: .glorotUniform),
      Parameter(name: "bias", rows: 1, gateSize: count, initializer: .zeros, isVector: true),
    ]
  }

  func forwardFlops(for input: LayerShape) -> Int {
    2 * input.features * input.features * input.vectors
  }

  func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    product(for: input, backward).floats
  }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let product = product(for: site.input, site.backward)
    if parameter == 0 {
      product.packWeight(rows, of: 0, at: site)
    } else {
      product.packBias(of: 1, at: site)
    }
  }

  /// What the gates let through, the output, and the gradient of the gates' sums.
  func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let array = input.vectors * size.rows * Activations.stride(of: input.features)
    return WorkspaceNeed(
      kept: 3 * array,
      scratch: WeightGradientPass.scratchFloats(
        steps: input.vectors, operandRows: input.features + 1, size: size))
  }

  func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    let array = site.input.vectors * size.rows * Activations.stride(of: site.input.features)
    return GateExecution(
      product(for: site.input, site.backward), at: site, array: array, workspace: workspace)
  }

  private func product(for input: LayerShape, _ backward: BackwardNeed) -> PackedProduct {
    PackedProduct(inputs: input.features, units: input.features, backward: backward)
  }
}
