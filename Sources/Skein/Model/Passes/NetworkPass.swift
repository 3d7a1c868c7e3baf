import KernelInterface

/// One worker's passes through all layers of a model, and the memory that they take.
///
/// Made by the worker's own thread, so that its memory is near the core that uses it.
package final class NetworkPass {
  package let plan: WorkspacePlan
  package let size: PassSize
  /// [T, R, I]: whoever runs a pass writes its rows here first.
  package let input: SharedBuffer<Float>
  /// Holds the weights that the layers read.
  private let compiled: CompiledModel
  private let executions: [any LayerExecution]
  private let shapes: [LayerShape]
  private let kept: SharedBuffer<Float>
  private let scratch: SharedBuffer<Float>
  private let gradients: [SharedBuffer<Float>]
  /// [vectors, R, stride of the output]
  private var outputGradient = SharedBuffer<Float>(untouched: 0)

  /// - Parameter copy: of the packed weights.
  package init(_ compiled: CompiledModel, size: PassSize, copy: Int = 0) {
    self.compiled = compiled
    let model = compiled.model
    let layers = model.architecture.layers
    let shapes = [model.input] + model.outputShapes
    let plan = WorkspacePlan(layers, inputs: shapes, size: size)
    self.plan = plan
    self.size = size
    self.shapes = shapes
    input = SharedBuffer(zeroed: plan.input)
    kept = SharedBuffer(zeroed: plan.kept)
    scratch = SharedBuffer(zeroed: plan.scratch)
    gradients = (0..<2).map { _ in SharedBuffer(zeroed: plan.gradient) }
    let (kept, scratch, gradients) = (kept, scratch, gradients)
    executions = layers.indices.map { index in
      layers[index].makeExecution(
        at: compiled.site(index, copy: copy), size: size,
        workspace: Workspace(
          kept: kept.base + plan.offsets[index], scratch: scratch.base,
          inputGradient: gradients[index % 2].base))
    }
  }

  /// The model's output for the rows that `input` holds.
  package func forward(_ context: PassContext) -> Activations {
    precondition(context.rows <= size.rows, "\(context.rows) rows in a pass of \(size.rows)")
    var activations = Activations(
      values: input.base, stride: shapes[0].features, features: shapes[0].features,
      vectors: shapes[0].vectors)
    for execution in executions { activations = execution.forward(activations, context) }
    let shape = shapes[shapes.count - 1]
    precondition(
      activations.features == shape.features && activations.vectors == shape.vectors,
      "the last layer gave \(activations.vectors) vectors of \(activations.features), not \(shape)")
    return activations
  }

  /// Where the gradient of an output belongs, laid out as the output is.
  package func gradient(of output: Activations, rows: Int) -> Activations {
    let floats = output.vectors * rows * output.stride
    if outputGradient.count < floats { outputGradient = SharedBuffer(zeroed: floats) }
    return Activations(
      values: outputGradient.base, stride: output.stride, features: output.features,
      vectors: output.vectors)
  }

  /// The weight gradients of all layers, from the gradient of the output.
  package func backward(
    _ outputGradient: Activations, _ context: PassContext,
    nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int
  ) {
    var gradient = outputGradient
    var layer = executions.count - 1
    while layer >= 0 {
      let below = executions[layer].backward(gradient, context, needsInputGradient: layer > 0)
      executions[layer].weightGradients(nodes, shardRows: shardRows, context)
      if let below { gradient = below }
      layer -= 1
    }
  }

  package var bytes: Int { plan.bytes + 4 * outputGradient.count }
}
