/// One worker's forward pass over the windows it is given, and the workspaces that it fills.
///
/// Made by the worker's own thread, so that its memory is near the core that uses it.
final class ForwardPass {
  let executions: [any LayerExecution]
  let maximumRows: Int
  private let source: WindowSource
  private let steps: Int
  /// [T, R, I]
  private let input: SharedBuffer<Float>

  /// - Parameter copy: of the packed weights.
  init(
    _ compiled: CompiledModel, source: WindowSource, maximumRows: Int, training: Bool,
    copy: Int = 0
  ) {
    self.source = source
    self.maximumRows = maximumRows
    steps = compiled.model.input.vectors
    input = SharedBuffer(repeating: 0, count: steps * maximumRows * source.inputSize)
    executions = compiled.model.architecture.layers.indices.map { index in
      compiled.model.architecture.layers[index].makeExecution(
        at: compiled.site(index, copy: copy), maximumRows: maximumRows, training: training)
    }
  }

  /// Copies the windows of `rows` rows into the input, time-major.
  @inline(__always)
  func gather(rows: Int, window: (Int) -> Int) {
    for row in 0..<rows {
      source.gatherInput(window(row), row: row, rows: rows, into: input.base)
    }
  }

  /// The model's output for what was gathered: [R, stride].
  func run(_ context: PassContext) -> Activations {
    var activations = Activations(
      values: input.base, stride: source.inputSize, features: source.inputSize, vectors: steps)
    for execution in executions { activations = execution.forward(activations, context) }
    return activations
  }

  var workspaceBytes: Int { executions.reduce(4 * input.count) { $0 + $1.workspaceBytes } }
}
