/// Quantiles around the forecasts of any model, learnt from the validation part: how far from the number that the
/// model tells for a quantile as many values lay there, for each row ahead and target.
///
/// Of a model of one number that is a quantile of its errors with their sign, so that skewed errors have skewed
/// quantiles: Linusson, Johansson and Löfström, "Signed-error conformal regression", PAKDD 2014. What a model of
/// quantiles or of a distribution tells is moved as `Intervals` are widened. Of n windows the distance is the
/// ⌈(n + 1) · q⌉-th smallest above the median and the mirror of that below, so that at least so many of further
/// values lie between two quantiles, if they are exchangeable with those; of the median the mean of both.
package struct ForecastQuantiles: Sendable, Equatable {
  /// Between 0 and 1, rising.
  package let all: [Double]
  /// [quantiles] of [steps, targets], in the scale of the network.
  package let distances: [[Double]]
  /// Windows of the validation part that they were learnt from.
  package let windows: Int

  /// - Parameters:
  ///   - quantiles: above 0 and below 1.
  ///   - told: what the model tells of the validation part.
  /// - Throws: `QuantileError` where it tells nothing that has quantiles, or windows are too few.
  package init(_ quantiles: [Double], from told: ToldWindows) throws(QuantileError) {
    precondition(quantiles.allSatisfy { $0 > 0 && $0 < 1 }, "quantiles \(quantiles)")
    let all = Set(quantiles).sorted()
    guard told.head.reading.hasBands else { throw .noNumbers(loss: told.head.specification) }
    let dataset = told.dataset
    let outputs = dataset.outputs
    let measured = told.learning(numbers: outputs * all.count)
    for quantile in all where Self.ranks(of: quantile, among: measured.count) == nil {
      throw .tooFewWindows(
        quantile: quantile, windows: measured.count, needed: Self.leastWindows(for: quantile))
    }
    var beyond = [[Double]](repeating: [], count: all.count * outputs)
    told.forEachActual(measured) { one, place, actual in
      for (index, quantile) in all.enumerated() {
        beyond[index * outputs + place].append(
          (actual - one.number(quantile, place)) / one.meaning.units[place])
      }
    }
    self.all = all
    windows = measured.count
    distances = all.indices.map { index in
      (0..<outputs).map { place in
        Self.quantile(all[index], of: beyond[index * outputs + place].sorted()) ?? 0
      }
    }
  }

  /// The places, from 1, of the two numbers whose mean is a quantile of so many; nil where there are too few.
  static func ranks(of quantile: Double, among count: Int) -> (low: Int, high: Int)? {
    func above(_ part: Double) -> Int { Int((Double(count + 1) * part - 1e-9).rounded(.up)) }
    let (high, low) = (above(quantile), count + 1 - above(1 - quantile))
    let ranks =
      quantile == 0.5
      ? (low: low, high: high)
      : quantile > 0.5 ? (low: high, high: high) : (low: low, high: low)
    return ranks.low >= 1 && ranks.high <= count ? ranks : nil
  }

  /// A quantile of sorted numbers; nil where they are too few.
  static func quantile(_ quantile: Double, of sorted: [Double]) -> Double? {
    ranks(of: quantile, among: sorted.count).map {
      (sorted[$0.low - 1] + sorted[$0.high - 1]) / 2
    }
  }

  /// How many windows a quantile needs.
  package static func leastWindows(for quantile: Double) -> Int {
    let tail = min(quantile, 1 - quantile)
    return Int(((1 - tail) / tail - 1e-9).rounded(.up))
  }

  /// Those of a target of a row, which never fall.
  func values(of told: ToldWindow, _ place: Int) -> [Double] {
    let unit = told.meaning.units[place]
    return zip(all, distances).map { quantile, distances in
      told.head.domain.clamped(told.number(quantile, place) + distances[place] * unit)
    }.sorted()
  }

  /// How well they fit some windows, of one target.
  package func scores(
    of told: ToldWindows, _ windows: [Int], target: Int
  ) -> [QuantileScore] {
    let count = told.dataset.series.targetColumns.count
    var samples: [(actual: Double, values: [Double])] = []
    told.forEachActual(windows) { one, place, actual in
      if place % count == target { samples.append((actual, values(of: one, place))) }
    }
    return all.enumerated().map { index, quantile in
      QuantileScore(quantile, count: samples.count) {
        (samples[$0].actual, samples[$0].values[index])
      }
    }
  }
}

/// How well forecasts of one quantile fit what happened to one target.
package struct QuantileScore: Sendable, Codable, Equatable {
  package let quantile: Double
  package let count: Int
  /// The part of the actual values, from 0 to 1, that are not above it; NaN of none.
  package let coverage: Double
  /// The mean pinball loss, in the target's units; NaN of none.
  package let pinball: Double

  /// - Parameter pair: the i-th value and what was forecast.
  init(_ quantile: Double, count: Int, pair: (Int) -> (actual: Double, predicted: Double)) {
    self.quantile = quantile
    self.count = count
    let below = (0..<count).count {
      let (actual, predicted) = pair($0)
      return actual <= predicted
    }
    coverage = Double(below) / Double(count)
    pinball = ValueScores.pinball(quantile, count: count, pair: pair)
  }
}

/// Why quantiles of forecasts cannot be learnt.
package enum QuantileError: Error, Sendable, Equatable {
  /// What the model tells are probabilities.
  case noNumbers(loss: String)
  case tooFewWindows(quantile: Double, windows: Int, needed: Int)
}

extension QuantileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noNumbers(let loss):
      return "the loss \(loss) tells probabilities of classes, which have no quantiles"
    case .tooFewWindows(let quantile, let windows, let needed):
      return
        "the quantile \(quantile) needs \(NumberText.count(needed, "window")) of the validation part to be learnt"
        + " from, and there are \(NumberText.grouped(windows)); choose one nearer to 0.5, or train with a"
        + " longer validation part"
    }
  }
}
