extension Dataset {
  /// Of many series those that are shorter than a window with its target, by name: those of which windows begin
  /// before the first row, and those that are too short for that as well, of which there is none.
  package var shortMembers: (padded: [String], without: [String]) {
    guard let panel = series.panel else { return ([], []) }
    let padded = windows.padded(panel)
    let without = panel.names.indices.filter { member in
      windows.stretches(of: member, panel, of: series, pads: padded.contains(member)).isEmpty
    }
    return (padded.sorted().map { panel.names[$0] }, without.map { panel.names[$0] })
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
      shared: past.sharedScales, numbers: splits.numbers(panel))
    self.init(
      series: past, windows: splits.windows, splits: splits,
      scaler: Scaler(.none, fittedTo: past, runs: [0..<past.rows]), scales: scales)
  }
}

extension Splits {
  /// The number by which a model knows each of many series: from 1, and 0 for those that do not train it.
  fileprivate func numbers(_ panel: Panel) -> [Int] {
    var numbers = [Int](repeating: 0, count: panel.count)
    for (member, _) in windows.byMember(training.windows, panel) { numbers[member] = member + 1 }
    return numbers
  }
}
