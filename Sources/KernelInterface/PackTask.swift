/// Rows of one weight to copy into panels.
package struct PackTask {
  /// The weight's first gate to copy, row-major [K, G · H].
  package var weights: UnsafePointer<Float>
  /// Floats from one row of the weight to the next: more than G · H where some gates only are copied.
  package var weightStride: Int
  package var weightRows: Int
  package var gates: Int
  package var gateSize: Int
  /// The rows to copy.
  package var rows: Range<Int>
  /// Gate and column panels may hold several weights one after the other: all their rows, and the
  /// panel row at which this weight begins.
  package var panelRows: Int
  package var panelRowOffset: Int
  package var panels: UnsafeMutablePointer<Float>

  package init(
    weights: UnsafePointer<Float>, weightRows: Int, gates: Int, gateSize: Int, rows: Range<Int>,
    weightStride: Int? = nil, panelRows: Int? = nil, panelRowOffset: Int = 0,
    panels: UnsafeMutablePointer<Float>
  ) {
    self.weights = weights
    self.weightStride = weightStride ?? gates * gateSize
    self.weightRows = weightRows
    self.gates = gates
    self.gateSize = gateSize
    self.rows = rows
    self.panelRows = panelRows ?? weightRows
    self.panelRowOffset = panelRowOffset
    self.panels = panels
  }

  /// Floats that gate panels take, whatever the number of lanes.
  package static func gatePanelFloats(rows: Int, gates: Int, gateSize: Int) -> Int {
    rows * gates * paddedFeatures(gateSize)
  }

  /// Floats that column panels take, whatever the number of lanes.
  package static func columnPanelFloats(rows: Int, columns: Int) -> Int {
    rows * paddedFeatures(columns)
  }
}
