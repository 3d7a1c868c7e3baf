/// What the members of a team have in common for a training; made by the first one, on its thread.
struct TeamMemory: Sendable {
  let pass: PassMemory
  /// Gradients of all parameters, for each node that the team sums: [parts, buffersPerPart]
  let buffers: [SharedBuffer<Float>]
  /// [R, targets]
  let targets: SharedBuffer<Float>

  init(_ state: TrainingState, team: Int) {
    let first = (state.share.firstTeam + team) * state.parts
    let parts = first..<first + state.parts
    let rows = [state.fullPlan, state.lastPlan].reduce(1) { most, plan in
      max(most, plan.teamRows[parts].map(\.count).max() ?? 1)
    }
    pass = PassMemory(
      state.compiled.model,
      size: .training(
        rows: rows, shardRows: state.fullPlan.shardRows,
        nodeShards: max(state.fullPlan.largestNode, state.lastPlan.largestNode)))
    buffers = (0..<state.parts * state.buffersPerPart).map { _ in
      SharedBuffer(repeating: 0, count: state.compiled.model.weights.layout.denseFloats)
    }
    for (index, buffer) in buffers.enumerated() {
      state.gradients.base[parts.lowerBound * state.buffersPerPart + index] = buffer.base
    }
    targets = SharedBuffer(repeating: 0, count: rows * state.training.targetCount)
  }
}
