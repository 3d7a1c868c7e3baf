import KernelInterface

/// C = initial + A·B with B in packed column panels; each panel stays in the cache over all rows.
func matrixProduct(_ task: borrowing MatrixProductTask) {
  let inner = InnerRun(
    a: task.a, rowStride: task.rowStride, segments: task.segments, length: task.segmentLength,
    segmentStride: task.segmentStride)
  var column = 0
  var panel = Panel(start: task.panels, rows: inner.count, vectors: 0)
  while column < task.columns {
    panel.vectors = min(panelVectors, (task.columns &- column &+ lanes &- 1) / lanes)
    let out = PanelOutput(
      initial: task.initial.map { $0 + column }, initialRowStride: 0, initialVectorStride: lanes,
      initialStripStride: stripWidth, output: task.output + column,
      rowStride: task.outputStride, vectorStride: lanes)
    panelProduct(
      rows: task.rows, first: inner, second: nil, panel: panel, to: out,
      innerBlock: task.innerBlock)
    panel.start += panelWidth &* inner.count
    column &+= panelWidth
  }
}
