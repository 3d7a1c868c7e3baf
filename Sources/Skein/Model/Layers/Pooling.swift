/// One vector of a series: what becomes of its steps, number by number.
///
/// A kind is an enumeration without cases that conforms, such as `MeanOverTime`.
public protocol PoolingKind: Sendable {
  static var keyword: String { get }
  static var title: String { get }
  /// Whether the result depends on the last step alone.
  static var isLastStep: Bool { get }

  /// - Parameters:
  ///   - steps: of one row.
  ///   - result: to be written, as many numbers as a step has.
  ///   - memory: as many numbers, for the way back.
  static func forward(
    _ steps: RowSteps, to result: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>)

  /// - Parameters:
  ///   - gradient: of the result.
  ///   - below: where the steps' gradients belong; zero so far.
  ///   - memory: what `forward` left.
  static func backward(
    _ gradient: UnsafePointer<Float>, to below: RowSteps, memory: UnsafePointer<Float>)
}

/// The living steps of one row.
public struct RowSteps {
  /// At least 1.
  public let count: Int
  public let features: Int
  let first: UnsafeMutablePointer<Float>
  let stride: Int

  public subscript(step: Int) -> UnsafeMutablePointer<Float> { first + step * stride }
}

/// A layer that makes one vector of a series.
///
/// Input [B, T, F]; output [B, F]. Of rows that have lengths only the living steps count.
public struct Pooling<Kind: PoolingKind>: Layer {
  public static var keyword: String { Kind.keyword }
  public static var usage: String { "" }
  public static var wantsSequence: Bool { true }

  public init() {}

  public init(arguments: [String], sequenceWanted: Bool) throws {
    if let argument = arguments.first {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: argument, usage: Self.usage)
    }
  }

  public var specification: String { Kind.keyword }

  public var title: String { Kind.title }

  public var goesByStep: Bool { Kind.isLastStep }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    guard input.steps != nil else { throw ModelError.needsSequence(layer: specification) }
    return LayerShape(features: input.features)
  }

  public func parameters(for input: LayerShape) -> [Parameter] { [] }

  public func forwardFlops(for input: LayerShape) -> Int { 0 }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int { 0 }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {}

  /// The output, and what a kind remembers.
  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    WorkspaceNeed(kept: 2 * size.rows * Activations.stride(of: input.features))
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    PoolingExecution<Kind>(at: site, size: size, workspace: workspace)
  }
}

/// One worker's passes. A team splits the rows.
final class PoolingExecution<Kind: PoolingKind>: LayerExecution {
  let isShared = true
  private let output: Activations
  private let memory: UnsafeMutablePointer<Float>
  private let steps: Int
  private let workspace: Workspace

  init(at site: LayerSite, size: PassSize, workspace: Workspace) {
    steps = site.input.vectors
    output = Activations(workspace.kept, features: site.input.features, vectors: 1)
    memory = workspace.kept + size.rows * output.stride
    self.workspace = workspace
  }

  private func steps(
    _ values: Activations, row: Int, _ context: PassContext
  ) -> RowSteps {
    let living = context.lengths.map { Int($0[row]) } ?? steps
    return RowSteps(
      count: min(max(living, 1), steps), features: values.features,
      first: values.values + row * values.stride, stride: context.rows * values.stride)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    for row in workspace.seat.share(of: context.rows) {
      let place = row * output.stride
      Kind.forward(
        steps(input, row: row, context), to: output.values + place, memory: memory + place)
    }
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    if !needsInputGradient { return nil }
    let below = Activations(
      workspace.inputGradient, features: outputGradient.features, vectors: steps)
    for row in workspace.seat.share(of: context.rows) {
      for t in 0..<steps {
        (below.values + (t * context.rows + row) * below.stride).update(
          repeating: 0, count: below.stride)
      }
      Kind.backward(
        outputGradient.values + row * outputGradient.stride,
        to: steps(below, row: row, context), memory: memory + row * output.stride)
    }
    return below
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {}
}
