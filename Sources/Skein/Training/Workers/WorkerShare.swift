/// The rows and nodes of one part of a team's share under one plan.
struct WorkerShare {
  let rows: Range<Int>
  let nodes: SharedBuffer<GradientNode>

  /// - Parameters:
  ///   - part: of the plan's teams.
  ///   - buffers: those of the part.
  init(_ plan: ShardPlan, part: Int, buffers: ArraySlice<SharedBuffer<Float>>) {
    let rows = plan.teamRows[part]
    self.rows = rows
    nodes = SharedBuffer(
      plan.nodes.filter { $0.team == part }.map {
        GradientNode(
          firstRow: $0.rows.lowerBound - rows.lowerBound, rows: $0.rows.count,
          output: buffers[buffers.startIndex + $0.slot].base)
      })
  }

  /// All parts of a team's share that have rows.
  static func parts(
    _ plan: ShardPlan, of state: TrainingState, team: Int, buffers: [SharedBuffer<Float>]
  ) -> [WorkerShare] {
    (0..<state.parts).compactMap { part in
      let first = part * state.buffersPerPart
      let share = WorkerShare(
        plan, part: (state.share.firstTeam + team) * state.parts + part,
        buffers: buffers[first..<first + state.buffersPerPart])
      return share.rows.isEmpty ? nil : share
    }
  }
}
