/// Intervals around the forecasts of any model, learnt from the validation part: how far beyond the band that
/// the model tells actual values lay there, for each row ahead and target.
///
/// A model of one number has a band without width, and the margin is a quantile of the errors' magnitudes:
/// split conformal prediction (Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005; Lei
/// et al., "Distribution-free predictive inference for regression", JASA 113 (2018)). Quantiles and
/// distributions tell a band, which is widened or narrowed: Romano, Patterson and Candès, "Conformalized
/// quantile regression", NeurIPS 2019. Of n windows the margin is the ⌈(n + 1) · level⌉-th smallest, so that
/// the next value lies within at least so often, if it is exchangeable with those.
///
/// Encoding it as JSON and back gives the same bits.
public struct Intervals: Codable, Sendable, Equatable {
  /// What was learnt for one level.
  package struct Level: Codable, Sendable, Equatable {
    /// Per cent.
    package var level: Double
    /// [steps, targets]: in the scale of the network, so that windows that are normalised by their own
    /// deviation have margins of their own.
    package var margins: [Double]
  }

  /// Rising.
  package let all: [Level]
  /// Windows of the validation part that they were learnt from.
  public let windows: Int

  private enum CodingKeys: String, CodingKey {
    case all = "levels"
    case windows
  }

  /// Per cent, rising.
  public var levels: [Double] { all.map(\.level) }

  /// Intervals of those levels that there are enough windows for; nil where that is none.
  ///
  /// - Parameters:
  ///   - levels: per cent, above 0 and below 100.
  ///   - told: what the model tells of the validation part.
  package init?(_ levels: [Double], from told: ToldWindows) {
    let dataset = told.dataset
    let outputs = dataset.outputs
    let wanted = Set(levels).sorted()
    let measured = told.learning(numbers: outputs * wanted.count)
    let usable = wanted.filter { Self.rank(of: $0, among: measured.count) != nil }
    guard told.head.reading.hasBands, !usable.isEmpty else { return nil }
    var beyond = [[Double]](repeating: [], count: usable.count * outputs)
    told.forEachActual(measured) { one, place, actual in
      for (index, level) in usable.enumerated() {
        let band = one.band(level, place)
        beyond[index * outputs + place].append(
          max(band.lower - actual, actual - band.upper) / one.meaning.units[place])
      }
    }
    windows = measured.count
    self.all = usable.enumerated().map { index, level in
      Level(
        level: level,
        margins: (0..<outputs).map { place in
          let sorted = beyond[index * outputs + place].sorted()
          return sorted[(Self.rank(of: level, among: sorted.count) ?? sorted.count) - 1]
        })
    }
    guard self.all.allSatisfy({ $0.margins.allSatisfy(\.isFinite) }) else { return nil }
  }

  /// ⌈(n + 1) · level⌉, or nil where that is more than n.
  static func rank(of level: Double, among count: Int) -> Int? {
    let rank = Int((Double(count + 1) * level / 100).rounded(.up))
    return (1...max(count, 1)).contains(rank) && count > 0 ? rank : nil
  }

  /// How many windows a level needs.
  package static func leastWindows(for level: Double) -> Int {
    Int((level / (100 - level)).rounded(.up))
  }

  /// Whether intervals that were read from a file can be used for so many outputs.
  package func isUsable(outputs: Int) -> Bool {
    windows > 0 && !all.isEmpty && zip(all, all.dropFirst()).allSatisfy { $0.level < $1.level }
      && all.allSatisfy {
        $0.level > 0 && $0.level < 100 && $0.margins.count == outputs
          && $0.margins.allSatisfy(\.isFinite)
      }
  }

  /// The intervals of a target of a row, the narrowest first, each within the next.
  func bounds(of told: ToldWindow, _ place: Int) -> [PredictionInterval] {
    let unit = told.meaning.units[place]
    let domain = told.head.domain
    var bounds: [PredictionInterval] = []
    for level in all {
      let band = told.band(level.level, place)
      var lower = band.lower - level.margins[place] * unit
      var upper = band.upper + level.margins[place] * unit
      // A band that was much too wide is narrowed beyond its middle.
      if lower > upper {
        lower = (lower + upper) / 2
        upper = lower
      }
      (lower, upper) = (domain.clamped(lower), domain.clamped(upper))
      if let inner = bounds.last {
        (lower, upper) = (min(lower, inner.lower), max(upper, inner.upper))
      }
      bounds.append(PredictionInterval(level: level.level, lower: lower, upper: upper))
    }
    return bounds
  }

  /// How well the intervals fit the windows that count, for each target and level; nothing where no window
  /// counts.
  package func scores(of told: ToldWindows, isMeasured: (Int) -> Bool) -> [[IntervalScore]] {
    let dataset = told.dataset
    let targets = dataset.series.targetColumns
    let windows = told.windows.filter(isMeasured)
    if windows.isEmpty { return targets.map { _ in [] } }
    // [targets], of [windows, steps]
    var samples = targets.map { _ in [(actual: Double, bounds: [PredictionInterval])]() }
    for window in windows {
      let one = told[window]
      for (step, row) in dataset.windows.targetRows(window).enumerated() {
        for (target, column) in targets.enumerated() {
          let actual = dataset.series.value(row: row, column: column)
          samples[target].append((actual, bounds(of: one, step * targets.count + target)))
        }
      }
    }
    return samples.map { samples in
      all.indices.map { level in
        IntervalScore(level: all[level].level, count: samples.count) {
          (samples[$0].actual, samples[$0].bounds[level])
        }
      }
    }
  }
}

extension ToldWindow {
  /// What the model itself tells of an interval: from the quantile (1 − level) / 2 to the one as far from the
  /// other end; of one number, from there to there.
  func band(_ level: Double, _ place: Int) -> (lower: Double, upper: Double) {
    let tail = (100 - level) / 200
    return (number(tail, place), number(1 - tail, place))
  }

  /// The number for a quantile; of one number that one.
  func number(_ quantile: Double, _ place: Int) -> Double {
    head.reading == .value ? point(place) : self.quantile(quantile, place)
  }
}
