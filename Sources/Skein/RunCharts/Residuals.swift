/// What a model leaves unsaid of a target: the actual value less the predicted one, of the nearest row that
/// each window predicts, in the target's units.
struct Residuals {
  /// Ascending.
  let rows: [Int]
  /// NaN for a window that does not count, since its values were missing.
  let values: [Double]

  /// Those of all windows that were predicted; nil where none counts.
  init?(_ predictions: RunPredictions, target: Int) {
    let dataset = predictions.dataset
    let (series, windows) = (dataset.series, dataset.windows)
    let column = series.targetColumns[target]
    var found: [(row: Int, value: Double)] = []
    found.reserveCapacity(predictions.windows.count)
    for window in predictions.windows {
      let row = windows.targetRows(window).lowerBound
      guard dataset.isMeasured(window) else {
        found.append((row, .nan))
        continue
      }
      let said = predictions.told[window].point(target)
      found.append((row, series.value(row: row, column: column) - said))
    }
    if !windows.areInRowOrder { found.sort { $0.row < $1.row } }
    guard found.contains(where: { $0.value.isFinite }) else { return nil }
    rows = found.map(\.row)
    values = found.map(\.value)
  }

  var finite: [Double] { values.filter(\.isFinite) }

  var mean: Double { finite.reduce(0, +) / Double(finite.count) }

  /// The standard deviation, by n − 1; 0 for a single one.
  var deviation: Double {
    let (finite, mean) = (finite, mean)
    guard finite.count > 1 else { return 0 }
    let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(finite.count - 1)).squareRoot()
  }
}
