/// The rows and nodes of one worker under one plan.
struct WorkerShare {
  let rows: Range<Int>
  let nodes: SharedBuffer<GradientNode>

  init(_ plan: ShardPlan, worker: Int, buffers: [SharedBuffer<Float>]) {
    let rows = plan.workerRows[worker]
    self.rows = rows
    nodes = SharedBuffer(
      plan.nodes.filter { $0.worker == worker }.map {
        GradientNode(
          firstRow: $0.rows.lowerBound - rows.lowerBound, rows: $0.rows.count,
          output: buffers[$0.slot].base)
      })
  }
}
