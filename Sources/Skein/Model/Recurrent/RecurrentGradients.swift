import KernelInterface

/// The weight gradients of a recurrent layer, from the gradients of its sums.
///
/// All parameters share one right factor, unless the last gate is parted: then the input weight and the
/// bias take its sum over the input, the recurrent weight the one over the state, and so does a bias of
/// its own.
struct RecurrentGradients {
  private let shared: WeightGradientPass
  /// Of a parted cell: the recurrent weight, and the bias beside it.
  private let recurrent: WeightGradientPass?
  private let bias: WeightGradientPass?

  init(isParted: Bool, seat: TeamSeat) {
    shared = WeightGradientPass(operands: isParted ? 2 : 3, seat: seat)
    recurrent = isParted ? WeightGradientPass(operands: 1, seat: seat) : nil
    bias = isParted ? WeightGradientPass(operands: 1, seat: seat) : nil
  }

  /// - Parameters:
  ///   - previous: the states that met the recurrent weight, [T, R, H].
  ///   - sums: [T, R, G, H], G counting both sums of a parted gate.
  func run(
    input: Activations, previous: Activations, _ sums: WeightGradientPass.RightFactor, rows: Int,
    nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int,
    scratch: UnsafeMutablePointer<Float>, at site: LayerSite
  ) {
    let offsets = site.parameterOffsets
    shared.setOperand(0, input, rows: rows, offset: offsets[0])
    shared.setBias(1, offset: offsets[2])
    guard let recurrent, let bias else {
      shared.setOperand(2, previous, rows: rows, offset: offsets[1])
      shared.run(sums, nodes: nodes, shardRows: shardRows, scratch: scratch, at: site)
      return
    }
    var factor = sums
    factor.gates = sums.gates - 1
    factor.lastGate = factor.gates - 1
    shared.run(factor, nodes: nodes, shardRows: shardRows, scratch: scratch, at: site)
    factor.lastGate = sums.gates - 1
    recurrent.setOperand(0, previous, rows: rows, offset: offsets[1])
    recurrent.run(factor, nodes: nodes, shardRows: shardRows, scratch: scratch, at: site)
    factor.gates = 1
    bias.setBias(0, offset: offsets[3])
    bias.run(factor, nodes: nodes, shardRows: shardRows, scratch: scratch, at: site)
  }
}
