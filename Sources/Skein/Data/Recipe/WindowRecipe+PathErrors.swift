extension WindowRecipe {
  /// Calls `body` with each window and what the linear path leaves of it, [steps, targets].
  func forEachPathError(
    _ data: Dataset, _ windows: [Int], _ body: (_ window: Int, _ errors: [Double]) -> Void
  ) {
    let series = data.seen
    var errors = [Double](repeating: 0, count: scales.count)
    let none = [Float](repeating: 0, count: scales.count)
    let reach = reach(window: data.windows.length)
    for window in windows {
      let row = data.windows.lastRow(window)
      restore(
        none[...], series.past(row, reach: reach), window: data.windows.length,
        ahead: data.windows.ahead, into: &errors)
      for (target, path) in paths.enumerated() {
        for (step, ahead) in data.windows.ahead.enumerated() {
          let place = step * paths.count + target
          errors[place] = series.value(row: row + ahead, column: path.column) - errors[place]
        }
      }
      body(window, errors)
    }
  }

  /// The squares of those, summed over the rows ahead: [windows, targets].
  fileprivate func pathLosses(_ data: Dataset, _ windows: [Int]) -> [Double] {
    var losses: [Double] = []
    losses.reserveCapacity(windows.count * paths.count)
    forEachPathError(data, windows) { _, errors in
      for target in paths.indices {
        var sum = 0.0
        for place in stride(from: target, to: errors.count, by: paths.count) {
          sum += errors[place] * errors[place]
        }
        losses.append(sum)
      }
    }
    return losses
  }
}

extension Dataset {
  /// How the linear path does on the validation part beside that of the same windows with other columns.
  ///
  /// - Returns: the ratio of the roots of the mean squared errors, over targets in the mean square, and the
  ///   difference in units of its own deviation, below zero where this path is better; nil where there is
  ///   no path, or too few windows for a comparison.
  /// Cost: two forecasts of each of the windows that choose the path's terms.
  package func pathComparison(with other: Dataset) -> (ratio: Double, statistic: Double)? {
    precondition(windows == other.windows && splits == other.splits, "other windows")
    guard let recipe, let others = other.recipe else { return nil }
    let chosen = LinearPath.choosing(other)
    let own = recipe.pathLosses(self, chosen)
    let theirs = others.pathLosses(other, chosen)
    let targets = recipe.paths.count
    // Each target counts alike, whatever its unit.
    var sums = [Double](repeating: 0, count: targets)
    for (place, loss) in theirs.enumerated() { sums[place % targets] += loss }
    let counted = sums.indices.filter { sums[$0] > 0 }
    var difference = LossDifference(horizon: windows.horizon)
    var total = 0.0
    for window in chosen.indices {
      var (mine, their) = (0.0, 0.0)
      for target in counted {
        mine += own[window * targets + target] / sums[target]
        their += theirs[window * targets + target] / sums[target]
      }
      difference.add(mine, their)
      total += mine
    }
    guard let statistic = difference.statistic, !counted.isEmpty else { return nil }
    return ((total / Double(counted.count)).squareRoot(), statistic)
  }
}
