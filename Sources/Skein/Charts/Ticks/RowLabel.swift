/// Tick labels for an axis of rows: which rows, and what to write under them.
package struct RowLabel: Sendable, Equatable {
  package let row: Int
  /// What differs from tick to tick: a year, a month, a day, an hour.
  package let text: String
  /// The rest of the date, where it begins or changes: `2010`, `March 2010`; else nil.
  package let context: String?

  package init(row: Int, text: String, context: String? = nil) {
    self.row = row
    self.text = text
    self.context = context
  }

  /// At most `count` labels for the rows of `range`, of which `labels` has the texts.
  ///
  /// Dates in ascending order, `dates` or what the labels say, give round dates; anything else gives every 1, 2, 5, 10, …th row.
  package static func choose(
    _ labels: [String], dates: [CalendarDate]? = nil, rows range: ClosedRange<Int>,
    atMost count: Int
  ) -> [RowLabel] {
    precondition(count >= 1, "\(count) labels")
    let rows = range.clamped(to: 0...max(labels.count - 1, 0))
    guard !labels.isEmpty, range.overlaps(0...labels.count - 1) else { return [] }
    let known = dates.flatMap { dates -> [CalendarDate]? in
      dates.count == labels.count ? CalendarTicks.ascending(Array(dates[rows])) : nil
    }
    if let dates = known ?? CalendarTicks.dates(labels[rows]) {
      return CalendarTicks.choose(dates, firstRow: rows.lowerBound, atMost: count)
    }
    var step = 1
    var factor = 0
    while rows.upperBound / step - (rows.lowerBound + step - 1) / step + 1 > count {
      factor += 1
      step = [1, 2, 5][factor % 3]
      for _ in 0..<factor / 3 { step *= 10 }
    }
    let first = (rows.lowerBound + step - 1) / step * step
    return stride(from: first, through: rows.upperBound, by: step).map {
      RowLabel(row: $0, text: ShortText.cut(labels[$0], to: 14))
    }
  }
}
