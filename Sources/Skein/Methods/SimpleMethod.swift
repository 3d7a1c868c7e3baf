/// A simple method of forecasting, fitted to the rows that trained a model: the company in which every
/// model is judged.
package enum SimpleMethod: Codable, Sendable, Equatable {
  /// The last value goes on: the naive forecast.
  case lastValue
  /// The value of a season before comes again.
  case seasonalValue(season: Int)
  /// The last value, and from there the mean step of the training rows.
  case drift(step: Double)
  /// The mean of the last rows goes on.
  case movingAverage(rows: Int)
  case smoothing(ExponentialSmoothing)
  case autoregression(Autoregression)

  /// What tables and sentences call it.
  package var name: String {
    switch self {
    case .lastValue: "last value"
    case .seasonalValue(let season): "value of \(NumberText.count(season, "row")) before"
    case .drift: "drift"
    case .movingAverage(let rows): "mean of \(NumberText.count(rows, "row"))"
    case .smoothing(let model): "exponential smoothing, \(model.name)"
    case .autoregression(let model):
      "autoregression, \(NumberText.count(model.coefficients.count, "lag"))"
    }
  }

  /// What it is called where series have methods of their own.
  package var kind: String {
    switch self {
    case .lastValue, .seasonalValue, .drift: name
    case .movingAverage: "moving average"
    case .smoothing: "exponential smoothing"
    case .autoregression: "autoregression"
    }
  }

  /// What a sentence calls the forecast by it: “copying the last value”.
  package var phrase: String {
    switch self {
    case .lastValue: "copying the last value"
    case .seasonalValue(let season):
      "copying the value of \(NumberText.count(season, "row")) before"
    case .drift: "the last value with drift"
    case .movingAverage(let rows): "the mean of the last \(NumberText.count(rows, "row"))"
    case .smoothing(let model): "exponential smoothing, \(model.name)"
    case .autoregression(let model):
      "an autoregression on \(NumberText.count(model.coefficients.count, "lag"))"
    }
  }

  /// What kinds of methods there are, whatever was fitted.
  package enum Family: String, Codable, Sendable, CaseIterable {
    case lastValue = "last value"
    case seasonalValue = "value of a season before"
    case drift
    case movingAverage = "moving average"
    case smoothing = "exponential smoothing"
    case autoregression

    /// What a sentence calls the forecast by it.
    package var phrase: String {
      switch self {
      case .lastValue: "copying the last value"
      case .seasonalValue: "copying the value of a season before"
      case .drift: "the last value with drift"
      case .movingAverage: "a moving average"
      case .smoothing: "exponential smoothing"
      case .autoregression: "an autoregression"
      }
    }
  }

  package var family: Family {
    switch self {
    case .lastValue: .lastValue
    case .seasonalValue: .seasonalValue
    case .drift: .drift
    case .movingAverage: .movingAverage
    case .smoothing: .smoothing
    case .autoregression: .autoregression
    }
  }

  /// Whether the numbers of a method that was read from a file make sense.
  package var isUsable: Bool {
    switch self {
    case .lastValue, .drift: true
    case .seasonalValue(let rows), .movingAverage(let rows): (1...1_000_000).contains(rows)
    case .smoothing(let model): (1...1_000_000).contains(model.season ?? 1)
    case .autoregression(let model): (1...10_000).contains(model.coefficients.count)
    }
  }

  /// A walk along a column, from its first value.
  package func walk(along column: [Double]) -> any MethodWalk {
    switch self {
    case .lastValue: return ReachingWalk { row, _, column in column[row] }
    case .seasonalValue(let season):
      return ReachingWalk { row, step, column in
        // The last whole season that is known; before the first one, the last value.
        let before = row + step - (step + season - 1) / season * season
        return column[before >= 0 ? before : row]
      }
    case .drift(let slope):
      return ReachingWalk { row, step, column in column[row] + Double(step) * slope }
    case .movingAverage(let rows):
      return ReachingWalk { row, _, column in
        let first = max(row - rows + 1, 0)
        return column[first...row].reduce(0, +) / Double(row - first + 1)
      }
    case .smoothing(let model): return SmoothingWalk(model, column: column)
    case .autoregression(let model): return AutoregressionWalk(model)
    }
  }

  /// Every method that the training rows are enough for.
  ///
  /// - Parameters:
  ///   - runs: the column's training values, each run without a gap.
  ///   - season: one that is plain in them.
  ///   - steps: the rows ahead that count.
  ///   - isThorough: whether exponential smoothing and an autoregression are tried, which take milliseconds.
  package static func all(
    fittedTo runs: [[Double]], season: Int?, steps: ClosedRange<Int>, isThorough: Bool = true
  ) -> [SimpleMethod] {
    var methods: [SimpleMethod] = [.lastValue]
    if let season { methods.append(.seasonalValue(season: season)) }
    let distances = runs.reduce(0) { $0 + max($1.count - 1, 0) }
    guard distances > 0 else { return methods }
    let way = runs.reduce(0.0) { $0 + (($1.last ?? 0) - ($1.first ?? 0)) }
    methods.append(.drift(step: way / Double(distances)))
    if let rows = movingAverage(runs, season: season, steps: steps) {
      methods.append(.movingAverage(rows: rows))
    }
    guard isThorough else { return methods }
    if let last = runs.last(where: { $0.count >= 10 }),
      let model = ExponentialSmoothing(choosingFor: last, season: season)
    {
      methods.append(.smoothing(model))
    }
    let lags = max(Autoregression.mostLags, season.map { $0 <= 200 ? $0 + 2 : 0 } ?? 0)
    if let model = Autoregression(fittedTo: runs, lags: lags) {
      methods.append(.autoregression(model))
    }
    return methods
  }

  /// The number of rows whose mean is nearest to what came, in the mean square over the nearest and the
  /// farthest step; nil where none can be tried.
  private static func movingAverage(
    _ runs: [[Double]], season: Int?, steps: ClosedRange<Int>
  ) -> Int? {
    var best: (rows: Int, error: Double)?
    for rows in ([2, 3, 4, 6, 8, 12, 16, 24, 32, 50, 100, 200] + (season.map { [$0] } ?? [])) {
      var error = 0.0
      var count = 0
      for run in runs where run.count >= rows + steps.upperBound {
        var sum = run[..<rows].reduce(0, +)
        for last in rows - 1..<run.count - steps.upperBound {
          if last >= rows { sum += run[last] - run[last - rows] }
          for step in [steps.lowerBound, steps.upperBound] {
            let distance = run[last + step] - sum / Double(rows)
            error += distance * distance
          }
          count += 2
        }
      }
      let mean = error / Double(max(count, 1))
      if count > 0, best.map({ mean < $0.error }) ?? true { best = (rows, mean) }
    }
    return best?.rows
  }
}
