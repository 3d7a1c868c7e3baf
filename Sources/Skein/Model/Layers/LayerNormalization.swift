/// Each vector shifted and scaled to mean 0 and variance 1, then scaled and shifted as trained (Ba, Kiros
/// and Hinton 2016): γ ∘ (x − μ) / √(σ² + ε) + β, with μ and σ² over the features of one vector.
///
/// Input and output [B, F] or [B, T, F]. γ begins as 1 and β as 0; ε is 0.001, as in Keras. PyTorch has
/// 0.00001.
public struct LayerNormalization: Layer {
  public static let keyword = "layernorm"
  public static let usage = "[:EPSILON]"
  public static let wantsSequence = false
  public static let usualEpsilon = 0.001

  public let epsilon: Double

  /// - Parameter epsilon: above 0.
  public init(epsilon: Double = usualEpsilon) {
    precondition(epsilon > 0 && epsilon.isFinite, "a layer normalization with ε = \(epsilon)")
    self.epsilon = epsilon
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    let epsilon = arguments.first.map { Double($0) ?? .nan } ?? Self.usualEpsilon
    guard arguments.count <= 1, epsilon > 0, epsilon <= 1 else {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: arguments.joined(separator: ":"), usage: Self.usage)
    }
    self.init(epsilon: epsilon)
  }

  public var specification: String {
    Self.keyword + (epsilon == Self.usualEpsilon ? "" : ":\(epsilon)")
  }

  public var title: String { "Layer normalization" }

  public func needsSequence(whereNextDoes next: Bool) -> Bool { next }

  public func outputShape(for input: LayerShape) throws -> LayerShape { input }

  public func parameters(for input: LayerShape) -> [Parameter] {
    [
      Parameter(
        name: "weight", rows: 1, gateSize: input.features, initializer: .ones, isVector: true),
      Parameter(
        name: "bias", rows: 1, gateSize: input.features, initializer: .zeros, isVector: true),
    ]
  }

  public func forwardFlops(for input: LayerShape) -> Int { 0 }

  /// Both parameters are read where they stand.
  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int { 0 }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {}

  /// The output, the normalized vectors, and 1/√(σ² + ε) of each.
  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let vectors = input.vectors * size.rows
    let array = vectors * Activations.stride(of: input.features)
    return WorkspaceNeed(
      kept: 2 * array + vectors,
      scratch: WeightGradientPass.scratchFloats(
        steps: input.vectors, operandRows: 1, size: size))
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    LayerNormalizationExecution(self, at: site, size: size, workspace: workspace)
  }
}

/// One worker's passes. A team splits the vectors, and for the weights' gradients the columns.
final class LayerNormalizationExecution: LayerExecution {
  let isShared = true
  private let normalization: VectorNormalization
  private let site: LayerSite
  private let workspace: Workspace
  private let output: Activations
  private let normalized: Activations
  private let inverse: UnsafeMutablePointer<Float>
  private let gradientPass: WeightGradientPass
  private var sumGradient: Activations?

  init(
    _ layer: LayerNormalization, at site: LayerSite, size: PassSize, workspace: Workspace
  ) {
    normalization = VectorNormalization(
      count: site.input.features, epsilon: Float(layer.epsilon))
    self.site = site
    self.workspace = workspace
    let shape = site.input
    let array = shape.vectors * size.rows * Activations.stride(of: shape.features)
    output = Activations(workspace.kept, features: shape.features, vectors: shape.vectors)
    normalized = Activations(
      workspace.kept + array, features: shape.features, vectors: shape.vectors)
    inverse = workspace.kept + 2 * array
    gradientPass = WeightGradientPass(operands: 1, seat: workspace.seat)
  }

  private var scale: UnsafePointer<Float> { site.weights + site.parameterOffsets[0] }

  private var shift: UnsafePointer<Float> { site.weights + site.parameterOffsets[1] }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let count = input.features
    let (scale, shift) = (scale, shift)
    for vector in workspace.seat.share(of: input.vectors * context.rows) {
      let x = input.values + vector * input.stride
      let n = normalized.values + vector * normalized.stride
      let y = output.values + vector * output.stride
      n.update(from: x, count: count)
      inverse[vector] = normalization.forward(n)
      for i in 0..<count { y[i] = n[i] * scale[i] + shift[i] }
    }
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let count = outputGradient.features
    let scale = scale
    let below = Activations(
      workspace.inputGradient, features: count, vectors: outputGradient.vectors)
    for vector in workspace.seat.share(of: outputGradient.vectors * context.rows) {
      let dy = outputGradient.values + vector * outputGradient.stride
      let n = normalized.values + vector * normalized.stride
      if needsInputGradient {
        normalization.backward(
          dy, scale: scale, n, inverse: inverse[vector], to: below.values + vector * below.stride)
      } else {
        for i in 0..<count { n[i] *= dy[i] }
      }
    }
    sumGradient = outputGradient
    workspace.seat.meet()
    return needsInputGradient ? below : nil
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let sumGradient else { preconditionFailure("weight gradients before the backward pass") }
    for (parameter, factor) in [normalized, sumGradient].enumerated() {
      gradientPass.setBias(0, offset: site.parameterOffsets[parameter])
      gradientPass.run(
        factor, rows: context.rows, nodes: nodes, shardRows: shardRows,
        scratch: workspace.scratch, at: site)
    }
  }
}
