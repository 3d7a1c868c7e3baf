/// One worker's forward pass over the samples it is given, and the workspaces that it fills.
///
/// Made by the worker's own thread, so that its memory is near the core that uses it.
final class ForwardPass {
  let executions: [any LayerExecution]
  let maximumRows: Int
  private let shape: LayerShape
  /// [T, R, I]
  private let input: SharedBuffer<Float>

  /// - Parameter copy: of the packed weights.
  init(_ compiled: CompiledModel, maximumRows: Int, training: Bool, copy: Int = 0) {
    self.maximumRows = maximumRows
    shape = compiled.model.input
    input = SharedBuffer(repeating: 0, count: shape.vectors * maximumRows * shape.features)
    executions = compiled.model.architecture.layers.indices.map { index in
      compiled.model.architecture.layers[index].makeExecution(
        at: compiled.site(index, copy: copy), maximumRows: maximumRows, training: training)
    }
  }

  /// Copies the inputs of `rows` samples of a source that has the model's shape, time-major.
  @inline(__always)
  func gather(_ source: any SampleSource, rows: Int, sample: (Int) -> Int) {
    for row in 0..<rows {
      source.gatherInput(sample(row), row: row, rows: rows, into: input.base)
    }
  }

  /// The model's output for what was gathered: [V, R, stride].
  func run(_ context: PassContext) -> Activations {
    var activations = Activations(
      values: input.base, stride: shape.features, features: shape.features,
      vectors: shape.vectors)
    for execution in executions { activations = execution.forward(activations, context) }
    return activations
  }

  var workspaceBytes: Int { executions.reduce(4 * input.count) { $0 + $1.workspaceBytes } }
}
