import KernelInterface

/// One worker's passes through all layers of a model, alone or as a member of a team.
///
/// Made by the worker's own thread, so that its memory is near the core that uses it.
package final class NetworkPass {
  package let memory: PassMemory
  let seat: TeamSeat
  /// Holds the weights that the layers read.
  private let compiled: CompiledModel
  private let executions: [any LayerExecution]
  /// Of all layers.
  let rowStates: [RowStates]
  private let shapes: [LayerShape]
  private let scratch: SharedBuffer<Float>
  /// Nil in a training, whose loss takes the raw output, and where that is the prediction.
  private let reader: OutputReader?

  /// - Parameters:
  ///   - copy: of the packed weights.
  ///   - memory: the team's.
  package init(
    _ compiled: CompiledModel, copy: Int = 0, memory: PassMemory, seat: TeamSeat
  ) {
    self.compiled = compiled
    self.memory = memory
    self.seat = seat
    let model = compiled.model
    let layers = model.architecture.layers
    shapes = [model.input] + model.outputShapes
    reader =
      compiled.isTraining
      ? nil
      : model.reader.map { OutputReader($0, shape: model.rawOutput, rows: memory.size.rows) }
    let plan = memory.plan
    scratch = SharedBuffer(zeroed: plan.scratch)
    let scratch = scratch
    let executions = layers.indices.map { index in
      layers[index].makeExecution(
        at: compiled.site(index, copy: copy), size: memory.size,
        workspace: Workspace(
          kept: memory.kept.base + plan.offsets[index], scratch: scratch.base,
          inputGradient: memory.gradients[index % 2].base, seat: seat))
    }
    rowStates = executions.flatMap(\.rowStates)
    self.executions = executions
  }

  /// Of a worker alone.
  package convenience init(_ compiled: CompiledModel, size: PassSize, copy: Int = 0) {
    self.init(
      compiled, copy: copy, memory: PassMemory(compiled.model, size: size), seat: TeamSeat())
  }

  package var size: PassSize { memory.size }

  /// [T, R, I]: whoever runs a pass writes its rows here first.
  package var input: SharedBuffer<Float> { memory.input }

  /// The model's output for the rows that `input` holds. All members of a team call it, and get it
  /// whole.
  package func forward(_ context: PassContext) -> Activations {
    precondition(context.rows <= size.rows, "\(context.rows) rows in a pass of \(size.rows)")
    var activations = Activations(
      values: input.base, stride: shapes[0].features, features: shapes[0].features,
      vectors: shapes[0].vectors)
    for layer in executions.indices {
      activations = together(layer) { $0.forward(activations, context) }
    }
    let shape = shapes[shapes.count - 1]
    precondition(
      activations.features == shape.features && activations.vectors == shape.vectors,
      "the last layer gave \(activations.vectors) vectors of \(activations.features), not \(shape)")
    return reader?.read(activations, rows: context.rows) ?? activations
  }

  /// Where the gradient of an output belongs, laid out as the output is.
  package func gradient(of output: Activations, rows: Int) -> Activations {
    precondition(
      output.vectors * rows * output.stride <= memory.plan.outputGradient,
      "an output whose rows are \(output.stride) floats apart")
    return Activations(
      values: memory.outputGradient.base, stride: output.stride, features: output.features,
      vectors: output.vectors)
  }

  /// The weight gradients of all layers, from the gradient of the output. All members of a team call
  /// it, once that gradient is there.
  package func backward(
    _ outputGradient: Activations, _ context: PassContext,
    nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int
  ) {
    var gradient = outputGradient
    var layer = executions.count - 1
    while layer >= 0 {
      gradient = together(layer) { execution in
        let below = execution.backward(gradient, context, needsInputGradient: layer > 0)
        execution.weightGradients(nodes, shardRows: shardRows, context)
        return below ?? gradient
      }
      layer -= 1
    }
  }

  /// Has the team do a layer's work, or its first member alone, and gives all of them what came out.
  @inline(__always)
  private func together(
    _ layer: Int, _ body: (any LayerExecution) -> Activations
  ) -> Activations {
    let execution = executions[layer]
    let isShared = execution.isShared
    var result: Activations?
    if isShared || seat.isFirst {
      let given = body(execution)
      if seat.isFirst { memory.outputs.base[layer] = given }
      result = given
    }
    seat.meet()
    return result ?? memory.outputs.base[layer]
  }

  /// Bytes of this worker's own, and of the team's where it is the first.
  package var bytes: Int { 4 * scratch.count + (seat.isFirst ? memory.plan.bytes(members: 0) : 0) }
}
