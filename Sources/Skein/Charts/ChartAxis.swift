/// One axis of a chart: its title and how values become places and tick labels.
package struct ChartAxis: Sendable, Equatable {
  /// How an axis measures.
  package enum Scale: Sendable, Equatable {
    case linear
    /// Linear, with ticks at whole numbers only, as for epochs.
    case wholeNumbers
    /// Values of zero or less are not drawn.
    case logarithmic
    /// Linear over row numbers from 0; tick labels come from these strings, one a row. Dates in
    /// ascending order, given or found in the strings, get ticks at round dates.
    case rows([String], dates: [CalendarDate]? = nil)
  }

  /// What the axis measures, with its unit: `temperature (°F)`. May be empty.
  package var title: String
  package var scale: Scale
  /// Whether zero is on the axis, so that lengths compare as the values do.
  package var includesZero: Bool

  package init(_ title: String = "", scale: Scale = .linear, includesZero: Bool = false) {
    self.title = title
    self.scale = scale
    self.includesZero = includesZero
  }

  /// Whether the axis can show `value`.
  func shows(_ value: Double) -> Bool {
    // NaN fails every comparison.
    guard abs(value) <= LinearTicks.limit else { return false }
    return scale != .logarithmic || value >= LogTicks.smallest
  }
}
