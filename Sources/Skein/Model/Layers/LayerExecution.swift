import KernelInterface

/// One worker's share of a layer: the passes over its rows, in the workspace that it was given.
///
/// Letters: T steps, R the rows of the pass (at most those of its `PassSize`).
///
/// Where a worker is in a team, each member has an execution of its own over one workspace.
public protocol LayerExecution: AnyObject {
  /// Whether the members of a team do each call together, every one its part of the work, as the seat
  /// in the workspace says; otherwise the first member does all of it while the others wait. False
  /// unless a layer says otherwise.
  var isShared: Bool { get }

  /// What rows go on from where a pass continues, and a pass leaves behind; none unless a layer says
  /// otherwise.
  var rowStates: [RowStates] { get }

  /// From [T, R, features] to the layer's output.
  func forward(_ input: Activations, _ context: PassContext) -> Activations

  /// From the gradient of the output, laid out as the output was, to the gradient of the input, or
  /// nil where `needsInputGradient` is false. May overwrite the gradient of the output.
  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations?

  /// Writes the weight gradients of all parameters into every node's buffer, at the parameters'
  /// places. Follows `backward`.
  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext)
}

extension LayerExecution {
  public var isShared: Bool { false }
  public var rowStates: [RowStates] { [] }
}

/// Feature vectors of a worker's rows: [vectors, R, stride], of which `features` count.
public struct Activations: BitwiseCopyable {
  public var values: UnsafeMutablePointer<Float>
  /// Floats from one row to the next.
  public var stride: Int
  public var features: Int
  /// Steps, or 1.
  public var vectors: Int

  public init(values: UnsafeMutablePointer<Float>, stride: Int, features: Int, vectors: Int) {
    self.values = values
    self.stride = stride
    self.features = features
    self.vectors = vectors
  }

  /// In rows `stride(of: features)` apart, as layers have to lay out what they give.
  public init(_ values: UnsafeMutablePointer<Float>, features: Int, vectors: Int) {
    self.init(
      values: values, stride: Self.stride(of: features), features: features, vectors: vectors)
  }

  /// Floats from one row of `features` to the next in what layers give each other.
  public static func stride(of features: Int) -> Int { featureStride(features) }
}

/// A node of the shard tree that one worker sums whole: an aligned run of its rows, and the buffer
/// that receives a gradient for every parameter of the model.
public typealias GradientNode = KernelInterface.GradientNode
