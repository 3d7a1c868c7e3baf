/// What is told around a forecast: intervals, quantiles, or nothing.
package struct ForecastBands: Sendable {
  package var intervals: Intervals?
  package var quantiles: ForecastQuantiles?

  package init(intervals: Intervals? = nil, quantiles: ForecastQuantiles? = nil) {
    self.intervals = intervals
    self.quantiles = quantiles
  }
}
