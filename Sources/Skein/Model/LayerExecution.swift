/// One worker's share of a layer: buffers for its rows, and the passes over them.
///
/// Letters: T steps, R the rows of the pass (at most `maximumRows`).
public protocol LayerExecution: AnyObject {
  /// From [T, R, features] to the layer's output.
  func forward(_ input: Activations, _ context: PassContext) -> Activations

  /// From the gradient of the output, laid out as the output was, to the gradient of the input, or
  /// nil where `needsInputGradient` is false.
  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations?

  /// Writes the weight gradients of all parameters into every node's buffer, at the parameters'
  /// places. Follows `backward`.
  func weightGradients(
    _ nodes: UnsafeBufferPointer<WorkerNode>, shardRows: Int, _ context: PassContext)

  /// Bytes of workspace and scratchpad that this execution holds.
  var workspaceBytes: Int { get }
}

/// Feature vectors of a worker's rows: [vectors, R, stride], of which `features` count.
public struct Activations {
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
}

/// A node of the shard tree as the worker that sums it sees it.
public struct WorkerNode: BitwiseCopyable {
  /// Among the worker's rows.
  public var firstRow: Int
  public var rows: Int
  /// A gradient for every parameter of the model.
  public var gradients: UnsafeMutablePointer<Float>

  public init(firstRow: Int, rows: Int, gradients: UnsafeMutablePointer<Float>) {
    self.firstRow = firstRow
    self.rows = rows
    self.gradients = gradients
  }
}
