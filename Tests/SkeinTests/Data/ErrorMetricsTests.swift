import Skein
import Testing

@Suite("Metrics")
struct ErrorMetricsTests {
  @Test("the metrics of a small table are those worked out by hand")
  func byHand() {
    let actual = [3.0, -0.5, 2, 7]
    let forecast = [2.5, 0.0, 2, 8]
    let metrics = ErrorMetrics(count: 4) { (actual[$0], forecast[$0]) }
    #expect(metrics.mse == 0.375 && metrics.mae == 0.5 && metrics.rmse == (0.375).squareRoot())
    #expect(metrics.count == 4)
    // 1/5.5, 1/0.5 and 1/7.5, twice each, and 1 of 15.
    #expect(abs(metrics.smape - (1 / 5.5 + 2 + 0 + 2 / 15.0) / 4) < 1e-15)
    #expect(ErrorMetrics(count: 1) { _ in (0, 0) }.smape == 0)
  }

  @Test("numpy has the same RMSE, MAE, sMAPE and MASE of the seasonal naive forecast")
  func seasonal() throws {
    for golden in try GoldenMethods.read().cases {
      let series = try Series(name: "s", columns: [("a", golden.values)])
      let step = series.naiveStepError(column: 0, rows: 0..<golden.training)
      for wanted in golden.errors {
        let method = SimpleMethod.seasonalValue(season: golden.season)
        let found = ErrorMetrics(count: golden.values.count - golden.training) { index in
          var next = [0.0]
          var walk = method.walk(along: golden.values)
          let row = golden.training + index
          walk.advance(to: row - wanted.ahead, of: golden.values)
          walk.forecast(wanted.ahead...wanted.ahead, of: golden.values, into: &next)
          return (golden.values[row], next[0])
        }
        for (one, other) in [
          (found.rmse, wanted.rmse), (found.mae, wanted.mae), (found.smape, wanted.smape),
          (found.mae / (step ?? .nan), wanted.mase),
        ] {
          #expect(abs(one - other) <= 1e-9 * other, "\(golden.name)")
        }
      }
    }
  }

  @Test("forecasts are restored to units and set beside copying the last value, per target")
  func forecast() throws {
    let a: [Double] = [1, 2, 4, 8, 16, 32, 64]
    let b: [Double] = [10, 20, 10, 20, 10, 20, 10]
    let series = try Series(
      name: "s", columns: [("a", a), ("b", b)],
      options: DataOptions(targets: ["b", "a"], inputs: ["a"]))
    #expect(series.columns == ["a", "b"] && series.targetColumns == [1, 0])
    let windows = try Windows(rows: 7, length: 2, horizon: 2)
    let scaler = Scaler(.minmax, fittedTo: series, rows: 0..<5)
    #expect(scaler.offsets == [1, 10] && scaler.scales == [15, 10])
    // Windows 2 and 3 predict rows 5 and 6; b is forecast right, a as 31 and 61.
    let results = ForecastMetrics.evaluate(
      [1, 2, 0, 4], windows: 2..<4, of: windows, series: series, scaler: scaler,
      trainingRows: 0..<5)
    #expect(results.map(\.column) == ["b", "a"])
    #expect(results[0].model.mae == 0 && results[0].naive.mae == 0 && results[0].mase == 0)
    #expect(!results[0].beatsNaive)
    #expect(results[1].model.mse == 5 && results[1].model.mae == 2)
    // Two rows before: 8 for 32, 16 for 64.
    #expect(results[1].naive.mae == 36 && results[1].naive.mse == 1440)
    // One-step steps of a over rows 0 to 4: 1, 2, 4, 8.
    #expect(results[1].mase == 2 / 3.75 && results[1].beatsNaive)
  }

  @Test("the scale of MASE is missing where the training rows never change")
  func constant() throws {
    let series = try Series(name: "s", columns: [("a", [5, 5, 5, 6])])
    #expect(series.naiveStepError(column: 0, rows: 0..<3) == nil)
    #expect(series.naiveStepError(column: 0, rows: 0..<1) == nil)
    #expect(series.naiveStepError(column: 0, rows: 0..<0) == nil)
    #expect(series.naiveStepError(column: 0, rows: 0..<4) == 1.0 / 3)
  }
}
