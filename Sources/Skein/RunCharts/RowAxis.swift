/// The x-axis of a chart over some rows of a series: their dates, or their numbers from 1.
struct RowAxis {
  let axis: ChartAxis
  private let series: Series
  /// Rows for a step of one along the axis.
  private let stride: Double
  private let origin: Double

  /// Labels that are read for an axis: neighbours of more rows would lie on one pixel.
  private static let mostLabels = 2000

  /// - Parameter future: labels of rows that follow the series' last one.
  init(_ series: Series, rows: Range<Int>, future: [String]? = nil) {
    self.series = series
    guard series.hasTimeLabels, rows.upperBound <= series.rows || future != nil else {
      axis = ChartAxis("row", scale: .wholeNumbers)
      stride = 1
      origin = -1
      return
    }
    let step = max((rows.count + Self.mostLabels - 1) / Self.mostLabels, 1)
    let labels = Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: step).map { row in
      row < series.rows ? series.rowLabel(row) : future?[row - series.rows] ?? ""
    }
    axis = ChartAxis("", scale: .rows(labels, dates: series.dates(of: labels)))
    stride = Double(step)
    origin = Double(rows.lowerBound)
  }

  func x(_ row: Int) -> Double { (Double(row) - origin) / stride }

  /// The place halfway between a row and the one before it.
  func x(before row: Int) -> Double { (Double(row) - 0.5 - origin) / stride }

  /// A row as sentences call it: its date, what its label says, or its number.
  func text(_ row: Int) -> String {
    guard series.hasTimeLabels else { return "row \(NumberText.grouped(row + 1))" }
    let label = series.rowLabel(row)
    if case .rows(_, let dates?) = axis.scale, let date = series.dates(of: [label])?.first {
      return DateText(like: dates).text(date)
    }
    return TerminalText.name(label)
  }

  /// From one row to another.
  func text(_ rows: ClosedRange<Int>) -> String {
    "\(text(rows.lowerBound)) to \(text(rows.upperBound))"
  }
}
