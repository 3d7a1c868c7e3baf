/// Drops a part of its input in training and multiplies the rest so that the mean stays; gives its
/// input otherwise (Srivastava et al. 2014).
///
/// Input and output [B, F] or [B, T, F]. Each number of each step is dropped for itself, as Keras and
/// PyTorch do it. The same numbers are dropped whatever the workers, and after a resume.
public struct Dropout: Layer {
  public static let keyword = "dropout"
  public static let usage = "RATE"
  public static let wantsSequence = false

  /// The part that is dropped: from 0 to below 1.
  public let rate: Double

  public init(_ rate: Double) {
    precondition(rate >= 0 && rate < 1, "a dropout of \(rate)")
    self.rate = rate
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    guard arguments.count == 1, let rate = LayerArguments.rate(arguments[0]) else {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: arguments.joined(separator: ":"), usage: Self.usage)
    }
    self.init(rate)
  }

  public var specification: String { "\(Self.keyword):\(rate)" }

  public var title: String { "Dropout" }

  public func needsSequence(whereNextDoes next: Bool) -> Bool { next }

  public func outputShape(for input: LayerShape) throws -> LayerShape { input }

  public func parameters(for input: LayerShape) -> [Parameter] { [] }

  public func forwardFlops(for input: LayerShape) -> Int { 0 }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int { 0 }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {}

  /// The factors and the output.
  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let array = input.vectors * size.rows * Activations.stride(of: input.features)
    return WorkspaceNeed(kept: size.isTraining ? 2 * array : 0)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    DropoutExecution(self, at: site, size: size, workspace: workspace)
  }
}

/// One worker's passes through a dropout. A team splits the rows.
final class DropoutExecution: LayerExecution {
  let isShared = true
  private let rate: Double
  private let site: LayerSite
  private let workspace: Workspace
  private let factors: UnsafeMutablePointer<Float>
  private let output: UnsafeMutablePointer<Float>
  private let isTraining: Bool

  init(_ layer: Dropout, at site: LayerSite, size: PassSize, workspace: Workspace) {
    rate = layer.rate
    self.site = site
    self.workspace = workspace
    isTraining = size.isTraining
    factors = workspace.kept
    output =
      workspace.kept
      + (isTraining
        ? site.input.vectors * size.rows * Activations.stride(of: site.input.features) : 0)
  }

  private func isOff(_ context: PassContext) -> Bool {
    rate == 0 || !context.isTraining || !isTraining
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    if isOff(context) { return input }
    let result = Activations(output, features: input.features, vectors: input.vectors)
    let mask = DropMask(rate: rate, .output, layer: site.number, context)
    forEachVector(of: result, context) { row, vector, place in
      let own = factors + place * result.stride
      mask.write(own, count: result.features, row: row, vector: vector)
      let values = input.values + place * input.stride
      let target = output + place * result.stride
      for i in 0..<result.features { target[i] = values[i] * own[i] }
    }
    return result
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    if !needsInputGradient { return nil }
    let gradient = Activations(
      workspace.inputGradient, features: outputGradient.features, vectors: outputGradient.vectors)
    let isOff = isOff(context)
    forEachVector(of: gradient, context) { _, _, place in
      let above = outputGradient.values + place * outputGradient.stride
      let target = gradient.values + place * gradient.stride
      let own = factors + place * gradient.stride
      for i in 0..<gradient.features { target[i] = isOff ? above[i] : above[i] * own[i] }
    }
    return gradient
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {}

  /// This member's rows: the row in the minibatch, the vector, and where it stands.
  private func forEachVector(
    of values: Activations, _ context: PassContext,
    _ body: (_ row: Int, _ vector: Int, _ place: Int) -> Void
  ) {
    for row in workspace.seat.share(of: context.rows) {
      for vector in 0..<values.vectors {
        body(context.firstRow + row, vector, vector * context.rows + row)
      }
    }
  }
}
