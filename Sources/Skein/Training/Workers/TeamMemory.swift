/// What the members of a team have in common for a training; made by the first one, on its thread.
struct TeamMemory: Sendable {
  let pass: PassMemory
  /// Gradients of all parameters, for each node that the team sums.
  let buffers: [SharedBuffer<Float>]
  /// [R, targets]
  let targets: SharedBuffer<Float>

  init(_ state: TrainingState, team: Int) {
    let rows = max(
      state.fullPlan.teamRows[team].count, state.lastPlan.teamRows[team].count, 1)
    pass = PassMemory(
      state.compiled.model,
      size: .training(
        rows: rows, shardRows: state.fullPlan.shardRows,
        nodeShards: max(state.fullPlan.largestNode, state.lastPlan.largestNode)))
    buffers = (0..<state.buffersPerTeam).map { _ in
      SharedBuffer(repeating: 0, count: state.compiled.weights.count)
    }
    for (index, buffer) in buffers.enumerated() {
      state.gradients.base[team * state.buffersPerTeam + index] = buffer.base
    }
    targets = SharedBuffer(repeating: 0, count: rows * state.training.targetCount)
  }
}
