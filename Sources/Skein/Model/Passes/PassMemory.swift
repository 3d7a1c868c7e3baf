/// The memory of a pass that the members of a team have in common, made by the first one's thread, so
/// that it is near the cores that use it.
package final class PassMemory: Sendable {
  let plan: WorkspacePlan
  let size: PassSize
  /// [T, R, I]
  let input: SharedBuffer<Float>
  /// [R]: the steps of the rows in `input`, where they have lengths of their own.
  let lengths: SharedBuffer<Int32>
  let kept: SharedBuffer<Float>
  let gradients: [SharedBuffer<Float>]
  /// [vectors, R, stride of the output]
  let outputGradient: SharedBuffer<Float>
  /// What each layer gave on its way forward, and gave down on its way back; written by the first
  /// member and read by the others after they have met.
  let outputs: SharedBuffer<Activations>

  package init(_ model: Model, size: PassSize) {
    let layers = model.architecture.layers
    let plan = WorkspacePlan(layers, inputs: [model.input] + model.outputShapes, size: size)
    self.plan = plan
    self.size = size
    input = SharedBuffer(zeroed: plan.input)
    lengths = SharedBuffer(repeating: 1, count: size.rows)
    kept = SharedBuffer(zeroed: plan.kept)
    gradients = (0..<2).map { _ in SharedBuffer(zeroed: plan.gradient) }
    outputGradient = SharedBuffer(zeroed: plan.outputGradient)
    outputs = SharedBuffer(untouched: layers.count)
  }
}
