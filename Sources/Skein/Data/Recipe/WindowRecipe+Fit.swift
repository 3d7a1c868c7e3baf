extension WindowRecipe {
  /// Training windows that scales are found from: some of all, evenly.
  private static let mostScaled = 5000
  /// Below this part of a window's deviation, steps from row to row are small.
  private static let smallStep = 0.3
  /// Below this part of a target's deviation, what the linear path leaves is rounding.
  private static let leastResidual = 1e-6

  /// A recipe fitted to a dataset's training part; the validation part chooses the linear path's terms.
  ///
  /// Cost: milliseconds for some thousand rows, a second at most.
  init(_ recipe: Recipe, _ data: Dataset) {
    let series = data.seen
    let ahead = data.windows.ahead
    let windows = Self.some(data)
    let inputs = series.inputColumns.map { column in
      Self.input(recipe.normalization, data, column: column, windows)
    }
    self.inputs = inputs
    paths = series.targetColumns.indices.map { target in
      let column = series.targetColumns[target]
      guard case .most(let lags) = recipe.lags else {
        return LinearPath(
          column: column, knowsPast: Self.followsLast(inputs, column),
          mean: series.mean(column: column, runs: data.splits.training.runs),
          weights: [[Double]](repeating: [0, 0], count: ahead.count))
      }
      return LinearPath(
        data, target: target, lags: lags, seasons: Self.seasons(recipe.season, data, column))
    }
    shares = paths.map { _ in 1 }
    scales = [Double](repeating: 1, count: ahead.count * paths.count)
    scales = residuals(data, windows)
  }

  /// Whether the network says how far a target is from its last value.
  private static func followsLast(_ inputs: [Input], _ column: Int) -> Bool {
    inputs.indices.contains(column) && inputs[column].normalization != .none
  }

  private static func seasons(_ season: Recipe.Season, _ data: Dataset, _ column: Int) -> [Int] {
    switch season {
    case .none: []
    case .rows(let rows): [rows]
    case .auto: data.seen.seasons(column: column, runs: data.splits.training.runs)
    }
  }

  /// Training windows that were measured, evenly over the training part.
  private static func some(_ data: Dataset) -> [Int] {
    let all = data.splits.training.windows
    let stride = max(all.count / mostScaled, 1)
    let some = Swift.stride(from: all.lowerBound, to: all.upperBound, by: stride).filter(
      data.isMeasured)
    return some.isEmpty ? Array(all.prefix(1)) : some
  }

  private static func input(
    _ wanted: Recipe.Normalization, _ data: Dataset, column: Int, _ windows: [Int]
  ) -> Input {
    let scaler = data.scaler
    let plain = Input(
      normalization: .none, offset: scaler.offsets[column], scale: scaler.scales[column])
    let isTarget = data.seen.targetColumns.contains(column)
    // Less its own value, what is the same in all rows of a series would be nothing.
    let isStatic = data.seen.staticColumns.contains(column)
    if wanted == .none || isStatic || wanted == .auto && !isTarget { return plain }
    // Mean squares of a step, of the distance from the last value, and of that from the window's mean.
    var (step, last, spread) = (0.0, 0.0, 0.0)
    let length = data.windows.length
    for window in windows {
      let past = data.seen.past(data.windows.lastRow(window), reach: length + 1)
      let newest = past.value(0, column)
      var (sum, squares) = (0.0, 0.0)
      for back in 0..<length {
        let change = past.value(back, column) - past.value(back + 1, column)
        let distance = past.value(back, column) - newest
        step += change * change
        sum += distance
        squares += distance * distance
      }
      last += squares
      spread += squares - sum * sum / Double(length)
    }
    let count = Double(max(windows.count * length, 1))
    func root(_ squares: Double) -> Double {
      let root = (max(squares, 0) / count).squareRoot()
      return root > 0 && root.isFinite ? root : 1
    }
    let isSmooth = root(step) < smallStep * root(last)
    let chosen = wanted == .auto ? (isSmooth ? .change : .last) : wanted
    let scale = chosen == .change ? root(step) : chosen == .window ? root(spread) : root(last)
    return Input(normalization: chosen, offset: 0, scale: scale)
  }

  /// The deviation of what the linear path leaves, [steps, targets].
  private func residuals(_ data: Dataset, _ windows: [Int]) -> [Double] {
    var squares = [Double](repeating: 0, count: scales.count)
    var level = [Double](repeating: 0, count: paths.count)
    forEachPathError(data, windows) { window, errors in
      let row = data.windows.lastRow(window)
      for (target, path) in paths.enumerated() {
        let distance = data.seen.value(row: row, column: path.column) - path.mean
        level[target] += distance * distance
      }
      for (place, error) in errors.enumerated() { squares[place] += error * error }
    }
    let count = Double(max(windows.count, 1))
    return squares.indices.map { place in
      let least = Self.leastResidual * (level[place % paths.count] / count).squareRoot()
      let root = max((squares[place] / count).squareRoot(), least)
      return root > 0 && root.isFinite ? root : 1
    }
  }
}
