/// The cells of a terminal that a chart's bands cover.
struct Hatching {
  /// For each column the rows that a band covers there, from the top, one band after the other.
  private var covered: [[ClosedRange<Int>]]

  /// - Parameter x, y: to dots of the canvas.
  init(_ chart: LineChart, _ x: ChartProjection, _ y: ChartProjection, _ canvas: CharacterCanvas) {
    covered = [[ClosedRange<Int>]](repeating: [], count: canvas.columns)
    for band in chart.bands {
      let points = band.x.indices.filter { chart.shows(band, $0) }
      guard let first = points.first, let last = points.last else { continue }
      func column(_ index: Int) -> Int { Int(x.place(band.x[index]).rounded()) / canvas.dotsAcross }
      var next = 0
      for place in column(first)...column(last) {
        // The last point at or before the column: a band is as wide as there until the next one.
        while next + 1 < points.count, column(points[next + 1]) <= place { next += 1 }
        let ends = [band.upper[points[next]], band.lower[points[next]]].map {
          Int(y.place($0).rounded()) / canvas.dotsDown
        }
        covered[place].append(min(ends[0], ends[1])...max(ends[0], ends[1]))
      }
    }
  }

  /// How many bands cover a cell; nil for none.
  func depth(column: Int, row: Int) -> Int? {
    let count = covered[column].count { $0.contains(row) }
    return count > 0 ? count : nil
  }
}
