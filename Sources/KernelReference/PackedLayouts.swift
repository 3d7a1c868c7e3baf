import KernelInterface

extension Reference {
  /// Vectors side by side in a full column panel.
  private static let panelVectors = 4

  /// Where a float of a row stands in a panel whose vectors lie in strips of `strip` vectors, each strip
  /// contiguous over all rows.
  private static func panelIndex(
    row k: Int, place: Int, rowFloats: Int, rows: Int, lanes: Int, strip: Int
  ) -> Int {
    let first = place / (strip * lanes) * (strip * lanes)
    let width = min(strip * lanes, rowFloats - first)
    return first * rows + k * width + place - first
  }

  /// Where weight [k, gate, unit] of [panelRows, G, H] stands in gate panels:
  /// [units / lanes, panelRows, G, lanes].
  ///
  /// In a last group of at most a half or a quarter of the lanes, the gates stand that close
  /// together, and a row takes as many whole vectors as they need.
  package static func gatePanelIndex(
    row k: Int, gate: Int, unit: Int, panelRows: Int, gates: Int, gateSize: Int, lanes: Int,
    strip: Int
  ) -> Int {
    let (group, lane) = unit.quotientAndRemainder(dividingBy: lanes)
    let units = gateSize - group * lanes
    let width = [lanes / 4, lanes / 2].first { units <= $0 } ?? lanes
    let rowFloats = (gates * width + lanes - 1) / lanes * lanes
    return group * lanes * panelRows * gates
      + panelIndex(
        row: k, place: gate * width + lane, rowFloats: rowFloats, rows: panelRows, lanes: lanes,
        strip: strip)
  }

  /// Where weight [k, n] of [K, N] stands in column panels: groups of four vectors of columns, each
  /// [K, width], the last group as narrow as whole vectors allow.
  package static func columnPanelIndex(
    row k: Int, column n: Int, rows: Int, columns: Int, lanes: Int, strip: Int
  ) -> Int {
    let fullWidth = panelVectors * lanes
    let first = n / fullWidth * fullWidth
    let width = min(fullWidth, (columns - first + lanes - 1) / lanes * lanes)
    return first * rows
      + panelIndex(
        row: k, place: n - first, rowFloats: width, rows: rows, lanes: lanes, strip: strip)
  }

  /// A weight [K, G, H] in gate panels, zero in the lanes beyond the last unit.
  package static func gatePanels(
    _ weight: [Float], rows: Int, gates: Int, gateSize: Int, lanes: Int, strip: Int
  ) -> [Float] {
    var panels = [Float](
      repeating: 0, count: PackTask.gatePanelFloats(rows: rows, gates: gates, gateSize: gateSize))
    for k in 0..<rows {
      for gate in 0..<gates {
        for unit in 0..<gateSize {
          let index = gatePanelIndex(
            row: k, gate: gate, unit: unit, panelRows: rows, gates: gates, gateSize: gateSize,
            lanes: lanes, strip: strip)
          panels[index] = weight[(k * gates + gate) * gateSize + unit]
        }
      }
    }
    return panels
  }

  /// A weight [K, N] in column panels, zero in the lanes beyond the last column.
  package static func columnPanels(
    _ weight: [Float], rows: Int, columns: Int, lanes: Int, strip: Int
  ) -> [Float] {
    var panels = [Float](
      repeating: 0, count: PackTask.columnPanelFloats(rows: rows, columns: columns))
    for k in 0..<rows {
      for n in 0..<columns {
        let index = columnPanelIndex(
          row: k, column: n, rows: rows, columns: columns, lanes: lanes, strip: strip)
        panels[index] = weight[k * columns + n]
      }
    }
    return panels
  }

  /// A weight [K, N] in column panels of its transpose [N, K], zero in the lanes beyond row K.
  package static func transposedPanels(
    _ weight: [Float], rows: Int, columns: Int, lanes: Int, strip: Int
  ) -> [Float] {
    var transpose = weight
    for k in 0..<rows {
      for n in 0..<columns { transpose[n * rows + k] = weight[k * columns + n] }
    }
    return columnPanels(transpose, rows: columns, columns: rows, lanes: lanes, strip: strip)
  }
}
