import KernelInterface

/// What a pass through a whole model takes, for one worker or for a team: the one place that memory is
/// planned and estimated from.
public struct WorkspacePlan: Sendable, Hashable {
  /// [T, R, I]: what the rows of a pass are copied into.
  public let input: Int
  /// Where each layer's own floats begin, and how many there are in all.
  let offsets: [Int]
  public let kept: Int
  /// The largest scratchpad that a layer wants; each member of a team has its own.
  public let scratch: Int
  /// Each of the two gradients that layers hand down in turn.
  public let gradient: Int
  /// The gradient of the model's output.
  public let outputGradient: Int

  /// - Throws: `ModelError` when the layers do not fit each other.
  public init(_ architecture: Sequential, input: LayerShape, size: PassSize) throws {
    let outputs = try architecture.outputShapes(for: input)
    self.init(architecture.layers, inputs: [input] + outputs, size: size)
  }

  /// - Parameter inputs: what each layer takes, and last what the model gives.
  init(_ layers: [any Layer], inputs: [LayerShape], size: PassSize) {
    var layout = WorkspaceLayout()
    var offsets: [Int] = []
    var scratch = 0
    var gradient = 0
    for (index, layer) in layers.enumerated() {
      let need = layer.workspace(for: inputs[index], size: size)
      offsets.append(layout.add(need.kept))
      scratch = max(scratch, need.scratch)
      if size.isTraining, index > 0 {
        gradient = max(
          gradient, inputs[index].vectors * size.rows * featureStride(inputs[index].features))
      }
    }
    input = inputs[0].vectors * size.rows * inputs[0].features
    let output = inputs[layers.count]
    outputGradient =
      size.isTraining ? output.vectors * size.rows * featureStride(output.features) : 0
    self.offsets = offsets
    kept = layout.floats
    self.scratch = scratch
    self.gradient = gradient
  }

  /// Bytes of all of it for one worker.
  public var bytes: Int { bytes(members: 1) }

  /// Bytes of all of it for a team.
  public func bytes(members: Int) -> Int {
    4 * (input + kept + members * scratch + 2 * gradient + outputGradient)
  }
}
