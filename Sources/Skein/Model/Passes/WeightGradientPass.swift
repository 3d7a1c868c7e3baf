import KernelInterface

/// The weight gradients of one layer: for every parameter, what met its rows times the gradient of the
/// sums, added over steps and rows in the one order that does not depend on workers.
///
/// A layer has one of these for each group of parameters that share their sums: W, R and b of a
/// recurrent layer, W and b of a dense one. It sets the operands, then runs.
public final class WeightGradientPass {
  /// What the gradients of all parameters share: the gradient of the sums, [T, R, G, H].
  package struct RightFactor {
    package var values: UnsafePointer<Float>
    package var steps: Int
    package var rowStride: Int
    package var stepStride: Int
    package var gates: Int
    package var gateSize: Int
    package var gateStride: Int
    /// Where the last of the gates stands, as in `WeightGradientTask`.
    package var lastGate: Int

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
      lastGate = gates - 1
    }
  }

  /// One per parameter, written by the layer before each run.
  private let operands: SharedBuffer<GradientOperand>
  private let one = SharedBuffer<Float>(repeating: 1, count: 1)
  private let seat: TeamSeat

  /// - Parameters:
  ///   - operands: how many parameters there are.
  ///   - seat: the workspace's where the members of a team run this together, each for its columns.
  public init(operands: Int, seat: TeamSeat = TeamSeat()) {
    self.operands = SharedBuffer(untouched: operands)
    self.seat = seat
  }

  /// Floats of scratchpad that `run` takes.
  ///
  /// - Parameters:
  ///   - steps: T, the vectors of each row.
  ///   - operandRows: rows of all parameters together; a bias has one.
  ///   - size: of the pass.
  public static func scratchFloats(steps: Int, operandRows: Int, size: PassSize) -> Int {
    size.isTraining
      ? WeightGradientTask.scratchFloats(
        steps: steps, shardRows: size.shardRows, operandRows: operandRows, shards: size.nodeShards)
      : 0
  }

  /// Says what met the rows of a parameter: a row of `values` for each.
  ///
  /// - Parameters:
  ///   - operand: which one, below the number that there are.
  ///   - values: [T, R, rows of the parameter]; must live until `run` has returned.
  ///   - rows: R.
  ///   - offset: the parameter's place, from `LayerSite.parameterOffsets`.
  public func setOperand(_ operand: Int, _ values: Activations, rows: Int, offset: Int) {
    operands.elements[operand] = GradientOperand(
      values: values.values, rowStride: values.stride, stepStride: rows * values.stride,
      count: values.features, outputOffset: offset)
  }

  /// Says that a parameter is a bias: a one met its only row.
  public func setBias(_ operand: Int, offset: Int) {
    operands.elements[operand] = GradientOperand(
      values: one.base, rowStride: 0, stepStride: 0, count: 1, outputOffset: offset)
  }

  /// Writes the gradients of all parameters into every node's buffer.
  ///
  /// - Parameters:
  ///   - gradient: of the sums, [T, R, H].
  ///   - rows: R.
  ///   - nodes: whose buffers are written.
  ///   - shardRows: rows of a shard.
  ///   - scratch: as many floats as `scratchFloats` says.
  ///   - site: where the layer is.
  public func run(
    _ gradient: Activations, rows: Int, nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int,
    scratch: UnsafeMutablePointer<Float>, at site: LayerSite
  ) {
    run(
      RightFactor(
        values: gradient.values, steps: gradient.vectors, rowStride: gradient.stride,
        stepStride: rows * gradient.stride, gates: 1, gateSize: gradient.features, gateStride: 0),
      nodes: nodes, shardRows: shardRows, scratch: scratch, at: site)
  }

  package func run(
    _ factor: RightFactor, nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int,
    scratch: UnsafeMutablePointer<Float>, at site: LayerSite
  ) {
    let columns = seat.share(
      of: factor.gates * factor.gateSize, unit: site.kernels.panelWidth)
    guard let first = nodes.baseAddress, !columns.isEmpty else { return }
    site.kernels.weightGradient(
      WeightGradientTask(
        steps: factor.steps, shardRows: shardRows, gradient: factor.values,
        rowStride: factor.rowStride, stepStride: factor.stepStride, gates: factor.gates,
        gateSize: factor.gateSize, gateStride: factor.gateStride, lastGate: factor.lastGate,
        columns: columns,
        operands: operands.base, operandCount: operands.count, nodes: first,
        nodeCount: nodes.count, scratch: scratch))
  }
}
