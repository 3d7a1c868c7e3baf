import KernelInterface

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

  /// The output, and a bit for each of its numbers.
  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    WorkspaceNeed(kept: size.isTraining ? DropoutWorkspace(input, size).floats : 0)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    DropoutExecution(self, at: site, size: size, workspace: workspace)
  }
}

/// How a dropout divides its workspace.
private struct DropoutWorkspace {
  /// [T, R, F padded]
  let output: Int
  /// [T, R, words of a vector]
  let bits: Int
  let floats: Int

  init(_ input: LayerShape, _ size: PassSize) {
    let vectors = input.vectors * size.rows
    var layout = WorkspaceLayout()
    output = layout.add(vectors * Activations.stride(of: input.features))
    bits = layout.add(vectors * DropTask.words(for: input.features))
    floats = layout.floats
  }
}

/// One worker's passes through a dropout. A team splits the rows.
final class DropoutExecution: LayerExecution {
  let isShared = true
  private let rate: Double
  private let site: LayerSite
  private let workspace: Workspace
  private let isTraining: Bool
  private let output: UnsafeMutablePointer<Float>
  private let bits: UnsafeMutablePointer<UInt32>

  init(_ layer: Dropout, at site: LayerSite, size: PassSize, workspace: Workspace) {
    rate = layer.rate
    self.site = site
    self.workspace = workspace
    isTraining = size.isTraining
    let layout = DropoutWorkspace(site.input, size)
    output = workspace.kept + layout.output
    // Words where floats would be; nothing else is ever there.
    bits = UnsafeMutableRawPointer(workspace.kept + layout.bits)
      .assumingMemoryBound(to: UInt32.self)
  }

  /// Nil where nothing is dropped.
  private func mask(_ context: PassContext) -> DropMask? {
    if rate == 0 || !context.isTraining || !isTraining { return nil }
    return DropMask(rate: rate, .output, layer: site.number, context)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    guard let mask = mask(context) else { return input }
    let result = Activations(output, features: input.features, vectors: input.vectors)
    let count = result.features
    let words = DropTask.words(for: count)
    let kernels = site.kernels
    for vector in 0..<result.vectors {
      for row in workspace.seat.share(of: context.rows) {
        let place = vector * context.rows + row
        mask.draw(
          bits + place * words, count: count, row: context.firstRow + row, vector: vector, kernels)
        mask.keep(
          input.values + place * input.stride, bits + place * words,
          to: output + place * result.stride, count: count, kernels)
      }
    }
    return result
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    if !needsInputGradient { return nil }
    let gradient = Activations(
      workspace.inputGradient, features: outputGradient.features, vectors: outputGradient.vectors)
    let mask = mask(context)
    let count = gradient.features
    let words = DropTask.words(for: count)
    let kernels = site.kernels
    for vector in 0..<gradient.vectors {
      for row in workspace.seat.share(of: context.rows) {
        let place = vector * context.rows + row
        let above = outputGradient.values + place * outputGradient.stride
        let target = gradient.values + place * gradient.stride
        if let mask {
          mask.keep(above, bits + place * words, to: target, count: count, kernels)
        } else {
          target.update(from: above, count: count)
        }
      }
    }
    return gradient
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {}
}
