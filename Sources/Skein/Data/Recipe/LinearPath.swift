/// A forecast that is a weighted sum of what is known: the path beside the network, after the
/// autoregressive highway of LSTNet (Lai et al., "Modeling long- and short-term temporal patterns with
/// deep neural networks", SIGIR 2018).
///
/// ```
/// forecast(h) = y + a + b·(y − μ) + Σ c·(mean of the last 2ᵏ rows − y) + Σ seasons + Σ d·steps
///               + Σ other columns + Σ columns that are known ahead, at the row h
/// ```
///
/// Everything but the constant a and the distance from the mean μ is a difference from the last value y,
/// so a series that is lifted as a whole is forecast lifted. Means over spans are those of Corsi, "A simple
/// approximate long-memory model of realized volatility" (Journal of Financial Econometrics 7, 2009):
/// with few weights they stand for exponential smoothing and for what lies far back. All in double
/// precision, each sum in one order.
package struct LinearPath: Codable, Sendable, Equatable {
  /// A season, and over how many of them is averaged.
  struct Season: Codable, Sendable, Equatable {
    var rows: Int
    var counts: [Int]
  }

  /// A column that is not the target.
  struct Other: Codable, Sendable, Equatable {
    var column: Int
    var mean: Double
    var steps: Int
  }

  /// A column whose future is known: its value at the row that is forecast, and steps up to there.
  struct Known: Codable, Sendable, Equatable {
    var column: Int
    var mean: Double
    var steps: Int
  }

  /// The target's place in the series.
  var column: Int
  /// Whether its past is among the inputs.
  var knowsPast: Bool
  /// μ, of the training part.
  var mean: Double
  var spans: [Int] = []
  var seasons: [Season] = []
  var others: [Other] = []
  /// Nil where there are none, as in paths of earlier versions.
  var known: [Known]?
  /// Steps from row to row.
  var steps = 0
  /// [rows ahead, terms]: a weight for each term.
  var weights: [[Double]] = []

  /// Rows that it looks back to, where there are so many.
  var reach: Int {
    let season = seasons.map { $0.rows * (($0.counts.max() ?? 0) + 1) }.max() ?? 0
    return max(
      spans.max() ?? 1, season, steps + 1, (others.map(\.steps).max() ?? 0) + 1,
      (known?.map(\.steps).max() ?? 0) + 1)
  }

  /// How many terms there are: the constant, the distance from the mean, spans, three for each count of
  /// seasons, the other columns', those that are known ahead, and the steps.
  var terms: Int { firstStep + steps }
  var firstSpan: Int { 2 }
  var firstSeason: Int { firstSpan + spans.count }
  var firstOther: Int { firstSeason + seasons.reduce(0) { $0 + 3 * $1.counts.count } }
  var firstKnown: Int { firstOther + others.reduce(0) { $0 + 1 + $1.steps } }
  var firstStep: Int { firstKnown + (known ?? []).reduce(0) { $0 + 1 + $1.steps } }

  /// What the forecast is without weights.
  func base(_ past: Past) -> Double { knowsPast ? past.value(0, column) : mean }

  /// The terms of a window; those that depend on the row that is forecast are left to `aim`: a season's
  /// phase, and what is known ahead.
  ///
  /// - Parameters:
  ///   - values: receives [terms].
  ///   - levels: receives the mean of each count of seasons.
  func look(at past: Past, into values: inout [Double], levels: inout [Double]) {
    levels.removeAll(keepingCapacity: true)
    values[0] = 1
    let last = base(past)
    values[1] = knowsPast ? last - mean : 0
    if knowsPast {
      spanTerms(past, last, into: &values)
      var place = firstSeason
      for season in seasons {
        for count in season.counts {
          let level = average(past, season.rows * count)
          levels.append(level)
          values[place + 1] = phase(past, season.rows, count, 0) - level
          values[place + 2] = level - last
          place += 3
        }
      }
    }
    var place = firstOther
    for other in others {
      values[place] = past.value(0, other.column) - other.mean
      for step in 0..<other.steps {
        values[place + 1 + step] =
          past.value(step, other.column) - past.value(step + 1, other.column)
      }
      place += 1 + other.steps
    }
    guard steps > 0 else { return }
    place = firstStep
    var newer = last
    for step in 0..<steps {
      let older = past.value(step + 1, column)
      values[place + step] = newer - older
      newer = older
    }
  }

  /// The terms of the season's phase, and of what is known ahead, at a row `ahead` of the last one.
  func aim(_ past: Past, ahead: Int, levels: [Double], into values: inout [Double]) {
    var place = firstKnown
    for term in known ?? [] {
      var newer = past.value(-ahead, term.column)
      values[place] = newer - term.mean
      for step in 1..<term.steps + 1 {
        let older = past.value(step - ahead, term.column)
        values[place + step] = newer - older
        newer = older
      }
      place += 1 + term.steps
    }
    guard knowsPast else { return }
    var index = 0
    for season in seasons {
      for count in season.counts {
        values[firstSeason + 3 * index] =
          phase(past, season.rows, count, ahead) - levels[index]
        index += 1
      }
    }
  }

  private func spanTerms(_ past: Past, _ last: Double, into values: inout [Double]) {
    var sum = 0.0
    var row = 0
    for (place, span) in spans.enumerated() {
      let end = min(span, past.count)
      while row < end {
        sum += past.value(row, column)
        row += 1
      }
      values[firstSpan + place] = sum / Double(row) - last
    }
  }

  private func average(_ past: Past, _ rows: Int) -> Double {
    let count = min(rows, past.count)
    var sum = 0.0
    for row in 0..<count { sum += past.value(row, column) }
    return sum / Double(count)
  }

  /// The mean of the values at the phase of a season that comes `ahead`, over the last seasons that are
  /// known; their level where none is.
  private func phase(_ past: Past, _ season: Int, _ count: Int, _ ahead: Int) -> Double {
    let first = (ahead + season - 1) / season * season - ahead
    var sum = 0.0
    var found = 0
    while found < count, first + found * season < past.count {
      sum += past.value(first + found * season, column)
      found += 1
    }
    return found > 0 ? sum / Double(found) : average(past, season * count)
  }

  /// Calls `body` with the place of each row that is predicted, and its forecast.
  func forEachForecast(_ past: Past, _ ahead: ClosedRange<Int>, _ body: (Int, Double) -> Void) {
    var values = [Double](repeating: 0, count: terms)
    var levels: [Double] = []
    look(at: past, into: &values, levels: &levels)
    let base = base(past)
    for (step, rows) in ahead.enumerated() {
      aim(past, ahead: rows, levels: levels, into: &values)
      let weights = weights[step]
      var sum = base
      for term in 0..<values.count { sum += weights[term] * values[term] }
      body(step, sum)
    }
  }

  /// Whether a path that was read from a file can be followed.
  func isUsable(columns: Int, steps count: Int) -> Bool {
    let rows = 1...1_000_000
    return (0..<columns).contains(column) && weights.count == count
      && spans.allSatisfy(rows.contains) && (0...1_000_000).contains(steps)
      && seasons.allSatisfy {
        rows.contains($0.rows) && $0.counts.allSatisfy { (1...10_000).contains($0) }
      }
      && others.allSatisfy {
        (0..<columns).contains($0.column) && (0...10_000).contains($0.steps)
      }
      && (known ?? []).allSatisfy {
        (0..<columns).contains($0.column) && (0...10_000).contains($0.steps) && $0.mean.isFinite
      }
      && weights.allSatisfy { $0.count == terms && $0.allSatisfy(\.isFinite) } && mean.isFinite
  }
}
