import KernelInterface

extension Reference {
  /// Vectors side by side in a full column panel.
  private static let panelVectors = 4

  /// Where weight [k, gate, unit] of [panelRows, G, H] stands in gate panels:
  /// [units / lanes, panelRows, G, lanes].
  ///
  /// In a last group of at most a half or a quarter of the lanes, the gates stand that close
  /// together, and a row takes as many whole vectors as they need.
  package static func gatePanelIndex(
    row k: Int, gate: Int, unit: Int, panelRows: Int, gates: Int, gateSize: Int, lanes: Int
  ) -> Int {
    let (group, lane) = unit.quotientAndRemainder(dividingBy: lanes)
    let units = gateSize - group * lanes
    let width = [lanes / 4, lanes / 2].first { units <= $0 } ?? lanes
    let rowFloats = (gates * width + lanes - 1) / lanes * lanes
    return group * lanes * panelRows * gates + k * rowFloats + gate * width + lane
  }

  /// Where weight [k, n] of [K, N] stands in column panels: groups of four vectors of columns, each
  /// [K, width], the last group as narrow as whole vectors allow.
  package static func columnPanelIndex(
    row k: Int, column n: Int, rows: Int, columns: Int, lanes: Int
  ) -> Int {
    let fullWidth = panelVectors * lanes
    let first = n / fullWidth * fullWidth
    let width = min(fullWidth, (columns - first + lanes - 1) / lanes * lanes)
    return first * rows + k * width + (n - first)
  }

  /// A weight [K, G, H] in gate panels, zero in the lanes beyond the last unit.
  package static func gatePanels(
    _ weight: [Float], rows: Int, gates: Int, gateSize: Int, lanes: Int
  ) -> [Float] {
    var panels = [Float](
      repeating: 0, count: PackTask.gatePanelFloats(rows: rows, gates: gates, gateSize: gateSize))
    for k in 0..<rows {
      for gate in 0..<gates {
        for unit in 0..<gateSize {
          let index = gatePanelIndex(
            row: k, gate: gate, unit: unit, panelRows: rows, gates: gates, gateSize: gateSize,
            lanes: lanes)
          panels[index] = weight[(k * gates + gate) * gateSize + unit]
        }
      }
    }
    return panels
  }

  /// A weight [K, N] in column panels, zero in the lanes beyond the last column.
  package static func columnPanels(
    _ weight: [Float], rows: Int, columns: Int, lanes: Int
  ) -> [Float] {
    var panels = [Float](
      repeating: 0, count: PackTask.columnPanelFloats(rows: rows, columns: columns))
    for k in 0..<rows {
      for n in 0..<columns {
        let index = columnPanelIndex(row: k, column: n, rows: rows, columns: columns, lanes: lanes)
        panels[index] = weight[k * columns + n]
      }
    }
    return panels
  }

  /// A weight [K, N] in column panels of its transpose [N, K], zero in the lanes beyond row K.
  package static func transposedPanels(
    _ weight: [Float], rows: Int, columns: Int, lanes: Int
  ) -> [Float] {
    var transpose = weight
    for k in 0..<rows {
      for n in 0..<columns { transpose[n * rows + k] = weight[k * columns + n] }
    }
    return columnPanels(transpose, rows: columns, columns: rows, lanes: lanes)
  }
}
