import KernelInterface

/// The call of the weight-gradient kernel that every kind of layer makes, and its scratchpad.
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
  /// A worker's shards split into fewer than 2 · 64 aligned nodes.
  private let kernelNodes = SharedBuffer<GradientNode>(untouched: 128)
  private var scratch = SharedBuffer<Float>(untouched: 0)

  package init(operands: Int) {
    self.operands = SharedBuffer(untouched: operands)
  }

  package var scratchBytes: Int { 4 * scratch.count }

  /// The scratchpad grows to what the call needs; an equal call later allocates nothing.
  package func run(
    _ factor: RightFactor, nodes: UnsafeBufferPointer<WorkerNode>, shardRows: Int,
    kernels: KernelTable
  ) {
    precondition(nodes.count <= kernelNodes.count, "\(nodes.count) nodes on one worker")
    var mostShards = 1
    for index in 0..<nodes.count {
      let node = nodes[index]
      kernelNodes.base[index] = GradientNode(
        firstRow: node.firstRow, rows: node.rows, output: node.gradients)
      mostShards = max(mostShards, (node.rows + shardRows - 1) / shardRows)
    }
    var operandRows = 0
    for index in 0..<operands.count { operandRows += operands.base[index].count }
    let needed = WeightGradientTask.scratchFloats(
      steps: factor.steps, shardRows: shardRows, operandRows: operandRows, shards: mostShards)
    if scratch.count < needed { scratch = SharedBuffer(untouched: needed) }
    kernels.weightGradient(
      WeightGradientTask(
        steps: factor.steps, shardRows: shardRows, gradient: factor.values,
        rowStride: factor.rowStride, stepStride: factor.stepStride, gates: factor.gates,
        gateSize: factor.gateSize, gateStride: factor.gateStride, operands: operands.base,
        operandCount: operands.count, nodes: kernelNodes.base, nodeCount: nodes.count,
        scratch: scratch.base))
  }
}
