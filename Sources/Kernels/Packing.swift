import KernelInterface

/// Gate panels: for each group of `lanes` units, for each row k, the group's weights of every gate:
/// [units / lanes, panelRows, G, lanes] in strips as `Panel` says, so that G vectors hold whole cells.
///
/// The last group may have few units; then its gates stand closer, `gateWidth` apart, and take fewer
/// vectors. Assumes panels that are zero in the lanes beyond the last unit.
func packGatePanels(_ task: PackTask) {
  let gates = task.gates
  let size = task.gateSize
  for k in task.rows {
    let source = task.weights + k &* task.weightStride
    var unit = 0
    while unit < size {
      let width = gateWidth(size &- unit)
      let rowFloats: Int = gateVectors(gates, width) &* lanes
      let panel = task.panels + unit &* task.panelRows &* gates
      let count = min(lanes, size &- unit)
      for gate in 0..<gates {
        let place = panelOffset(
          place: gate &* width, row: task.panelRowOffset &+ k, rowFloats: rowFloats,
          rows: task.panelRows)
        copy(source + (gate &* size &+ unit), panel + place, count: count)
      }
      unit &+= lanes
    }
  }
}

/// Lanes that one gate takes in a panel for `remaining` more units: all, a half or a quarter.
@inline(__always)
func gateWidth(_ remaining: Int) -> Int {
  if remaining <= lanes / 4 { return lanes / 4 }
  return remaining <= lanes / 2 ? lanes / 2 : lanes
}

/// Vectors of a panel row of `gates` gates, each `width` lanes wide.
@inline(__always)
func gateVectors(_ gates: Int, _ width: Int) -> Int {
  (gates &* width &+ lanes &- 1) / lanes
}

/// Column panels: for each group of up to `panelWidth` columns, for each row k, the group's weights:
/// [N / width, panelRows, width] in strips, the last group as narrow as whole vectors allow.
///
/// Assumes panels that are zero in the lanes beyond the last column.
func packColumnPanels(_ task: PackTask) {
  let columns = task.gates &* task.gateSize
  var column = 0
  while column < columns {
    let width = groupWidth(columns &- column)
    let panel = task.panels + column &* task.panelRows
    for k in task.rows {
      let source = task.weights + (k &* task.weightStride &+ column)
      let count = min(width, columns &- column)
      var done = 0
      while done < count {
        let place = panelOffset(
          place: done, row: task.panelRowOffset &+ k, rowFloats: width, rows: task.panelRows)
        copy(source + done, panel + place, count: min(stripWidth, count &- done))
        done &+= stripWidth
      }
    }
    column &+= panelWidth
  }
}

/// Column panels of the transpose: for each group of up to `panelWidth` rows k, for each column n,
/// the group's weights: [K / width, N, width] in strips, the last group as narrow as whole vectors allow.
///
/// Assumes panels that are zero in the lanes beyond the last row.
func packTransposedPanels(_ task: PackTask) {
  let columns = task.gates &* task.gateSize
  var k = task.rows.lowerBound
  while k < task.rows.upperBound {
    let strip = k / stripWidth &* stripWidth
    let group = k / panelWidth &* panelWidth
    let width = min(stripWidth, groupWidth(task.weightRows &- group) &- (strip &- group))
    let end = min(task.rows.upperBound, strip &+ stripWidth)
    let panel = task.panels + (strip &* columns &+ k &- strip)
    let source = task.weights + k &* task.weightStride
    for n in 0..<columns {
      let target = panel + n &* width
      for j in 0..<(end &- k) { target[j] = source[j &* task.weightStride &+ n] }
    }
    k = end
  }
}

/// Floats of a panel row that holds `remaining` more columns.
@inline(__always)
private func groupWidth(_ remaining: Int) -> Int {
  min(panelWidth, (remaining &+ lanes &- 1) / lanes &* lanes)
}

@inline(__always)
private func copy(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int)
{
  var j = 0
  while j &+ lanes <= count {
    store(load(source + j), target + j)
    j &+= lanes
  }
  while j < count {
    target[j] = source[j]
    j &+= 1
  }
}
