extension Dataset {
  /// Of many series those that are too short for a window with its target, by name.
  package var withoutWindow: [String] {
    guard let panel = series.panel else { return [] }
    let span = windows.length + windows.horizon
    return panel.names.indices.filter { member in
      series.runs(within: panel.rows[member]).allSatisfy { $0.count < span }
    }.map { panel.names[$0] }
  }

  /// Many series made ready for training, each scaled by its own training part.
  init(_ panel: Panel, of series: Series, _ splits: Splits, scaling: Scaling) throws(DataError) {
    // Each in its own scale, and that as floats.
    try series.checkMemoryForCopy()
    try series.checkMemoryForScaledCopy()
    // What comes after a part of the rows must not be seen in it.
    let past = series.filledFromThePast(of: splits)
    let scales = PanelScales(
      scaling, fittedTo: past, runs: splits.scaledRuns(panel, of: past),
      shared: past.sharedScales)
    self.init(
      series: past, windows: splits.windows, splits: splits,
      scaler: Scaler(.none, fittedTo: past, runs: [0..<past.rows]), scales: scales)
  }
}
