import Foundation

extension ExponentialSmoothing {
  /// Values that are fitted at most: the last ones.
  static let mostValues = 2000
  /// The longest season that is fitted.
  static let longestSeason = 400

  /// The one of six with the least AICc: without a slope, with one, with one that fades, each with and
  /// without the season. Nil where there are fewer than ten values.
  ///
  /// States begin where the first values put them, and the parameters make the squared errors one row
  /// ahead small, in 0…1, with β at most α, γ at most 1 − α, and φ in 0.8…0.98.
  package init?(choosingFor values: [Double], season: Int?) {
    var seasons: [Int?] = [nil]
    if let season, Self.canHave(season, values.count) { seasons.append(season) }
    let values = Array(values.suffix(max(Self.mostValues, 10 * (season ?? 0))))
    var best: (model: ExponentialSmoothing, criterion: Double)?
    for season in seasons {
      for trend in Trend.allCases {
        guard let (model, criterion) = Self.fitted(values, trend: trend, season: season) else {
          continue
        }
        if best.map({ criterion < $0.criterion }) ?? true { best = (model, criterion) }
      }
    }
    guard let best else { return nil }
    self = best.model
  }

  private static func canHave(_ season: Int, _ count: Int) -> Bool {
    (2...longestSeason).contains(season) && count >= max(3 * season, 10 + 2 * (season / 2))
  }

  /// The smoothing of one form with the least squared errors, and its AICc.
  package static func fitted(
    _ values: [Double], trend: Trend, season: Int?
  ) -> (model: ExponentialSmoothing, criterion: Double)? {
    let states = 1 + (trend == .none ? 0 : 1) + (season ?? 0)
    let parameters = 1 + (trend == .none ? 0 : trend == .damped ? 2 : 1) + (season == nil ? 0 : 1)
    // The variance is one more.
    let (count, free) = (Double(values.count), Double(states + parameters + 1))
    guard values.count >= 10, count > free + 1 else { return nil }
    let start = start(of: values, season: season, trend: trend)
    let used = used(trend, season)
    func model(_ part: [Double]) -> ExponentialSmoothing {
      var all = [0, 0.1, 0.1, 0.5]
      for (place, index) in used.enumerated() { all[index] = part[place] }
      return ExponentialSmoothing(trend: trend, season: season, at: all)
    }
    func squares(_ part: [Double]) -> Double { model(part).squares(values, from: start) }
    let search = NelderMead()
    var best: (point: [Double], value: Double) = ([], .infinity)
    for alpha in [0.1, 0.5, 0.9] {
      let found = search.minimum(
        from: used.map { [alpha, 0.1, 0.1, 0.5][$0] }, size: 0.1, of: squares)
      if found.value < best.value { best = found }
    }
    // Corners that were brought into their ranges lie in one plane, which a simplex does not leave: new ones
    // from where it stopped.
    for size in [-0.1, 0.1] where best.value.isFinite {
      let inside = best.point.map { min(max($0, 0), 1) }
      let found = search.minimum(from: inside, size: size, of: squares)
      if found.value < best.value { best = found }
    }
    guard best.value.isFinite else { return nil }
    let criterion =
      count * log(max(best.value, 1e-300) / count) + 2 * free
      + 2 * free * (free + 1) / (count - free - 1)
    return (model(best.point), criterion)
  }

  /// Which of α, β/α, γ/(1 − α) and the place of φ in its range a form has.
  private static func used(_ trend: Trend, _ season: Int?) -> [Int] {
    [0] + (trend == .none ? [] : [1]) + (season == nil ? [] : [2])
      + (trend == .damped ? [3] : [])
  }

  /// - Parameter point: α, β/α, γ/(1 − α) and the place of φ in its range, brought into 0…1.
  private init(trend: Trend, season: Int?, at point: [Double]) {
    func share(_ value: Double) -> Double { min(max(value, 1e-4), 1 - 1e-4) }
    self.trend = trend
    self.season = season
    alpha = share(point[0])
    beta = trend == .none ? 0 : share(point[1]) * alpha
    gamma = season == nil ? 0 : share(point[2]) * (1 - alpha)
    phi = trend == .damped ? 0.8 + 0.18 * min(max(point[3], 0), 1) : 1
  }

  /// Where the states begin: the season's are means of the first five seasons' distances from their
  /// moving average; level and slope are those of a line through ten values.
  ///
  /// Source: section 2.6.1 of the book, as statsmodels does it ("heuristic").
  package static func start(of values: [Double], season: Int?, trend: Trend) -> State {
    var state = State()
    state.level = values.first ?? 0
    var line = values
    if let season {
      state.seasonal = [Double](repeating: 0, count: season)
      guard canHave(season, values.count) else { return state }
      let least = 10 + 2 * (season / 2)
      let cycles = max(min(5, values.count / season), (least + season - 1) / season)
      let first = Array(values.prefix(season * cycles))
      let (mean, begin) = movingAverage(first, season)
      var counts = [Int](repeating: 0, count: season)
      for (place, value) in mean.enumerated() {
        state.seasonal[(begin + place) % season] += first[begin + place] - value
        counts[(begin + place) % season] += 1
      }
      for place in 0..<season { state.seasonal[place] /= Double(max(counts[place], 1)) }
      let middle = state.seasonal.reduce(0, +) / Double(season)
      for place in 0..<season { state.seasonal[place] -= middle }
      line = mean
    }
    guard line.count >= 10 else { return state }
    // The least-squares line through (1, y₁) … (10, y₁₀).
    let mean = line.prefix(10).reduce(0, +) / 10
    let slope = (0..<10).reduce(0.0) { $0 + (Double($1) - 4.5) * line[$1] } / 82.5
    state.level = mean - 5.5 * slope
    if trend != .none { state.slope = slope }
    return state
  }

  /// The means of a season around each value, and the first value that has one.
  private static func movingAverage(_ values: [Double], _ season: Int) -> ([Double], Int) {
    var means: [Double] = []
    for first in 0...(values.count - season) {
      means.append(values[first..<first + season].reduce(0, +) / Double(season))
    }
    if season.isMultiple(of: 2) {
      return (zip(means, means.dropFirst()).map { ($0 + $1) / 2 }, season / 2)
    }
    return (means, (season - 1) / 2)
  }
}
