/// The rows and nodes of one team under one plan.
struct WorkerShare {
  let rows: Range<Int>
  let nodes: SharedBuffer<GradientNode>

  init(_ plan: ShardPlan, team: Int, buffers: [SharedBuffer<Float>]) {
    let rows = plan.teamRows[team]
    self.rows = rows
    nodes = SharedBuffer(
      plan.nodes.filter { $0.team == team }.map {
        GradientNode(
          firstRow: $0.rows.lowerBound - rows.lowerBound, rows: $0.rows.count,
          output: buffers[$0.slot].base)
      })
  }
}
