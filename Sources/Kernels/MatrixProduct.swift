import KernelInterface

/// C = initial + A·B with B in packed column panels; each panel stays in the cache over all rows.
func matrixProduct(_ task: borrowing MatrixProductTask) {
  let inner = InnerRun(
    a: task.a, rowStride: task.rowStride, segments: task.segments, length: task.segmentLength,
    segmentStride: task.segmentStride)
  var column = 0
  var panel = task.panels
  while column < task.columns {
    let vectors = min(panelVectors, (task.columns &- column &+ lanes &- 1) / lanes)
    let out = PanelOutput(
      initial: task.initial.map { $0 + column }, initialRowStride: 0, initialVectorStride: lanes,
      output: task.output + column, rowStride: task.outputStride, vectorStride: lanes)
    panelProduct(
      vectors: vectors, rows: task.rows, first: inner, second: nil, panel: panel, to: out,
      innerBlock: task.innerBlock)
    panel += vectors &* lanes &* inner.count
    column &+= panelWidth
  }
}
