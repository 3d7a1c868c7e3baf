import KernelInterface

/// The call of the weight-gradient kernel that every kind of layer makes.
package final class WeightGradientPass {
  /// What the gradients of all parameters share: the gradient before activation, [T, R, G, H].
  package struct RightFactor {
    package var values: UnsafePointer<Float>
    package var steps: Int
    package var rowStride: Int
    package var stepStride: Int
    package var gates: Int
    package var gateSize: Int
    package var gateStride: Int

    package init(
      values: UnsafePointer<Float>, steps: Int, rowStride: Int, stepStride: Int, gates: Int,
      gateSize: Int, gateStride: Int
    ) {
      self.values = values
      self.steps = steps
      self.rowStride = rowStride
      self.stepStride = stepStride
      self.gates = gates
      self.gateSize = gateSize
      self.gateStride = gateStride
    }
  }

  /// One per parameter, written by the layer before each run.
  package let operands: SharedBuffer<GradientOperand>

  package init(operands: Int) {
    self.operands = SharedBuffer(untouched: operands)
  }

  /// - Parameter scratch: as many floats as `WeightGradientTask.scratchFloats` says for the node with
  ///   most shards.
  package func run(
    _ factor: RightFactor, nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int,
    scratch: UnsafeMutablePointer<Float>, kernels: KernelTable
  ) {
    guard let first = nodes.baseAddress else { return }
    kernels.weightGradient(
      WeightGradientTask(
        steps: factor.steps, shardRows: shardRows, gradient: factor.values,
        rowStride: factor.rowStride, stepStride: factor.stepStride, gates: factor.gates,
        gateSize: factor.gateSize, gateStride: factor.gateStride, operands: operands.base,
        operandCount: operands.count, nodes: first, nodeCount: nodes.count,
        scratch: scratch))
  }
}
