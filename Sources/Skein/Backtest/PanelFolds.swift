/// What the folds of each series came to, of one target.
struct PanelFolds {
  private var found: [(name: String, methods: [SimpleMethod], own: ForecastMetrics)] = []
  private var steps: [NaiveSteps] = []

  mutating func add(
    _ name: String, _ methods: [SimpleMethod], _ metrics: ForecastMetrics, _ own: NaiveSteps
  ) {
    found.append((name, methods, metrics))
    steps.append(own)
  }

  /// Nil where nothing that came is known.
  func result(_ column: String, horizon: Int) -> PanelBacktestRecord.Target? {
    if found.isEmpty { return nil }
    func mean(_ ahead: Int, _ errors: (ForecastMetrics) -> [ErrorMetrics]) -> Double? {
      let scaled = zip(found, steps).compactMap { series, steps -> Double? in
        let errors = errors(series.own)[ahead]
        return errors.count > 0 ? steps.rmsse(errors) : nil
      }
      return scaled.isEmpty ? nil : scaled.reduce(0, +) / Double(scaled.count)
    }
    return PanelBacktestRecord.Target(
      errors: RunPanelTarget(
        PanelMetrics(column: column, found, steps: steps), intervals: nil),
      ahead: (0..<horizon).map { mean($0) { $0.steps } },
      methodAhead: (0..<horizon).map { mean($0) { $0.rivalSteps } })
  }
}
