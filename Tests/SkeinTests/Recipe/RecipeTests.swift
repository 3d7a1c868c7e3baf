import Foundation
import Skein
import Testing

@Suite("The recipe between numbers and network")
struct RecipeTests {
  private static func recipe(
    _ normalization: Recipe.Normalization, lags: Recipe.Lags = .none
  ) -> Recipe {
    var recipe = Recipe()
    recipe.normalization = normalization
    recipe.lags = lags
    return recipe
  }

  /// What the network should say about a window, and what it sees: [T, I].
  private func sample(_ data: Dataset, _ window: Int) -> (seen: [Float], aims: [Float]) {
    let source = data.all.source
    var seen = [Float](repeating: .nan, count: data.windows.length * data.inputShape.features)
    var aims = [Float](repeating: .nan, count: source.targetCount)
    seen.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { source.gatherInput(window, row: 0, rows: 1, into: base) }
    }
    aims.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { source.gatherTargets(window, into: base) }
    }
    return (seen, aims)
  }

  @Test("what the network should say means what came, in every normalisation and horizon")
  func inverse() throws {
    for normalization in Recipe.Normalization.allCases {
      for lags in [Recipe.Lags.none, .most(5)] {
        for (horizon, step) in [(1, nil), (4, nil), (1, 3)] as [(Int, Int?)] {
          let series = try NoisySeries.walk(rows: 120, columns: 2)
          let data = try Dataset(
            series, window: 6, horizon: horizon, step: step, scaling: .standard,
            recipe: Self.recipe(normalization, lags: lags))
          for window in 0..<data.windows.count {
            let (seen, aims) = sample(data, window)
            #expect(seen.allSatisfy { $0.isFinite })
            let rows = WindowSet(dataset: data, windows: window..<window + 1).predictions(aims)
            #expect(rows.count == data.windows.steps)
            for row in rows {
              let actual = try #require(row.actual)
              #expect(abs(row.predicted - actual) < 1e-5, "\(normalization) \(lags) \(horizon)")
            }
          }
        }
      }
    }
  }

  @Test("a window that is lifted looks the same, but to the scaler alone")
  func lifted() throws {
    for normalization in [Recipe.Normalization.last, .window, .change] {
      let low = try NoisySeries.walk(rows: 90)
      let high = try NoisySeries.series(rows: 90) { row, _, _ in
        low.value(row: row, column: 0) + 1024
      }
      let (one, other) = (
        try Dataset(low, window: 6, recipe: Self.recipe(normalization)),
        try Dataset(high, window: 6, recipe: Self.recipe(normalization))
      )
      for window in 0..<one.windows.count {
        for (a, b) in zip(sample(one, window).seen, sample(other, window).seen) {
          #expect(abs(a - b) < 1e-4)
        }
      }
    }
  }

  @Test("each normalisation shows the network what it is called for")
  func seen() throws {
    let series = try NoisySeries.walk(rows: 60)
    func value(_ row: Int) -> Double { series.value(row: row, column: 0) }
    for window in [0, 1, 17] {
      let rows = (window..<window + 5).map(value)
      let last = sample(
        try Dataset(series, window: 5, recipe: Self.recipe(.last)), window
      ).seen
      #expect(last[4] == 0)
      #expect(
        abs(Double(last[0] / last[2]) - (rows[0] - rows[4]) / (rows[2] - rows[4])) < 1e-4)
      let change = sample(
        try Dataset(series, window: 5, recipe: Self.recipe(.change)), window
      ).seen
      #expect(window > 0 || change[0] == 0, "nothing is known before the first row")
      #expect(
        abs(Double(change[3] / change[4]) - (rows[3] - rows[2]) / (rows[4] - rows[3])) < 1e-4)
      let whole = sample(
        try Dataset(series, window: 5, recipe: Self.recipe(.window)), window
      ).seen.map(Double.init)
      #expect(abs(whole.reduce(0, +)) < 1e-5)
      #expect(abs(whole.reduce(0) { $0 + $1 * $1 } - 5) < 1e-4)
    }
  }

  @Test("a recipe gives the same bits after JSON")
  func json() throws {
    let series = try NoisySeries.walk(columns: 2)
    let data = try Dataset(series, window: 8, horizon: 3, recipe: .auto)
    let bytes = try JSONEncoder().encode(data.preparation)
    #expect(try JSONDecoder().decode(Preparation.self, from: bytes) == data.preparation)
  }

  @Test("the network's part is left out where it is noise, and kept where it is right")
  func shares() throws {
    let data = try Dataset(NoisySeries.walk(rows: 400), window: 8, horizon: 2, recipe: .auto)
    let validation = data.validation
    let outputs = validation.source.targetCount
    var noise = NoisySeries.Noise(5)
    let nonsense = (0..<validation.count * outputs).map { _ in Float(noise.next()) }
    #expect(data.shrunk(by: nonsense).recipe?.shares == [0])
    let right = validation.windows.flatMap { sample(data, $0).aims }
    #expect(data.shrunk(by: right).recipe?.shares == [1])
    // Twice what it should be counts half.
    let twice = data.shrunk(by: right.map { 2 * $0 }).recipe?.shares
    #expect(abs((twice?.first ?? 0) - 0.5) < 1e-6)
    #expect(data.recipe?.shares == [1])
  }

  @Test("a constant series is forecast as it is")
  func constant() throws {
    let series = try NoisySeries.series(rows: 100) { _, _, _ in 7 }
    let data = try Dataset(series, window: 6, horizon: 2, recipe: .auto)
    let model = try Model(
      Sequential {
        LSTM(2)
        Dense(2)
      }, for: data)
    for row in try Forecaster(model, trainedOn: data).forecast(series, steps: 5) {
      #expect(abs(row.predicted - 7) < 2)
      #expect(row.predicted.isFinite)
    }
  }
}
